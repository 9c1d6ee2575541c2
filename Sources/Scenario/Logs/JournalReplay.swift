// SPDX-License-Identifier: Apache-2.0

public import Chat
import Engine

/// Her own journal played against settings: the events themselves, with the accounts, the ranks and the kicks that a chat
/// log does not tell, so that nobody of the team looks like a stranger.
///
/// What she did then is not done again, and orders are not obeyed again: what is wanted is what she would do of herself.
public struct JournalReplay: Sendable {
    public private(set) var summary = Replay.Summary()
    private var seats: [(community: CommunityID, engine: Engine, desks: Set<RoomID>)]
    private var speakers: Set<PersonID> = []
    private var dressed: Set<PersonID> = []
    private let roles: [ByteString: Replay.Role]
    private var hasBegun = false

    /// - Parameter roles: by nickname, for whom the journal does not say enough of.
    public init(_ stage: Stage, roles: [String: Replay.Role] = [:]) {
        seats = stage.policies.enumerated().map { place, policy in
            (policy.community, Engine(policy: policy, epoch: UInt32(place + 1)), Set(policy.desk))
        }
        var folded: [ByteString: Replay.Role] = [:]
        for (nick, role) in roles { folded[ByteString(nick).asciiLowercased] = role }
        self.roles = folded
    }

    /// Plays one event of the journal; `write` is given each decision as it is made. Events come in the journal's order.
    public mutating func hear(
        _ event: Event, in communities: [CommunityID], line: Int, write: (Replay.Item) -> Void
    ) {
        begin(at: event.at)
        var isTalk = false
        switch event.kind {
        case .said(let message): isTalk = !message.isPrivate
        // What became of her acts then, and what was asked of her.
        case .due, .performed, .failed, .expired, .commanded, .reloaded, .forgotten, .invited, .ticked, .claimed,
            .voted,
            .opined, .lookedUp:
            return
        case .connected, .disconnected, .synced, .joined, .left, .renamed, .identified, .moved, .ranked, .topic,
            .sanctioned, .capability, .split, .opened, .clockStepped, .listed, .barred, .unclear, .unidentified:
            break
        }
        if case .said = event.kind, !isTalk { return }
        let person = event.author
        var isCounted = false
        for place in seats.indices where communities.contains(seats[place].community) {
            if isTalk, event.room.map(seats[place].desks.contains) ?? true { continue }
            advance(place, to: event.at, write)
            let event = dress(event, person, place)
            if isTalk, event.facts?.isSelf != true, !isCounted {
                isCounted = true
                summary.messages += 1
                if let person { speakers.insert(person) }
            }
            tell(seats[place].engine.handle(event), place, at: event.at, line: line, write)
        }
        summary.members = speakers.count
    }

    /// A stretch of a journal begins in the middle: the rooms are known since long.
    private mutating func begin(at now: Timestamp) {
        guard !hasBegun else { return }
        hasBegun = true
        for place in seats.indices {
            for event in Event.longSince(seats[place].engine.policy.rooms.map(\.room), before: now) {
                _ = seats[place].engine.handle(event)
            }
        }
    }

    /// What she does by herself in between; an engine that asks for the same moment again and again is left alone.
    private mutating func advance(_ place: Int, to now: Timestamp, _ write: (Replay.Item) -> Void) {
        var left = 1000
        while let due = seats[place].engine.nextDeadline, due <= now, left > 0 {
            left -= 1
            let at = max(due, .distantPast)
            tell(seats[place].engine.handle(Event(at: at, .ticked)), place, at: at, line: nil, write)
        }
    }

    /// The role that was given for this nickname.
    private mutating func dress(_ event: Event, _ person: PersonID?, _ place: Int) -> Event {
        guard let person, let name = event.facts?.name,
            let role = roles[ByteString(name.raw).asciiLowercased]
        else { return event }
        var event = event
        switch role {
        case .newcomer: break
        case .regular:
            guard dressed.insert(person).inserted else { break }
            seats[place].engine.recover(
                Event(at: event.at, .ticked), recorded: [Decision(rule: "past", changes: [.trusted(person, true)])])
        case .voice: event.facts?.rank = .voice
        case .moderator: event.facts?.rank = .op
        case .services: event.facts?.rank = .services
        case .bot: event.facts?.isBot = true
        }
        return event
    }

    private mutating func tell(
        _ decisions: [Decision], _ place: Int, at: Timestamp, line: Int?, _ write: (Replay.Item) -> Void
    ) {
        for decision in decisions where decision.step != nil || !decision.acts.isEmpty {
            guard !["due", "done", "past", "failed"].contains(decision.rule) else { continue }
            summary.decisions += 1
            summary.acts += decision.acts.count
            summary.byRule[decision.rule, default: 0] += 1
            write(Replay.Item(decision, at, line: line, words: seats[place].engine.policy.words))
        }
    }
}
