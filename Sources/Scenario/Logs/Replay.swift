// SPDX-License-Identifier: Apache-2.0

public import Chat
import Conf
import Engine

/// A log played against settings: what she would have done then.
///
/// Whoever speaks is taken in silently where the log does not tell of an arrival; a nickname is all that is known of
/// people. What she does has its effect in the pretended room: whom she mutes is not heard until that ends.
public struct Replay: Sendable {
    /// What somebody is, told on the command line: `--member alice=regular`.
    public enum Role: String, Sendable, CaseIterable { case newcomer, regular, voice, moderator, services, bot }

    /// One decision.
    public struct Item: Sendable, Equatable {
        public var at: Timestamp
        public var room: String
        public var member: String
        public var rule: String
        public var mode: String
        /// Empty for what has no step, such as a welcome.
        public var step: String
        public var actions: [String]
        public var reason: String
        /// Of the log; nil for what she did by herself in between.
        public var line: Int?
    }

    public struct Summary: Sendable, Equatable {
        public var messages = 0
        public var decisions = 0
        public var acts = 0
        /// People who spoke.
        public var members = 0
        public var byRule: [String: Int] = [:]
        /// Messages stamped too coarsely for windows that are shorter.
        public var notJudged = 0
        public var faults: [String] = []
    }

    public private(set) var summary = Summary()
    private var player: Player
    private let policies: [Policy]
    private var coarse: [Int64: [Policy]] = [:]
    private var resolution = TimeSpan.zero
    private var clock = LogClock()
    /// Its stamps are too coarse for one of the detectors.
    private var isBlunted = false
    private let rooms: [RoomID]
    private var roomOfName: [String: RoomID] = [:]
    private let roles: [ByteString: Role]
    private var speakers: Set<MemberID> = []
    private var hasBegun = false
    /// Kept with the journal: whom she would have sanctioned, and whose lines were not heard.
    private(set) var hits: [Hit] = []
    private(set) var unheard: [String: Int] = [:]

    struct Hit: Sendable {
        var member: MemberID
        var name: String
        var standing: Standing
        var step: Step
        /// What spoke for it, in the words of the room.
        var rule: String
        var at: Timestamp
        var line: Int?
    }

    /// - Parameters:
    ///   - start: the time of the log's first line.
    ///   - roles: by nickname.
    public init(_ stage: Stage, from start: Timestamp, roles: [String: Role] = [:]) {
        self.init(stage, from: start, roles: roles, keepsJournal: false)
    }

    init(_ stage: Stage, from start: Timestamp, roles: [String: Role], keepsJournal: Bool) {
        var settings = Player.Settings()
        settings.keepsJournal = keepsJournal
        settings.ownName = stage.ownName
        settings.canRestart = false
        // A log is old: nobody outside is asked now, and nobody told of it.
        policies = stage.policies.map(\.askingNobody)
        rooms = stage.policies.flatMap { $0.rooms.map(\.room) }
        player = Player(policies: policies, now: start - .minutes(10), settings: settings)
        var folded: [ByteString: Role] = [:]
        for (nick, role) in roles { folded[ByteString(nick).asciiLowercased] = role }
        self.roles = folded
    }

    /// Plays lines; `write` is given each decision as it is made.
    public mutating func play(_ lines: some Sequence<LogLine>, limit: Int = .max, write: (Item) -> Void) {
        if !hasBegun {
            hasBegun = true
            player.begin()
            tell(nil, write)
        }
        var count = 0
        var minute: [LogLine] = []
        for line in lines {
            if count >= limit { break }
            count += 1
            if let first = minute.first, line.at != first.at || line.resolution != first.resolution {
                spread(&minute, write)
            }
            if line.resolution == .minutes(1) { minute.append(line) } else { play(line, at: line.at, write) }
        }
        spread(&minute, write)
        summary.members = speakers.count
    }

    /// Lines stamped with one minute were not all written in its first moment: they are strewn over it, what one says
    /// without a word between staying together.
    private mutating func spread(_ minute: inout [LogLine], _ write: (Item) -> Void) {
        let turns = zip(minute, minute.dropFirst()).count { $0.nick != $1.nick } + 1
        var turn: Int64 = 0
        for (place, line) in minute.enumerated() {
            if place > 0, minute[place - 1].nick != line.nick { turn += 1 }
            play(line, at: line.at + .milliseconds(line.resolution.milliseconds * turn / Int64(turns)), write)
        }
        minute = []
    }

    private mutating func play(_ line: LogLine, at stamp: Timestamp, _ write: (Item) -> Void) {
        player.advance(to: clock.time(of: stamp, fine: line.resolution))
        tell(nil, write)
        take(resolution: line.resolution)
        let room = room(named: line.room)
        switch line.kind {
        case .message: say(line, room, .message)
        case .action: say(line, room, .action)
        case .notice: say(line, room, .notice)
        case .join: arrive(line.nick, room)
        case .part: if isHere(line.nick, room) { player.part(line.nick, room, text: line.text) }
        case .quit: if isHere(line.nick, room) { player.quit(line.nick, room.network, .quit(PeerText(line.text))) }
        case .kick: if isHere(line.text, room) { player.kick(line.text, room, by: line.nick, text: "") }
        case .nick:
            if isHere(line.nick, room), player.chat.member(named: line.text, on: room.network) == nil {
                player.rename(line.nick, room.network, to: line.text)
            }
        case .mode, .topic, .other: break
        }
        tell(line.number, write)
    }

