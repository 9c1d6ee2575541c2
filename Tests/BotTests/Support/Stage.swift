// SPDX-License-Identifier: Apache-2.0

import Chat
import Engine
import Logging
import Store
import Synchronization

@testable import Bot

/// A clock that tests turn by hand.
final class HandClock: Sendable {
    private let times: Mutex<(wall: Timestamp, elapsed: TimeSpan)>
    init(_ now: Timestamp) { times = Mutex((now, .zero)) }

    var now: Timestamp { times.withLock { $0.wall } }
    func advance(by span: TimeSpan) {
        times.withLock { times in times = (times.wall + span, times.elapsed + span) }
    }
    /// Somebody sets the machine's clock.
    func step(by span: TimeSpan) { times.withLock { $0.wall = $0.wall + span } }

    var surroundings: Surroundings {
        let count = Mutex(UInt64(11))
        return Surroundings(
            wall: { self.times.withLock { $0.wall } }, elapsed: { self.times.withLock { $0.elapsed } },
            random: {
                count.withLock { count in
                    count = count &* 6_364_136_223_846_793_005 &+ 1; return count
                }
            })
    }
}

/// What a room really saw, whatever the books say.
struct Room {
    var said: [(id: ActID, text: String)] = []
    /// By the act that set it.
    var marks: [ActID: ByteString] = [:]
    /// How often each sanction or release was carried out.
    var done: [ActID: Int] = [:]
}

/// One network, its people and one household after the other, all on one thread and in one hand.
///
/// It does what adapter, dispatcher and loop do, one step at a time, so that a death can be put between any two.
final class Stage {
    static let network = NetworkID("loop")
    static let room = RoomID(network, "#salon")
    static let desk = RoomID(network, "#modos")
    static let monday = Timestamp(seconds: 1_767_614_400)

    static let conf = """
        language = "en"
        owners   = ["loop/margaux"]
        [network.loop]
        irc = "127.0.0.1"
        tls = false
        nick = "geoffrin"
        [community.salon]
        rooms = ["loop/#salon"]
        desk  = ["loop/#modos"]
        [moderation]
        mode = "act"
        """
    /// With a rule against a word.
    static let noCarrots =
        conf + """

            preset = "standard"
            [[rule]]
            name = "no carrots"
            when = 'text matches "carrots"'
            then = ["mute 1h"]
            mode = "act"
            """

    let clock = HandClock(Stage.monday)
    var store: CrashingStore
    var chat = People()
    var room = Room()
    var household: Household
    var source: PolicySource
    var deaths = 0
    /// Servers there know words again by their id.
    var transactional: Set<NetworkID> = []
    /// Rooms she left, in order.
    var left: [RoomID] = []

