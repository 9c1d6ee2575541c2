// SPDX-License-Identifier: Apache-2.0

import Foundation
import IRCTestSupport
import MatrixTestSupport
import Testing

/// What else goes wrong with a homeserver, each time with messages of which every one is acted on once. The counts stand in
/// docs/faults-matrix.md.
extension HomeserverFaultTests {
    @Test func aLongPollWithoutAnAnswerIsGivenUp() async throws {
        try await hosting { server, program, _ in
            let (spam, kept) = say(server, 0..<10)
            try await server.acts.first("the first of them") { $0.kind == .redaction(spam[0]) }
            server.faults.isNextSyncSilent = true
            server.say("good evening", by: Self.people[1], in: Self.room)
            try await server.silences.first("a sync without an answer") { _ in true }
            // What she does meanwhile lies behind all this in the stream, which brings five hundred at a time: that it
            // does not come at once is no sign that the stream goes round in a circle.
            let (more, stay) = say(server, 10..<20)
            // How long she waits for it, to the second, is asked of what she hands to curl, where no clock runs
            // (MatrixAdapterTests, «a long poll has thirty seconds more than the server»).
            try await check(server, program, spam + more, kept.union(stay))
        }
    }

    @Test func aBodyTooLongIsRefusedAndTheNextOneRead() async throws {
        let server = try await server()
        // Before the first sync: more than 256 MiB.
        server.faults.hugeSync = 257 << 20
        let program = try program(server)
        let running = try Running(program)
        defer { running.kill() }
        try await server.tokens.first(from: 2, "a third try") { $0.isEmpty }
        #expect(running.memory.most < 128 << 10, "\(running.memory.most) KiB")
        server.faults.hugeSync = nil
        try await isReady(server)
        let (spam, kept) = say(server, 0..<10)
        try await server.acts.first("the last of them") { $0.kind == .redaction(spam[99]) }
        // Afterwards: more than 32.
        let before = running.memory.now
        server.faults.hugeSync = 33 << 20
        server.say("good evening", by: Self.people[1], in: Self.room)
        try await server.tokens.first(from: server.tokens.all.count + 2, "three more syncs") {
            _ in true
        }
        server.faults.hugeSync = nil
        let (more, stay) = say(server, 10..<20)
        try await check(server, program, spam + more, kept.union(stay))
        #expect(running.memory.most - before < 64 << 10, "\(before) KiB, then \(running.memory.most)")
        await server.stop()
    }

    @Test func aTokenFromTheFutureIsNoEnd() async throws {
        let server = try await server()
        let program = try program(server)
        var running = try Running(program)
        defer { running.kill() }
        try await isReady(server)
        let (spam, kept) = say(server, 0..<10)
        for id in spam { try await server.acts.first("\(id)") { $0.kind == .redaction(id) } }
        running.kill()
        // The homeserver's database was restored from a copy: what she has seen last is still to come.
        let place = program.folder + "/state/matrix-matrix.place"
        let text = try String(contentsOfFile: place, encoding: .utf8)
        #expect(text.contains(#""since":"s"#))
        try text.replacing(#/"since":"s\d+"/#, with: #""since":"s999999""#).write(
            toFile: place, atomically: true, encoding: .utf8)
        let syncs = server.tokens.all.count
        running = try Running(program)
        try await server.tokens.first(from: syncs, "the place from the future") { $0 == "s999999" }
        // Answered at once, without a word of error, with a place that is earlier. What the killed one had asked last may
        // be among what came since.
        let asked = try #require(server.tokens.all.lastIndex(of: "s999999"))
        try await server.tokens.first(from: asked, "the next sync") { $0 != "s999999" }
        let (more, stay) = say(server, 10..<20)
        try await check(server, program, spam + more, kept.union(stay))
        await server.stop()
    }

    @Test func aHomeserverThatStartsAgainLosesNothing() async throws {
        try await hosting { server, program, _ in
            var (spam, kept): ([String], Set<String>) = ([], [])
            for part in 0..<20 {
                let (more, stay) = say(server, part..<part + 1)
                (spam, kept) = (spam + more, kept.union(stay))
                if part % 5 == 4 { try await server.restart() }
            }
            try await check(server, program, spam, kept)
        }
    }

    @Test func aBanThatIsRefusedStopsNoOther() async throws {
        let spammers = (0..<200).map { "@s\($0):hs.test" }
        let server = try await server(more: spammers)
        let refused = Set(spammers.enumerated().filter { $0.offset % 10 == 3 }.map(\.element))
        server.faults.refusedBans = refused
        let program = try program(server, then: "ban 24h")
        let running = try Running(program)
        defer { running.kill() }
        try await server.acts.first("her first word") {
            if case .message = $0.kind { $0.room == Self.desk } else { false }
        }
        server.say("CHEAP lamps, the first", by: "@first:hs.test", in: Self.room)
        try await server.acts.first("the first ban") { $0.kind == .ban("@first:hs.test") }
        for n in 0..<2000 {
            let isSpam = n % 10 == 7
            let who = isSpam ? spammers[n / 10] : Self.people[n % Self.people.count]
            let look = n % 100 == 3 ? " a lamp that was cheap" : ""
            server.say("\(Self.chat(n))\(isSpam ? " CHEAP lamps" : look)", by: who, in: Self.room)
        }
        for who in spammers where !refused.contains(who) {
            try await server.acts.first("the ban of \(who)") { $0.kind == .ban(who) }
        }
        let bans = server.acts.all.compactMap { if case .ban(let who) = $0.kind { who } else { nil } }
        #expect(
            bans.count == 181 && Set(bans).isDisjoint(with: refused)
                && Set(bans).isSubset(of: spammers + ["@first:hs.test"]))
        await server.stop()
    }

    @Test func aRoomOfAHundredThousandIsHeld() async throws {
        let server = try await server(more: (0..<100_000).map { "@m\($0):hs.test" })
        let program = try program(server)
        let running = try Running(program)
        defer { running.kill() }
        // Thirty megabytes to write and to read, in debug builds, where others build too.
        try await isReady(server)
        let before = running.memory.now
        let (spam, kept) = say(server, 0..<20)
        try await check(server, program, spam, kept)
        #expect(running.memory.now - before < 64 << 10, "\(before) KiB, then \(running.memory.now)")
        await server.stop()
    }

    @Test func invitationsWithoutEndAreCountedAndForgotten() async throws {
        try await hosting { server, program, running in
            var (spam, kept): ([String], Set<String>) = ([], [])
            var memory: [Int] = []
            for part in 0..<20 {
                server.invitations(5000, from: part * 5000)
                let (more, stay) = say(server, part..<part + 1)
                (spam, kept) = (spam + more, kept.union(stay))
                try await server.acts.first("one of them") { $0.kind == .redaction(more[0]) }
                memory.append(running.memory.now)
            }
            try await check(server, program, spam, kept)
            // One a minute is answered; joined is none.
            #expect(server.acts.all.count { $0.kind == .leave } <= 4)
            #expect(!server.acts.all.contains { $0.kind == .join && $0.room.hasSuffix(":far.test") })
            #expect(memory[19] - memory[4] < 32 << 10, "\(memory)")
        }
    }
}
