// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import IRCTestSupport
import MatrixTestSupport
import Testing

/// The whole daemon on a homeserver that fails as told: 200 messages that a rule takes away, among 2,000 with 20 that
/// look like them and stay. Each of the 200 goes once, whatever fails.
@Suite(.timeLimit(.minutes(10)))
struct HomeserverFaultTests {
    static let room = "!salon:hs.test"
    static let desk = "!desk:hs.test"
    static let people = (0..<500).map { "@p\($0):hs.test" }

    func program(_ server: ScriptedHomeserver, then step: String = "remove") throws -> Program {
        let program = try Program()
        try program.configure(
            homeserver: server.base, token: ScriptedHomeserver.token, owner: "@owner:hs.test",
            """
            [moderation]
            mode = "act"
            preset = "gentle"
            ceiling = "ban 24h"
            budget = "1000 an hour"
            [[rule]]
            name = "lamps"
            when = 'text matches "(?i)cheap lamps"'
            then = ["\(step)"]
            mode = "act"

            """)
        return program
    }

    /// Other settings: she writes all that she knows, and what follows is taken up again from there.
    private func reload(_ program: Program, _ running: Running, budget: Int) async throws {
        try #require(await running.hears("READY=1"))
        let file = program.folder + "/bot.conf"
        let conf = try String(contentsOfFile: file, encoding: .utf8)
        try conf.replacing(#/budget = "\d+/#, with: #"budget = "\#(budget)"#).write(
            toFile: file, atomically: true, encoding: .utf8)
        running.signal(SIGHUP)
        try #require(await running.hears("RELOADING=1"))
        try #require(await running.hears("READY=1"))
    }

    func server(_ faults: Faults = Faults(), more: [String] = []) async throws -> ScriptedHomeserver {
        let server = try await ScriptedHomeserver.start(faults)
        server.room(Self.room, alias: "#salon:hs.test", members: Self.people + ["@first:hs.test"] + more)
        server.room(Self.desk, alias: "#desk:hs.test")
        return server
    }

    func log(_ program: Program) -> String {
        let text = (try? String(contentsOfFile: program.folder + "/log", encoding: .utf8)) ?? ""
        return String(text.suffix(3000))
    }

    func isReady(_ server: ScriptedHomeserver) async throws {
        try await server.acts.first("her first word at the desk") {
            if case .message = $0.kind { $0.room == Self.desk } else { false }
        }
        // Nobody is judged while the roster is fresh (FIELD rule 8): the first one is judged when that is over.
        let first = server.say("CHEAP lamps, the first", by: "@first:hs.test", in: Self.room)
        try await server.acts.first("the first removal") { $0.kind == .redaction(first) }
    }

    /// Runs her on a homeserver of 500 until she is ready, and `body` then.
    func hosting(
        _ faults: Faults = Faults(), _ body: (ScriptedHomeserver, Program, Running) async throws -> Void
    ) async throws {
        let server = try await server(faults)
        let program = try program(server)
        let running = try Running(program)
        defer { running.kill() }
        try await isReady(server)
        try await body(server, program, running)
        await server.stop()
    }

    /// What is to go, by id; everything is said in turn, a hundred at a time.
    func say(_ server: ScriptedHomeserver, _ parts: Range<Int>) -> (spam: [String], kept: Set<String>) {
        var spam: [String] = []
        var kept: Set<String> = []
        for part in parts {
            for n in part * 100..<(part + 1) * 100 {
                let who = Self.people[n % Self.people.count]
                if n % 10 == 7 {
                    spam.append(server.say("\(Self.chat(n)) CHEAP lamps", by: who, in: Self.room))
                } else if n % 100 == 3 {
                    kept.insert(server.say("\(Self.chat(n)) a lamp that was cheap", by: who, in: Self.room))
                } else {
                    server.say(Self.chat(n), by: who, in: Self.room)
                }
            }
        }
        return (spam, kept)
    }

    /// What people talk of, each time in other words.
    static func chat(_ n: Int) -> String {
        let words = """
            wool needle pattern sleeve collar button thread cotton linen ribbon garden kettle morning window harbour
            mountain letter violin chestnut river lantern saddle pepper marble copper meadow orchard candle basket
            feather pebble thimble velvet willow anchor barley cradle daisy ember fiddle ginger hazel ivory jasmine
            """.split(whereSeparator: \.isWhitespace)
        var seed = UInt64(n) &* 0x9E37_79B9_7F4A_7C15 &+ 0x1234_5678
        return (0..<7).map { _ in
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return String(words[Int(seed >> 33) % words.count])
        }.joined(separator: " ")
    }

    func redactions(_ server: ScriptedHomeserver) -> [String] {
        server.acts.all.compactMap { if case .redaction(let id) = $0.kind { id } else { nil } }
    }