    private mutating func say(_ line: LogLine, _ room: RoomID, _ carrier: Message.Carrier) {
        if line.nick.isEmpty { return }
        summary.messages += 1
        if isBlunted { summary.notJudged += 1 }
        if !isHere(line.nick, room) { seat(line.nick, room) }
        if let id = player.chat.member(named: line.nick, on: room.network)?.id { speakers.insert(id) }
        player.say(line.nick, room, Message(PeerText(line.text), carrier: carrier))
    }

    private func isHere(_ nick: String, _ room: RoomID) -> Bool {
        player.chat.member(named: nick, on: room.network)?.ranks[room] != nil
    }

    private mutating func room(named name: String) -> RoomID {
        if let known = roomOfName[name] { return known }
        let found = Performance.find(name, among: rooms) ?? rooms[0]
        roomOfName[name] = found
        return found
    }

    // MARK: - People

    private mutating func seat(_ nick: String, _ room: RoomID) {
        let role = roles[ByteString(nick).asciiLowercased]
        let id = player.seat(nick, room, rank: Self.rank(role))
        dress(id, role)
    }

    private mutating func arrive(_ nick: String, _ room: RoomID) {
        if isHere(nick, room) || nick.isEmpty { return }
        let role = roles[ByteString(nick).asciiLowercased]
        if let role, player.chat.member(named: nick, on: room.network) == nil {
            dress(player.chat.connect(nick, on: room.network), role)
        }
        player.join(nick, room, rank: Self.rank(role))
    }

    private mutating func dress(_ id: MemberID, _ role: Role?) {
        if role == .bot { player.chat.change(id) { $0.isBot = true } }
        if role == .regular, let person = player.person(of: id) { player.record([.trusted(person, true)]) }
    }

    private static func rank(_ role: Role?) -> Rank {
        switch role {
        case .voice: .voice
        case .moderator: .op
        case .services: .services
        case .newcomer, .regular, .bot, nil: .member
        }
    }

    // MARK: - Coarse stamps

    /// Windows shorter than the stamps are fine are not judged.
    private mutating func take(resolution: TimeSpan) {
        guard resolution != self.resolution else { return }
        self.resolution = resolution
        let key = resolution.milliseconds
        let chosen = coarse[key] ?? policies.map { $0.judging(stampsOf: resolution) }
        coarse[key] = chosen
        isBlunted = policies.contains { $0.isBlunted(byStampsOf: resolution) }
        player.swap(chosen)
    }

    // MARK: - What came of it

    private mutating func tell(_ line: Int?, _ write: (Item) -> Void) {
        for item in player.takeTrace() {
            switch item {
            case .decided(let decision, let at, _):
                // That something was done is no decision: the one that owed it is told already.
                guard !["due", "done", "past"].contains(decision.rule), decision.step != nil || !decision.acts.isEmpty
                else { continue }
                summary.decisions += 1
                summary.acts += decision.acts.count
                summary.byRule[decision.rule, default: 0] += 1
                if player.settings.keepsJournal { note(decision, at, line) }
                write(Item(decision, at, line: line, words: policies[0].words))
            case .fault(let text, _): if summary.faults.count < 100 { summary.faults.append(text) }
            case .unheard(let name, _, _): unheard[name.raw, default: 0] += 1
            case .performed, .failed, .dropped, .asked, .lookedUp: break
            }
        }
    }

    private mutating func note(_ decision: Decision, _ at: Timestamp, _ line: Int?) {
        guard decision.isHerOwnSanction, let step = decision.step, let room = decision.room,
            let person = decision.person,
            let member = player.chat.member(named: decision.name.raw, on: room.network)?.id
        else { return }
        hits.append(
            Hit(
                member: member, name: decision.name.raw,
                standing: player.standing(of: person, in: room) ?? .newcomer, step: step,
                rule: decision.verdict.signals.map(\.name).joined(separator: ", "), at: at, line: line))
    }

    /// The hardest sanction of a member from that member's lines alone (THREATS L4).
    func hardestAlone(_ member: MemberID) -> Step? { player.hardestAlone(member) }
}

extension Replay.Item {
    init(_ decision: Decision, _ at: Timestamp, line: Int?, words: Words) {
        self.init(
            at: at, room: decision.room?.name.text ?? "", member: decision.name.raw, rule: decision.rule,
            mode: decision.mode.rawValue, step: decision.step.map { "\($0)" } ?? "",
            actions: decision.acts.map { $0.action.name },
            reason: decision.verdict.signals.map { $0.reason.text(in: words) }.joined(separator: "; "), line: line)
    }
}

extension Action {
    /// `mute 10m`, `say`: as bot.conf writes steps.
    var name: String {
        switch self {
        case .mute(let span, _), .ban(let span, _): "\(word) \(span?.text ?? "forever")"
        case .say, .whisper, .alert, .remove, .unmute, .kick, .unban, .lock, .unlock, .join, .leave: word
        }
    }
}
