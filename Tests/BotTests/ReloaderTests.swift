// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf
import Engine
import Foundation
import Logging
import Store
import Testing

@testable import Bot

/// bot.conf read again while she runs: taken up, refused, held until somebody accepts it, and left by a community.
@Suite struct ReloaderTests {
    /// A daemon's loop and reloader over one file, without networks.
    private struct House {
        let folder: String
        let store: SQLiteStore
        let loop: Loop
        let board = Board()
        let reloader: Reloader
        /// What `geoffrin status` asks.
        let desk: Bot.House
        let clock: HandClock

        init(_ conf: String) throws {
            folder = FileManager.default.temporaryDirectory.path + "/reload-\(UUID().uuidString)"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let path = folder + "/bot.conf"
            try conf.write(toFile: path, atomically: true, encoding: .utf8)
            store = try SQLiteStore(folder + "/g.db")
            let clock = HandClock(Stage.monday)
            self.clock = clock
            let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            let circumstances: @Sendable () -> Accepted.Circumstances = {
                Accepted.Circumstances(now: clock.now, textSeed: 3)
            }
            let accepted = try Accepted.read(path, circumstances())
            let household = Household(store: store, surroundings: clock.surroundings, mark: nil, logger: logger)
            try household.open(accepted.policies, networks: [Stage.network], source: accepted.source.packed)
            try Self.talk(household, clock)
            loop = Loop(stir: { _ in })
            let networks = Networks(loop: loop, logger: logger, random: { 1 })
            var plan = Daemon.Plan(
                configuration: path, state: folder, notifier: Notifier(environment: [:]), networks: { _ in [] })
            plan.expect = { policy, _ in policy.contact == "expect@fails" ? ["“a” by a newcomer: no"] : [] }
            reloader = Reloader(
                accepted, plan: plan, loop: loop, board: board, networks: networks, inquiries: Inquiries(),
                lookups: Lookups(),
                reader: try store.reader(),
                circumstances: circumstances, logger: logger)
            desk = Bot.House(
                loop: loop, board: board, reloader: reloader, networks: networks, inquiries: Inquiries(),
                lookups: Lookups(), version: "1", surroundings: clock.surroundings)
            nonisolated(unsafe) let handed = household
            loop.start(handed)
        }

        /// A regular talks for more than a day, in the end of carrots.
        private static func talk(_ household: Household, _ clock: HandClock) throws {
            var people = People()
            _ = people.enter("geoffrin", [Stage.room, Stage.desk], rank: .op, isSelf: true)
            let rose = people.enter("rose", [Stage.room])
            try household.take(
                [Event(at: clock.now, .connected(Stage.network))]
                    + [Stage.room, Stage.desk].map {
                        Event(at: clock.now, room: $0, .synced(members: people.roster(of: $0)))
                    })
            for line in 0..<30 {
                clock.advance(by: .hours(1))
                let facts = people.facts(of: rose, in: Stage.room)
                let text = line < 24 ? "row \(line) of the shawl" : "carrots again, \(line) of them"
                let message = Message(PeerText(text))
                try household.take([
                    Event(at: clock.now, room: Stage.room, member: rose, facts: facts, .said(message))
                ])
            }
        }

        func write(_ conf: String) throws {
            try conf.write(toFile: folder + "/bot.conf", atomically: true, encoding: .utf8)
        }

