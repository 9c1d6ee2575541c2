// SPDX-License-Identifier: Apache-2.0

public import Chat

/// The acts owed on one network, waiting for the connection's clock: a window over the debts table.
///
/// Pure: the loop asks `next` with the lanes that may send now. Sanctions before answers before welcomes before
/// prompts; within a lane, communities take turns, and answers with notices of sanctions; within sanctions: bans,
/// removals, mutes, kicks, releases, alerts. But however many sanctions wait, after two of them a release has its turn:
/// what ends has its hour too, and a list that only grows is full one day. And however much the desk asks, after four
/// answers a welcome or a prompt has its turn: nobody wants it minutes late. And however much there is to tell the desk,
/// after two lines of it an answer has its turn.
/// Bounded: beyond `capacity` the rest waits on disk and `isFull` says so. Words past their time come out of `expired`.
public struct Outbox: Sendable {
    public static let capacity = 4096

    private var lanes: [[OwedAct]] = Array(repeating: [], count: Lane.allCases.count)
    private var lastServed: [Served?] = Array(repeating: nil, count: Lane.allCases.count)
    /// Answers since what is less urgent had its turn.
    private var sinceTalk = 0
    static let answersATalk = 4
    /// Lines for the desk since an answer waits.
    private var sinceAnswer = 0
    static let alertsAnAnswer = 2
    private var answers: Int { Int(Lane.answer.rawValue) }
    /// Sanctions since the last release.
    private var sinceRelease = 0
    static let sanctionsARelease = 2
    /// More was owed than fits: read the debts again when there is room.
    public private(set) var hasOverflowed = false

    public init() {}

    public var count: Int { lanes.reduce(0) { $0 + $1.count } }
    public var isFull: Bool { count >= Self.capacity }
    public func isEmpty(_ lane: Lane) -> Bool { lanes[Int(lane.rawValue)].isEmpty }

    /// A lane that waits for the turn of another, less urgent one.
    public func givesWay(_ lane: Lane) -> Bool {
        lane == .sanction && sinceAnswer >= Self.alertsAnAnswer && lanes[Int(lane.rawValue)].first?.isAlert == true
            && !lanes[answers].isEmpty
    }

    /// Puts an act in its lane. A second sanction of the same kind on the same person in the same room replaces the one
    /// still waiting when it is longer; an equal act is not doubled. Returns the acts that became superfluous.
    public mutating func owe(_ act: OwedAct) -> [OwedAct] {
        guard !isFull else {
            hasOverflowed = true
            return []
        }
        let index = Int(act.lane.rawValue)
        if lanes[index].contains(where: { $0.id == act.id }) { return [] }
        // `hush` is heard by every community that somebody is in, and answered once.
        if lanes[index].contains(where: { $0.saysTheSame(as: act) }) { return [act] }
        var superfluous: [OwedAct] = []
        if act.action.isSanction {
            lanes[index].removeAll { waiting in
                guard waiting.isReplaced(by: act) else { return false }
                superfluous.append(waiting)
                return true
            }
        }
        // Insertion keeps the urgency order; equal urgency keeps the order of arrival. What a release of the same
        // decision makes room for comes behind it.
        let urgent = lanes[index].firstIndex { $0.urgency > act.urgency } ?? lanes[index].endIndex
        let place = max(urgent, lanes[index].lastIndex { $0.makesRoom(for: act) }.map { $0 + 1 } ?? 0)
        lanes[index].insert(act, at: place)
        return superfluous
    }

    /// Takes out words whose time has passed: nobody wants a welcome an hour late.
    public mutating func expired(at now: Timestamp) -> [OwedAct] {
        var gone: [OwedAct] = []
        for index in lanes.indices where !lanes[index].isEmpty {
            lanes[index].removeAll { act in
                guard let expiry = act.expiresAt, expiry <= now else { return false }
                gone.append(act)
                return true
            }
        }
        return gone
    }

    /// Takes out the next act of the most urgent lane among those that may send now; acts of the kinds `held` wait, and
    /// so does what touches the same as one of those that are under way, `busy`, or for which one of them makes room.
    public mutating func next(
        among ready: [Lane], but held: Set<OwedAct.Kind> = [], beside busy: [OwedAct] = []
    ) -> OwedAct? {
        let touched = Set(busy.compactMap(\.touch))
        var found: [Decided: UInt16]?
        func isFree(_ act: OwedAct) -> Bool {
            if held.contains(act.kind) || act.touch.map(touched.contains) == true { return false }
            guard act.id.index > 0, act.action.isSanction else { return true }
            let making = found ?? self.making(busy)
            found = making
            return making[Decided(act)].map { $0 > act.id.index } ?? true
        }
        for lane in Lane.allCases where ready.contains(lane) {
            let index = Int(lane.rawValue)
            guard let place = lanes[index].firstIndex(where: isFree) else { continue }
            let first = lanes[index][place]
            // Whoever asked waits for it; an answer needs more room on the connection's clock, and lines for the desk would
            // take it for ever.
            if first.isAlert, sinceAnswer >= Self.alertsAnAnswer, lanes[answers].contains(where: isFree) { continue }
            if lane == .answer, sinceTalk >= Self.answersATalk,
                ready.contains(where: { $0 > lane && lanes[Int($0.rawValue)].contains(where: isFree) })
            {
                continue
            }
            let isReleaseDue = lane == .sanction && sinceRelease >= Self.sanctionsARelease
            let release = isReleaseDue ? lanes[index].first { $0.action.isRelease && isFree($0) } : nil
            let urgency = (release ?? first).urgency
            // Fair between communities: among the equally urgent, one that was not served last.
            let fair = lanes[index].firstIndex {
                $0.urgency == urgency && Served($0) != lastServed[index] && isFree($0)
            }
            let next = lanes[index].firstIndex { $0.urgency == urgency && isFree($0) }
            let act = lanes[index].remove(at: fair ?? next ?? place)
            lastServed[index] = Served(act)
            if lane == .answer { sinceTalk += 1 } else if lane > .answer { sinceTalk = 0 }
            if act.isAlert || lane == .answer {
                sinceAnswer = act.isAlert && lanes[answers].contains(where: isFree) ? sinceAnswer + 1 : 0
            }
            if act.action.isRelease { sinceRelease = 0 } else if act.action.isSanction { sinceRelease += 1 }
            return act
        }
        return nil
    }