    init(_ conf: String = Stage.conf, crash: (commit: Int, moment: CrashingStore.Moment)? = nil) throws {
        source = PolicySource([.init(name: "bot.conf", text: conf)])
        store = CrashingStore(crash: crash)
        _ = chat.enter("geoffrin", [Self.room, Self.desk], rank: .op, isSelf: true)
        _ = chat.enter("host", [Self.room], rank: .op)
        household = Household(
            store: store, surroundings: clock.surroundings, mark: nil,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        do { try open() } catch is StartFailure { try revive() }
    }

    private func open() throws {
        let accepted = try Accepted.read(source, Accepted.Circumstances(now: clock.now, textSeed: 3))
        household.transactional = transactional
        // Chance begins anew with each household here; a process's own acts never bear another's names.
        household.ownEpoch &+= UInt32(deaths)
        try household.open(accepted.policies, networks: [Self.network], source: source.packed)
    }

    /// The process ended; another begins on what was kept, and the network tells its rosters again.
    func revive() throws {
        deaths += 1
        store = CrashingStore(store.kept)
        household = Household(
            store: store, surroundings: clock.surroundings, mark: nil,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try open()
    }

    /// Does something to the household; a death in the middle of it brings the next one, and it is done again where
    /// the network would do so: a batch whose `emit` never returned is told again.
    func live(again: Bool = true, _ body: (Household) throws -> Void) throws {
        do {
            try body(household)
        } catch is Stop {
            try revive()
            try connect()
            if again { try body(household) }
        }
    }

    func connect() throws {
        let events = { [self] () -> [Event] in
            [Event(at: clock.now, .connected(Self.network))]
                + [Self.room, Self.desk].map { Event(at: clock.now, room: $0, .synced(members: chat.roster(of: $0))) }
        }
        do { try household.take(events()) } catch {
            try revive()
            try household.take(events())
        }
    }

    func tell(_ events: [Event]) throws {
        try live { try $0.take(events) }
        try pump()
    }

    func event(_ member: MemberID, _ kind: Event.Kind, in room: RoomID? = Stage.room) -> Event {
        Event(at: clock.now, room: room, member: member, facts: chat.facts(of: member, in: room), kind)
    }

    func join(_ name: String) throws -> MemberID {
        let id = chat.enter(name, [Self.room])
        try tell([event(id, .joined(.joined))])
        return id
    }

    /// She comes in, and a moment later eve floods and is muted.
    func muteEve() throws {
        try connect()
        try pump()
        let eve = try join("eve")
        try advance(by: .seconds(10), steps: 2)
        for _ in 0..<3 { try tell([event(eve, .said(Message(PeerText("win 1000 euros at http://spam.example"))))]) }
    }

    /// Time passes in steps; whatever is due on the way happens.
    func advance(by span: TimeSpan, steps: Int64 = 20) throws {
        for _ in 0..<steps {
            clock.advance(by: .milliseconds(span.milliseconds / steps))
            try live { try $0.tick() }
            try pump()
        }
    }

    /// Carries acts out until there is nothing left to do.
    func pump() throws {
        for _ in 0..<200 {
            var errand: Errand?
            try live(again: false) { errand = try $0.next(on: Self.network, among: Lane.allCases) }
            guard let errand else { if household.networks[Self.network]?.hasWork == true { continue } else { return } }
            try carry(errand)
        }
    }

    private func carry(_ errand: Errand) throws {
        switch errand {
        case .look(let act):
            let found = seen(act)
            try live(again: false) { try $0.looked(for: act, found: found) }
        case .act(let act):
            var granted: OwedAct?
            try live(again: false) { granted = try $0.due(act, reach(of: act)) }
            guard let granted else { return }
            let receipt = perform(granted)
            try live(again: false) { try $0.done(granted, .performed(receipt)) }
        }
    }

    func reach(of act: OwedAct) -> Reach {
        Reach(facts: act.target.flatMap { chat.facts(of: $0.member, in: act.room) })
    }

    /// What the room shows of an act.
    private func seen(_ act: OwedAct) -> Receipt? {
        switch act.action {
        case .unmute(let mark), .unban(let mark): room.marks.values.contains(mark) ? nil : Receipt()
        case .unlock(let mark): room.marks.values.contains(mark) ? nil : Receipt()
        case .mute, .ban, .lock: room.marks[act.id].map { Receipt(mark: $0) }
        case .say, .whisper, .alert, .remove, .kick, .join, .leave: nil
        }
    }

    /// Sanctions and releases that were ever written down as decided.
    func decided() -> Set<ActID> {
        var found: Set<ActID> = []
        for entry in store.kept.journal(JournalQuery(limit: 10_000)).entries {
            for row in entry.decisions {
                guard let recorded = try? Recorded(packed: row.body) else { continue }
                found.formUnion(recorded.decision.acts.filter { !$0.isWords }.map(\.id))
            }
        }
        return found
    }

    private func perform(_ act: OwedAct) -> Receipt {
        switch act.action {
        case .say(let words), .whisper(let words), .alert(let words): room.said.append((act.id, words.text))
        case .mute, .ban:
            let mark = ByteString("b *!*@\(act.target?.host.text ?? "")")
            room.marks[act.id] = mark
            room.done[act.id, default: 0] += 1
            return Receipt(mark: mark)
        case .lock:
            room.marks[act.id] = "R"
            room.done[act.id, default: 0] += 1
            return Receipt(mark: "R")
        case .unmute(let mark), .unban(let mark), .unlock(let mark):
            room.done[act.id, default: 0] += 1
            room.marks = room.marks.filter { $0.value != mark }
        case .remove, .kick: room.done[act.id, default: 0] += 1
        case .leave: if let room = act.room { left.append(room) }
        case .join: break
        }
        return Receipt()
    }
}