        /// Runs the reloader while `body` asks it.
        func run(_ body: @escaping @Sendable (House) async throws -> Void) async throws {
            let (house, reloader) = (self, reloader)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await reloader.run() }
                group.addTask { try await body(house) }
                _ = try await group.next()
                group.cancelAll()
            }
            try await loop.ask { $0.hasEnded = true }
            try store.close()
            try FileManager.default.removeItem(atPath: folder)
        }

        /// What waits to be said at desks.
        func told() async throws -> [String] {
            try await loop.ask { household in
                household.ownActs.sorted().compactMap { id in
                    guard let act = try? household.store.debt(id)?.act, case .alert(let words) = act.action else {
                        return nil
                    }
                    return words.text
                }
            }
        }
        func community(of room: RoomID) async throws -> Int? {
            try await loop.ask { $0.router.community(of: room) }
        }
        func active() async throws -> [Int] { try await loop.ask { $0.active } }
        func sequence() async throws -> Int64 { try await loop.ask { $0.sequence } }
        func fingerprint() async throws -> UInt64 { try await loop.ask { $0.engines[0].policy.fingerprint } }
    }

    private static let carrots = """
        [[rule]]
        name = "no carrots"
        when = 'text matches "carrots"'
        then = ["mute 1h"]
        mode = "act"
        """
    private static let second = """
        [community.garden]
        rooms = ["loop/#garden"]
        desk  = ["loop/#garden-desk"]
        """

    @Test func aGoodFileIsTakenUp() async throws {
        try await House(Stage.conf).run { house in
            let before = try await house.fingerprint()
            try house.write("contact = \"a@b.example\"\n" + Stage.conf)
            let report = try await house.reloader.reload(acceptance: false)
            #expect(report.exit == 0)
            #expect(report.lines.first?.hasPrefix("New settings in place: contact.") == true)
            #expect(try await house.fingerprint() != before)
            #expect(Daemon.lastGood(in: house.store)?.main.text.hasPrefix("contact") == true)
        }
    }

    @Test func anEncryptedRoomIsNoDeskOnceTheFileNamesAnother() async throws {
        try await House(Stage.conf).run { house in
            let sealed = Event.Capability(can: [.whisper], cannot: [.say, .read])
            func desks() async throws -> Set<RoomID> { try await house.loop.ask { $0.sealedDesks(on: Stage.network) } }
            let now = Stage.monday + .days(3)
            try await house.loop.ask { household throws(Stop) in
                try household.take([Event(at: now, room: Stage.desk, .capability(sealed))])
            }
            #expect(try await desks() == [Stage.desk])
            try house.write(Stage.conf.replacing("loop/#modos", with: "loop/#team"))
            #expect(try await house.reloader.reload(acceptance: false).exit == 0)
            #expect(try await desks() == [])
        }
    }

    @Test func aBrokenFileIsRefusedAndTold() async throws {
        try await House(Stage.conf).run { house in
            let before = try await house.fingerprint()
            try house.write("langage = \"en\"\n" + Stage.conf)
            let report = try await house.reloader.reload(acceptance: false)
            #expect(report.exit == 78)
            #expect(report.lines.first?.contains("bot.conf:1:1: langage: unknown key") == true)
            #expect(try await house.fingerprint() == before)
            #expect(try await house.told().contains { $0.hasPrefix("Settings refused") })
            #expect(house.board.current.configurationTrouble != nil)
            try house.write(Stage.conf)
            #expect(
                try await house.reloader.reload(acceptance: false).lines == ["Nothing has changed in the settings."])
            #expect(house.board.current.configurationTrouble == nil)
        }
    }

    /// `reload --language fr` where the community speaks English: the desk hears English, the operator reads French.
    @Test func whoeverAsksIsAnsweredInTheirLanguage() async throws {
        try await House(Stage.conf).run { house in
            let same = try await house.reloader.reload(acceptance: false, in: .fr)
            #expect(same.lines == ["Rien n'a changé dans les réglages."])
            try house.write("contact = \"a@b.example\"\n" + Stage.conf)
            let taken = try await house.reloader.reload(acceptance: false, in: .fr)
            #expect(
                taken.lines.first?.hasPrefix("Nouveaux réglages en place\u{A0}: contact.") == true, "\(taken.lines)")
            #expect(try await house.told().contains { $0.hasPrefix("New settings in place") })
            try house.write("langage = \"en\"\n" + Stage.conf)
            let refused = try await house.reloader.reload(acceptance: false, in: .fr)
            #expect(refused.lines.first?.contains("clé inconnue") == true, "\(refused.lines)")
            #expect(house.board.current.configurationTrouble?.sentence.fr.contains("geoffrin check") == true)
        }
    }

    @Test func anotherModelIsTakenUpAndADamagedOneRefused() async throws {
        try await House(Stage.conf).run { house in
            let before = try await house.fingerprint()
            let model = URL(fileURLWithPath: house.folder + "/other.bin")
            try Data(OtherModel.damaged).write(to: model)
            try house.write(Stage.conf + "\nmodel = \"other.bin\"\n")
            let refused = try await house.reloader.reload(acceptance: false)
            #expect(refused.exit == 78)
            #expect(refused.lines.contains { $0.contains("the model \"other.bin\" is damaged") })
            #expect(try await house.fingerprint() == before)
            try Data(ModelFiles.whole).write(to: model)
            #expect(try await house.reloader.reload(acceptance: false).exit == 0)
            let after = try await house.fingerprint()
            #expect(after != before)
            // The file is the same to the letter; the model in it is not.
            try Data(OtherModel.own).write(to: model)
            #expect(try await house.reloader.reload(acceptance: false).exit == 0)
            #expect(try await house.fingerprint() != after)
        }
    }

    @Test func expectationsThatDoNotHoldKeepTheFormerSettings() async throws {
        try await House(Stage.conf).run { house in
            let before = try await house.fingerprint()
            try house.write("contact = \"expect@fails\"\n" + Stage.conf)
            #expect(try await house.reloader.reload(acceptance: false).exit == 78)
            #expect(try await house.fingerprint() == before)
        }
    }

    @Test func whatWouldHaveHitARegularWaitsForAccept() async throws {
        try await House(Stage.conf).run { house in
            let before = try await house.fingerprint()
            try house.write(Stage.conf + "\n" + Self.carrots)
            let report = try await house.reloader.reload(acceptance: false)
            #expect(report.lines.first?.contains("would have hit 1 member: rose") == true)
            #expect(try await house.fingerprint() == before)
            #expect(house.reloader.waitingPolicies?.hurt == ["rose"])
            #expect(report.waits && house.desk.hasWaiting)
            // Not all of the file is in force: a script must not take it for done.
            #expect(report.exit == 65)
            // A restart with a broken file would not bring in what nobody accepted.
            #expect(Daemon.lastGood(in: house.store)?.main.text == Stage.conf)

            let accepted = try await house.reloader.reload(acceptance: true)
            #expect(accepted.exit == 0)
            #expect(accepted.lines.first?.hasPrefix("New settings in place") == true)
            #expect(try await house.fingerprint() != before)
            #expect(house.reloader.waitingPolicies == nil)
            #expect(house.reloader.accepted.source.main.text.contains("no carrots"))
            #expect(Daemon.lastGood(in: house.store)?.main.text.contains("no carrots") == true)
        }
    }

    /// Her own time goes on while nothing happens.
    @Test func sheTellsHowLongSheHasRunWhereNothingHappens() async throws {
        try await House(Stage.conf).run { house in
            house.clock.advance(by: .seconds(7))
            let status = try await house.desk.status()
            #expect(status.runningFor == .seconds(7))
            #expect(status.now == house.clock.now)
        }
    }

    @Test func acceptWithNothingWaitingChangesNothing() async throws {
        try await House(Stage.conf).run { house in
            let report = try await house.reloader.reload(acceptance: true)
            #expect(report == Reloader.Report(lines: ["Nothing has changed in the settings."], exit: 0))
        }
    }

    @Test func aReloadAfterwardsReplacesWhatWaits() async throws {
        try await House(Stage.conf).run { house in
            try house.write(Stage.conf + "\n" + Self.carrots)
            _ = try await house.reloader.reload(acceptance: false)
            try house.write("contact = \"a@b.example\"\n" + Stage.conf)
            _ = try await house.reloader.reload(acceptance: false)
            #expect(house.reloader.waitingPolicies == nil)
        }
    }

    @Test func aCommunityThatWentOutOfTheFileStopsAtOnce() async throws {
        let both = Stage.conf.replacing("[moderation]", with: Self.second + "\n[moderation]")
        try await House(both).run { house in
            let garden = RoomID(Stage.network, "#garden")
            #expect(try await house.community(of: garden) == 1)
            try house.write(Stage.conf)
            let report = try await house.reloader.reload(acceptance: false)
            #expect(report.lines.first == "garden is no longer in bot.conf: I stop here and leave its rooms.")
            #expect(report.exit == 0)
            #expect(try await house.community(of: garden) == nil)
            #expect(try await house.active() == [0])
            #expect(try await house.told().contains { $0.hasPrefix("garden is no longer") })
            #expect(house.reloader.accepted.policies.map(\.community.description) == ["salon"])
            #expect(Daemon.lastGood(in: house.store)?.main.text == Stage.conf)
            // Nothing it might want wakes it, and nothing more is written in its name.
            try await house.loop.ask { household throws(Stop) in try household.tick() }
            let sequence = try await house.sequence()
            let facts = Facts(user: "rose", host: "rose.example", name: PeerText("rose"), isSelf: false)
            let event = Event(
                at: Stage.monday, room: garden, member: MemberID(Stage.network, "rose~1"), facts: facts,
                .said(Message(PeerText("hello"))))
            try await house.loop.emit([event])
            #expect(try await house.sequence() == sequence)

            try house.write(both)
            #expect(try await house.reloader.reload(acceptance: false).exit == 0)
            #expect(try await house.active() == [0, 1])
            #expect(try await house.community(of: garden) == 1)
            try await house.loop.emit([event])
            #expect(try await house.sequence() > sequence)
        }
    }
}