    /// Of each that went twice: when, in which of her lives, by which transaction, and what she wrote of it.
    private func twice(_ server: ScriptedHomeserver, _ program: Program, deaths: [Int]) -> String {
        let acts = server.acts.all.filter { if case .redaction = $0.kind { true } else { false } }
        let doubled = Dictionary(grouping: acts) { $0.kind }.values.filter { $0.count > 1 }.sorted {
            $0[0].at < $1[0].at
        }
        let logs = ((0..<deaths.count).map { "log.\($0)" } + ["log"]).compactMap {
            try? String(contentsOfFile: "\(program.folder)/\($0)", encoding: .utf8).split(separator: "\n")
        }.joined()
        return doubled.map { acts in
            acts.map { act in
                let life = deaths.count { $0 <= act.at }
                let written = logs.filter { !act.transaction.isEmpty && $0.contains(act.transaction) }
                return "\(act.kind) at \(act.at) ms in life \(life) by \(act.transaction): \(written)"
            }.joined(separator: "\n")
        }.joined(separator: "\n") + "\ndeaths at \(deaths)"
    }

    /// Waits until all are gone, then until nothing more happens to a message said last.
    /// - Parameter deaths: when she was killed, in milliseconds of the server; her logs until then are `log.0`, `log.1` …
    func check(
        _ server: ScriptedHomeserver, _ program: Program, _ spam: [String], _ kept: Set<String>, deaths: [Int] = []
    ) async throws {
        let wanted = Set(spam)
        for id in spam {
            do {
                try await server.acts.first("the redaction of \(id)") {
                    $0.kind == .redaction(id)
                }
            } catch {
                Issue.record("\(error); \(Set(redactions(server)).count) of \(wanted.count) gone; \(log(program))")
                return
            }
        }
        let last = server.say("CHEAP lamps, the last", by: Self.people[0], in: Self.room)
        try await server.acts.first("the last") { $0.kind == .redaction(last) }
        // Whoever sends nothing but oddities floods, and is treated as such.
        let done = redactions(server).filter { !$0.hasPrefix("$odd") }
        let others = Set(done).subtracting(wanted).subtracting([last]).sorted()
        #expect(
            done.count == wanted.count + 2,
            """
            \(done.count) redactions for \(wanted.count + 2) messages; of others: \(others); twice:
            \(twice(server, program, deaths: deaths))
            \(log(program))
            """
        )
        #expect(Set(done).isSuperset(of: wanted.union([last])))
        #expect(kept.isDisjoint(with: done))
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var faults: Faults
        var testDescription: String { name }

        init(_ name: String, _ change: (inout Faults) -> Void) {
            self.name = name
            faults = Faults()
            change(&faults)
        }
    }

    static let cases = [
        Case("nothing") { _ in },
        Case("429 beyond 50 acts a second") { $0.actsPerSecond = 50 },
        Case("every tenth act 502") { $0.everyActFails = 10 },
        Case("every fifth sync 502 with HTML") { $0.everySyncFails = 5 },
        Case("every fourth batch limited") { $0.everySyncIsLimited = 4 },
        Case("every fifth event twice") { $0.everyEventComesTwice = 5 },
        Case("every fourth sync cut short") { $0.everySyncIsCut = 4 },
        Case("odd values in every event") { $0.isOdd = true },
    ]

    @Test(.serialized, arguments: cases) func eachGoesOnce(_ fault: Case) async throws {
        try await hosting(fault.faults) { server, program, _ in
            let (spam, kept) = say(server, 0..<20)
            try await check(server, program, spam, kept)
        }
    }

    @Test func eachGoesOnceHoweverOftenSheDies() async throws {
        let server = try await server()
        let program = try program(server)
        var running = try Running(program)
        defer { running.kill() }
        try await isReady(server)
        var (spam, kept): ([String], Set<String>) = ([], [])
        var deaths: [Int] = []
        for part in 0..<20 {
            if part % 5 == 4 { try await reload(program, running, budget: 1000 - part) }
            let (more, stay) = say(server, part..<part + 1)
            (spam, kept) = (spam + more, kept.union(stay))
            // In the middle of it: some of these are gone, others are not.
            let some = more[part % more.count]
            try await server.acts.first("one of them") { $0.kind == .redaction(some) }
            running.kill()
            try FileManager.default.moveItem(
                atPath: program.folder + "/log", toPath: program.folder + "/log.\(deaths.count)")
            deaths.append(server.milliseconds)
            running = try Running(program)
        }
        try await check(server, program, spam, kept, deaths: deaths)
        await server.stop()
    }

    @Test func afterATokenTheServerTakesBackNothingOldIsJudged() async throws {
        try await hosting { server, _, _ in
            let first = server.say("cheap lamps here", by: Self.people[0], in: Self.room)
            try await server.acts.first("the first") { $0.kind == .redaction(first) }
            server.faults.refusesTokens = true
            // Wakes the long poll: the next sync is refused, and the one after begins anew.
            server.say("good evening", by: Self.people[1], in: Self.room)
            try await server.begins(anew: 1)
            server.faults.refusesTokens = false
            let next = server.say("cheap lamps there", by: Self.people[2], in: Self.room)
            try await server.acts.first("the next") { $0.kind == .redaction(next) }
            #expect(redactions(server).filter { $0 == first }.count == 1)
        }
    }

    @Test func aRevokedTokenEndsHerWhereNoOtherNetworkIsLeft() async throws {
        try await hosting { server, _, running in
            server.faults.isLoggedOut = .hard
            server.say("good evening", by: Self.people[1], in: Self.room)
            #expect(await running.exit() == 77)
        }
    }
}