    /// Those that take turns within a lane.
    private struct Served: Equatable {
        var community: CommunityID
        /// Tells somebody of a sanction, or of its end.
        var isNotice: Bool

        init(_ act: OwedAct) {
            community = act.community
            if case .whisper = act.action { isNotice = act.caseNumber != 0 } else { isNotice = false }
        }
    }

    /// What one decision does in one room.
    private struct Decided: Hashable {
        var epoch: UInt32
        var sequence: Int64
        var room: RoomID?

        init(_ act: OwedAct) {
            epoch = act.id.epoch
            sequence = act.id.sequence
            room = act.room
        }
    }

    /// The first release of each decision that is still here, or under way: what comes after it is what it makes room for.
    private func making(_ busy: [OwedAct]) -> [Decided: UInt16] {
        var found: [Decided: UInt16] = [:]
        for act in lanes[Int(Lane.sanction.rawValue)] + busy where act.action.isRelease {
            found[Decided(act)] = min(found[Decided(act)] ?? .max, act.id.index)
        }
        return found
    }

    /// Takes out acts that are no longer wanted.
    public mutating func withdraw(_ ids: Set<ActID>) {
        for index in lanes.indices { lanes[index].removeAll { ids.contains($0.id) } }
    }

    /// The overflow has been read again from the debts.
    public mutating func refilled() { hasOverflowed = false }
}

extension OwedAct {
    /// What a server may count apart: a homeserver that takes no more redactions for a while may still take a ban.
    public enum Kind: Sendable, Hashable {
        case talk, whisper, removal, power, movement
        /// A private line that nobody asked for.
        case greeting
    }

    public var kind: Kind {
        switch action {
        case .say, .alert: .talk
        case .whisper: lane >= .welcome ? .greeting : .whisper
        case .remove: .removal
        case .mute, .unmute, .kick, .ban, .unban, .lock, .unlock: .power
        case .join, .leave: .movement
        }
    }

    /// What an act of power changes: somebody's standing in a room, or its door.
    struct Touch: Sendable, Hashable {
        var room: RoomID
        /// Nil for the door.
        var member: MemberID?
    }

    /// Two acts that touch the same go one after the other, for side by side a server may see the later one first: a kick
    /// before the ban that keeps people out (THREATS A9), a mute before the end of the one it replaces.
    var touch: Touch? {
        guard kind == .power, let room else { return nil }
        switch action {
        case .lock, .unlock: return Touch(room: room)
        default: return target.map { Touch(room: room, member: $0.member) }
        }
    }

    /// A line for the desk, in the lane of sanctions behind all of them.
    var isAlert: Bool { if case .alert = action { lane == .sanction } else { false } }

    /// Lower goes first within a lane.
    var urgency: UInt8 {
        switch action {
        // One closed door spares many bans.
        case .lock: 0
        case .ban: 1
        case .remove: 2
        case .mute: 3
        case .kick: 4
        case .unban, .unmute, .unlock: 5
        case .alert: 6
        case .say, .whisper, .join, .leave: 7
        }
    }

    /// Lifts a mark for which another is owed by the same decision.
    func makesRoom(for act: OwedAct) -> Bool {
        action.isRelease && act.action.isSanction && room == act.room && id.epoch == act.id.epoch
            && id.sequence == act.id.sequence && id.index < act.id.index
    }

    /// The same words, privately, to the same person, by another community.
    func saysTheSame(as act: OwedAct) -> Bool {
        guard case .whisper(let words) = action, case .whisper(let other) = act.action, community != act.community
        else {
            return false
        }
        return words == other && target?.member == act.target?.member
    }

    func isReplaced(by act: OwedAct) -> Bool {
        guard room == act.room, target?.person == act.target?.person, target?.member == act.target?.member else {
            return false
        }
        switch (action, act.action) {
        case (.mute(let span, _), .mute(let new, _)), (.ban(let span, _), .ban(let new, _)):
            guard let new else { return true }
            return span.map { $0 <= new } ?? false
        case (.kick, .kick), (.mute, .ban): return true
        default: return false
        }
    }
}
