// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// A decision in the making. Its acts bear the next sequence number; applying it moves that on.
struct Draft {
    var decision: Decision
    let epoch: UInt32
    let sequence: Int64
    let community: CommunityID
    let at: Timestamp
    let openDesks: Set<RoomID>
    private let sealedDesks: [RoomID]
    /// When each of the open ones last heard that something is withheld.
    private var withheldAt: [RoomID: Timestamp]
    /// How each of them is closed.
    private let closing: [RoomID: Words.Value]
    /// «potager: », where several communities share a desk.
    private let label: String
    /// Where a message may have lines.
    let matrix: Set<NetworkID>
    var caseNumber: Int32 = 0

    init(
        _ rule: String, _ engine: Engine, at: Timestamp, room: RoomID? = nil, person: PersonID? = nil,
        name: PeerText = PeerText("")
    ) {
        decision = Decision(rule: rule, room: room, person: person, name: name)
        epoch = engine.state.epoch
        sequence = engine.state.core.nextAct
        community = engine.policy.community
        self.at = at
        openDesks = engine.state.openDesks
        sealedDesks = engine.state.core.sealedDesks
        closing = engine.closing
        withheldAt = Dictionary(uniqueKeysWithValues: engine.state.core.withheld.map { ($0.desk, $0.at) })
        matrix = engine.policy.matrixNetworks
        label = engine.policy.isDeskShared ? "\(community): " : ""
    }

    /// Which community speaks, at a desk of several, where the number of a case does not tell.
    func labelled(_ words: Utterance) -> Utterance {
        guard !label.isEmpty, !words.text.utf8.starts(with: "[\(community)-".utf8) else { return words }
        return Utterance(label + words.text, veiled: words.veiled, isDated: words.isDated)
    }

    /// Owes one act; returns its id. Beyond 1,000 acts in one decision nothing is added.
    @discardableResult
    mutating func owe(
        _ action: Action, room: RoomID?, network: NetworkID, target: Target? = nil, lane: Lane,
        expires: TimeSpan? = nil, erases: Bool = false
    ) -> ActID {
        let id = ActID(epoch: epoch, sequence: sequence, index: UInt16(clamping: decision.acts.count))
        guard decision.acts.count < 1000 else { return id }
        var act = OwedAct(
            id: id, community: community, room: room, network: network, target: target, action: action, lane: lane,
            owedAt: at, expiresAt: expires.map { at + $0 }, caseNumber: caseNumber)
        act.erases = erases
        decision.acts.append(act)
        return id
    }

    /// - Parameter target: the one person it is meant for, if there is one.
    mutating func say(_ words: Utterance, in room: RoomID, to target: Target? = nil, lane: Lane, expires: TimeSpan) {
        guard !words.text.isEmpty else { return }
        owe(.say(words), room: room, network: room.network, target: target, lane: lane, expires: expires)
    }

    mutating func whisper(_ words: Utterance, to target: Target, room: RoomID? = nil, lane: Lane = .answer) {
        guard !words.text.isEmpty else { return }
        owe(
            .whisper(words), room: room, network: target.member.network, target: target, lane: lane,
            expires: Self.whisperLife)
    }

    /// To every desk of the community in which she may write.
    mutating func alert(_ words: Utterance, _ policy: Policy) {
        guard !words.text.isEmpty else { return }
        for desk in policy.desk where !sealedDesks.contains(desk) {
            var words = labelled(words)
            if openDesks.contains(desk), caseNumber != 0 || decision.person != nil {
                guard caseNumber != 0, mayMention(at: desk) else { continue }
                words = policy.words.say(
                    .deskWithheld,
                    [.case: .number(Int(caseNumber)), .fix: closing[desk] ?? .own("")])
            }
            owe(.alert(words), room: desk, network: desk.network, lane: .sanction)
        }
    }

    /// Once an hour is enough to say at an open desk that there is something: what is only reported is counted until then.
    private mutating func mayMention(at desk: RoomID) -> Bool {
        guard isReport else { return true }
        let isTold = withheldAt[desk].map { at - $0 >= State.Withheld.every } ?? true
        if isTold { withheldAt[desk] = at }
        change(.withheld(desk, case: caseNumber, isTold: isTold))
        return isTold
    }

    /// Tells what was done or watched: nobody waits for it to be read.
    private var isReport: Bool {
        switch decision.rule {
        case "done", "digest", "observed": true
        case "command mods", "command second", Case.care: false
        default: decision.rule.hasPrefix("command") || decision.step != nil && decision.mode != .ask
        }
    }

    mutating func change(_ change: Change) { decision.changes.append(change) }

    static let whisperLife = TimeSpan.minutes(10)
}

extension Engine {
    /// Takes a decision: applied at once, so that what follows in the same turn sees it.
    mutating func take(_ draft: Draft, in turn: inout Turn) {
        apply(draft.decision, at: turn.at)
        turn.decisions.append(draft.decision)
    }

    func words(_ key: Words.Key, _ values: [Words.Slot: Words.Value] = [:], choice: Int = 0) -> Utterance {
        policy.words.say(key, values, choice: choice)
    }

    /// In the words of a room, which may speak another language than its community: what is said there, and to somebody
    /// about what happened there.
    func words(
        _ key: Words.Key, _ values: [Words.Slot: Words.Value] = [:], in room: RoomID?, choice: Int = 0
    ) -> Utterance {
        words(of: room).say(key, values, choice: choice)
    }
    func words(of room: RoomID?) -> Words { room.flatMap { policy.room($0)?.words } ?? policy.words }

    /// The same, with the nicks of a room broken so that repeating them pings nobody.
    func words(_ key: Words.Key, _ values: [Words.Slot: Words.Value], quietIn room: RoomID, choice: Int = 0)
        -> Utterance
    {
        guard let index = policy.indexOfRoom[room] else { return words(key, values, choice: choice) }
        let spoken = self.words(of: room)
        // What she is called there: a nick may be taken, and on Matrix the file names none.
        var values = values
        if let own = state.networks[room.network]?.ownName { values[.bot] = values[.bot] ?? .own(own.raw) }
        let names = state.rooms[index].names
        let seed = policy.textSeed
        return spoken.say(key, values, choice: choice) {
            names.contains(Mentions.key(of: $0.bytes, seed: seed))
        }
    }

    func stepValue(_ step: Step, erases: Bool = false) -> Words.Value {
        if erases, case .ban = step { return .phrase(.stepErasing, [.step: stepValue(step)]) }
        return switch step {
        case .note: .phrase(.stepNote)
        case .word: .phrase(.stepWord)
        case .remove: .phrase(.stepRemove)
        case .mute(let span): .phrase(.stepMute, [.duration: .duration(span)])
        case .kick: .phrase(.stepKick)
        case .ban where step.isEndless: .phrase(.stepBanEndless)
        case .ban(let span): .phrase(.stepBan, [.duration: .duration(span)])
        case .propose: .phrase(.stepPropose)
        }
    }

    func roomValue(_ room: RoomID) -> Words.Value {
        policy.room(room).map { .own($0.displayName) } ?? .room(room)
    }
}
