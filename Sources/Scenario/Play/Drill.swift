// SPDX-License-Identifier: Apache-2.0

public import Chat
import Conf
public import Engine

/// A raid that never was, played against the settings in force: how long until it is seen, whom it would hurt.
public struct Drill: Sendable {
    /// In what the raiders are alike.
    public enum Likeness: String, Sendable, CaseIterable { case nicks, hosts, lines }

    public struct Report: Sendable, Hashable {
        public var room = ""
        public var size = 0
        /// From the first arrival until it is seen, and the arrivals until then.
        public var seen: TimeSpan?
        public var arrivedUnseen = 0
        /// From the first arrival until the door is closed, and open again.
        public var closed: TimeSpan?
        public var opened: TimeSpan?
        public var keptOut = 0
        /// Members of before who were touched, or could not speak: nobody should be here.
        public var hurt: [String] = []
        /// Something that must never be.
        public var faults: [String] = []
    }

    /// How long all of them take to come in.
    static let lasts = TimeSpan.seconds(10)
    /// Members who are there before.
    static let members = 20

    /// Plays it in the first room of the first community.
    /// - Parameters:
    ///   - size: raiders, from 1 to 10,000.
    ///   - now: when the first comes in.
    public static func raid(_ stage: Stage, size: Int, likeness: Likeness, at now: Timestamp) -> Report {
        var report = Report()
        guard let room = stage.policies.first?.rooms.first else { return report }
        var settings = Player.Settings()
        settings.ownName = stage.ownName
        settings.canRestart = false
        var player = Player(policies: stage.policies, now: now - .minutes(30), settings: settings)
        (report.room, report.size) = (room.displayName, size)
        for number in 0..<members { player.seat("member\(number)", room.room) }
        player.begin()
        let persons = (0..<members).compactMap { player.chat.member(named: "member\($0)", on: room.room.network)?.id }
            .compactMap { player.person(of: $0) }
        player.record(persons.map { .trusted($0, true) })
        player.advance(to: now)
        _ = player.takeTrace()
        let gap = max(1, lasts.milliseconds / Int64(size))
        for number in 0..<size {
            player.advance(to: now + .milliseconds(gap * Int64(number)))
            let name = likeness == .nicks ? "raider\(number)" : Self.name(number)
            let id = player.chat.connect(name, on: room.room.network)
            if likeness == .hosts { player.chat.change(id) { $0.host = "raid.example" } }
            if player.join(name, room.room) {
                let line = likeness == .lines ? "everybody come and look at this" : "hello number \(number) of many"
                player.say(name, room.room, Message(PeerText(line)))
            }
            if number % 100 == 0 {
                player.say("member\(number / 100 % members)", room.room, Message(PeerText("still talking, \(number)")))
            }
            report.read(player.takeTrace(), from: now, members: Set(persons))
            if report.seen == nil { report.arrivedUnseen = number + 1 }
        }
        player.advance(to: now + .hours(7))
        report.read(player.takeTrace(), from: now, members: Set(persons))
        return report
    }

    /// Names of all lengths and patterns.
    static func name(_ number: Int) -> String {
        let syllables = ["ba", "Ke", "lo", "mi", "nu", "ri", "Sa", "te", "vo", "zu", "cha", "fri", "gor", "hel"]
        var (rest, name) = (number, "")
        for place in 0..<(2 + number % 4) {
            name += syllables[(rest + place * 5) % syllables.count]
            rest /= syllables.count
        }
        return name + String(number, radix: 36)
    }
}

extension Drill.Report {
    mutating func read(_ trace: [Trace], from start: Timestamp, members: Set<PersonID>) {
        for item in trace {
            switch item {
            case .decided(let decision, let at, _):
                if decision.rule == "raid", seen == nil { seen = at - start }
                if let person = decision.person, members.contains(person), decision.step?.isSanction == true {
                    hurt.append(decision.name.raw)
                }
            case .performed(let act, let at):
                switch act.action {
                case .lock: closed = closed ?? at - start
                case .unlock: opened = at - start
                default: break
                }
            case .unheard(let name, let why, _):
                if why == .locked { keptOut += 1 } else if name.raw.hasPrefix("member") { hurt.append(name.raw) }
            case .fault(let text, _): faults.append(text)
            case .failed, .dropped, .asked, .lookedUp: break
            }
        }
    }
}

/// What the settings in force would have done with the joins of real days: how often the door would have been closed,
/// and to whom.
public struct Collateral: Sendable {
    public private(set) var joins = 0
    public private(set) var closings: [Timestamp] = []
    /// Strangers who came while it would have been closed.
    public private(set) var keptOut: Set<PersonID> = []
    private var engine: Engine
    private var closedUntil: [RoomID: Timestamp] = [:]

    public init(_ policy: Policy) {
        var policy = policy
        policy.isRehearsal = true
        engine = Engine(policy: policy, epoch: 0)
    }

    /// One event of the journal, oldest first.
    public mutating func hear(_ event: Event) {
        switch event.kind {
        case .joined where event.facts?.isSelf != true:
            joins += 1
            if let room = event.room, let until = closedUntil[room], event.at < until, let facts = event.facts,
                facts.account == nil, let member = event.member
            {
                keptOut.insert(PersonID.of(facts, member: member))
            }
        // What she did then must not be done again, nor her orders obeyed.
        case .due, .performed, .failed, .expired, .commanded, .reloaded, .forgotten, .invited: return
        default: break
        }
        // A door that the team closed by an order says nothing of what she would have done alone.
        for decision in engine.handle(event) where decision.rule == "raid" {
            for act in decision.acts {
                guard case .lock(let span, _) = act.action, let room = act.room else { continue }
                closings.append(event.at)
                closedUntil[room] = event.at + span
            }
        }
    }
}
