// SPDX-License-Identifier: Apache-2.0

public import Chat

/// Words that are owed to somebody of whom something was taken back: told again when they come back, should they not
/// have been within reach.
public struct Amends: Sendable, Hashable {
    /// The whisper by which they were last sent.
    public var act: ActID
    public var words: Utterance
    public var room: RoomID
    /// Nobody wants them any later.
    public var until: Timestamp

    static let most = 1000
    static let kept = TimeSpan.days(7)
}

extension Amends: Packed {
    public init(from reader: inout ByteReader) throws(PackedError) {
        act = try ActID(from: &reader)
        words = try Utterance(from: &reader)
        room = try RoomID(from: &reader)
        until = try Timestamp(from: &reader)
    }
    public func pack(into writer: inout ByteWriter) {
        act.pack(into: &writer)
        words.pack(into: &writer)
        room.pack(into: &writer)
        until.pack(into: &writer)
    }
}

extension Engine {
    /// Tells somebody that something is over, wherever they are now; and when they come back, if it cannot be told now.
    func makeAmends(
        _ words: Utterance, to target: Target, room: RoomID, until: Timestamp? = nil, _ draft: inout Draft
    ) {
        let act = draft.owe(
            .whisper(words), room: room, network: target.member.network, target: whereNow(target), lane: .answer,
            expires: Draft.whisperLife)
        let last = min(until ?? .distantFuture, draft.at + Amends.kept)
        draft.change(.amends(target.person, Amends(act: act, words: words, room: room, until: last)))
    }

    /// The same person in a presence of theirs that is here, where the one that was meant is gone.
    func whereNow(_ target: Target) -> Target {
        guard state.presences[target.member] == nil, let number = state.persons.number(of: target.person) else {
            return target
        }
        let here = state.presences.filter { $0.value.person == number }.min { $0.key < $1.key }
        return here.map { $0.value.target($0.key, target.person) } ?? target
    }

    /// Somebody comes who is owed words.
    mutating func meetAmends(_ turn: inout Turn) {
        guard !state.amends.isEmpty, let number = turn.person, number >= 0, let member = turn.event.member,
            let presence = state.presences[member]
        else { return }
        let person = state.persons[number].id
        guard let owed = state.amends[person], state.acts[owed.act] == nil else { return }
        var draft = Draft("amends", self, at: turn.at, room: owed.room, person: person, name: presence.name)
        if owed.until <= turn.at {
            draft.change(.amends(person, nil))
        } else {
            makeAmends(
                owed.words, to: presence.target(member, person), room: owed.room, until: owed.until, &draft)
        }
        take(draft, in: &turn)
    }

    /// The act that told it has left.
    mutating func settleAmends(_ act: OwedAct) {
        guard let person = act.target?.person, state.amends[person]?.act == act.id else { return }
        setAmends(nil, of: person)
    }

    mutating func setAmends(_ owed: Amends?, of person: PersonID) {
        state.amends[person] = owed
        state.dirty.amends.insert(person)
        guard state.amends.count > Amends.most,
            let oldest = state.amends.min(by: { ($0.value.until, $0.key) < ($1.value.until, $1.key) })?.key
        else { return }
        state.amends[oldest] = nil
        state.dirty.amends.insert(oldest)
    }

    /// What nobody wants any more goes.
    mutating func forgetAmends(at now: Timestamp) {
        for (person, owed) in state.amends where owed.until <= now { setAmends(nil, of: person) }
    }
}
