// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// Leaving a community for good (promise 8): what she set is lifted, the desk hears of it, she says goodbye and goes.
///
/// One step after the other, each begun only when what the former owed is settled: a goodbye never overtakes a lift,
/// and whoever starts her again in the middle finds her where she was. The lists of mutes and bans are all that she
/// changes in a room, so lifting them is restoring it.
extension Engine {
    /// She is on her way out.
    public var isRetiring: Bool { state.retirement != nil }

    mutating func retire(by: PeerText, _ turn: inout Turn) {
        var draft = Draft("retire", self, at: turn.at)
        let wanted = state.sanctions.values.sorted { $0.act < $1.act }
        if wanted.isEmpty, state.retirement == nil,
            state.rooms.allSatisfy({ $0.syncedAt == nil && state.networks[$0.room.network]?.isConnected == true })
        {
            draft.decision.answer = [words(.retireNothing).text]
            return take(draft, in: &turn)
        }
        draft.change(.retiring(Retirement(phase: .lifting, by: by, wanted: wanted)))
        for act in state.acts.values.sorted(by: { $0.id < $1.id }) where isUnwanted(act) {
            draft.change(.dropped(act.id))
        }
        for sanction in wanted where sanction.liftedBy == nil { takeDown(sanction, &draft) }
        draft.decision.answer = [words(.retireBegun, [.count: .number(wanted.count)]).text]
        take(draft, in: &turn)
        retireFurther(&turn)
    }

    /// While she retires nothing else is decided: what was owed is settled, and then comes the next step.
    mutating func decideRetiring(_ turn: inout Turn) {
        switch turn.event.kind {
        case .due(let id, let reach): decideDue(id, reach, &turn)
        case .performed(let id, _): decidePerformed(id, &turn)
        case .failed(let id, let error): if turn.gone?.action.isRelease != true { decideFailed(id, error, &turn) }
        case .expired(let id, let why):
            decideExpired(id, why, &turn)
            leaveAgain(&turn)
        case .ticked:
            if state.retirement?.phase == .lifting { liftEnded(&turn) }
            // What has come due and is not done any more must not wake her again at once.
            state.deadlines.lookedAt = turn.at
            state.deadlines.isStale = true
        case .connected, .disconnected, .synced, .joined, .left, .renamed, .identified, .moved, .ranked, .invited,
            .said,
            .topic, .sanctioned, .capability, .split, .commanded, .forgotten, .reloaded, .opened, .clockStepped,
            .claimed, .listed, .voted, .barred, .unclear, .opined, .lookedUp, .unidentified:
            break
        }
        retireFurther(&turn)
        if state.deadlines.isStale { refreshDeadlines(isLook: turn.event.kind == .ticked) }
    }

    private mutating func retireFurther(_ turn: inout Turn) {
        while let retirement = state.retirement {
            var draft = Draft("retire", self, at: turn.at)
            switch retirement.phase {
            case .lifting:
                let isDone = isLifted(&draft)
                if !draft.decision.changes.isEmpty { take(draft, in: &turn) }
                guard isDone else { return }
                draft = Draft("retire", self, at: turn.at)
                sayGoodbye(retirement, &draft)
            case .speaking:
                guard !state.acts.values.contains(where: { !$0.action.isMovement }) else { return }
                leaveRooms(retirement, &draft)
            case .leaving:
                guard state.acts.isEmpty else { return }
                finish(&draft)
            }
            take(draft, in: &turn)
        }
    }

    /// Takes one sanction down, wherever it is on its way.
    private func takeDown(_ sanction: Sanction, _ draft: inout Draft) {
        // Nor is anybody told of it any more.
        if sanction.caseNumber != 0 {
            withdrawNotices(of: [sanction.caseNumber], to: sanction.target.person, &draft)
        }
        if sanction.receipt != nil {
            if state.acts[sanction.act] != nil { draft.change(.dropped(sanction.act)) }
            lift(sanction, alongWith: state.sanctions.keys.sorted(), &draft)
        } else if sanction.until.map({ $0 > draft.at }) ?? true {
            // Refused when its turn comes, or lifted once it shows.
            draft.change(.revoked(sanction.act, at: draft.at))
        }
    }

    /// Words unasked, and what is no sanction that stands.
    private func isUnwanted(_ act: OwedAct) -> Bool {
        switch act.action {
        case .say: act.lane > .answer
        case .kick, .remove: true
        case .whisper, .alert, .mute, .ban, .unmute, .unban, .join, .leave, .lock, .unlock: false
        }
    }

    /// Nothing is on its way any more: each sanction is gone, or would not be lifted.
    private func isLifted(_ draft: inout Draft) -> Bool {
        var isDone = true
        for sanction in state.sanctions.values.sorted(by: { $0.act < $1.act }) {
            if isOut(of: sanction.room, at: draft.at) {
                let acts = [sanction.act, sanction.liftedBy].compactMap { $0 }
                for act in acts where state.acts[act] != nil { draft.change(.dropped(act)) }
            } else if sanction.liftedBy != nil {
                isDone = false
            } else if sanction.receipt == nil {
                isDone = state.acts[sanction.act] == nil && isDone
            } else if sanction.tries == 0 {
                takeDown(sanction, &draft)
                isDone = false
            }
        }
        return isDone
    }

    private func sayGoodbye(_ retirement: Retirement, _ draft: inout Draft) {
        var next = retirement
        next.phase = .speaking
        draft.change(.retiring(next))
        // Nobody is left to count what is still open.
        for poll in state.polls.values.sorted(by: { $0.number < $1.number })
        where poll.outcome == nil && poll.asked.allSatisfy({ isInSight($0.room) }) {
            close(poll, isTold: true, &draft)
        }
        let stuck = state.sanctions.values.filter { $0.receipt != nil }.sorted { $0.act < $1.act }
        let lifted = retirement.wanted.filter { state.sanctions[$0.act] == nil && $0.receipt != nil }
        let by = Words.Value.who(retirement.by, account: nil)
        var lines: [Utterance] = []
        if lifted.isEmpty, stuck.isEmpty { lines.append(words(.retireClean, [.by: by])) }
        for part in lifted.parts(of: 6) {
            lines.append(words(.retireLifted, [.by: by, .list: .list(part.map { name($0) })]))
        }
        for part in stuck.parts(of: 4) {
            lines.append(
                words(
                    .retireStuck,
                    [.by: by, .list: .list(part.map { byHand($0.receipt?.mark ?? ByteString(""), in: $0.room) })]))
        }
        for line in lines.prefix(8) { draft.say(line, toDesksOf: policy) }
        for room in policy.rooms.map(\.room) {
            draft.say(words(.retireGoodbye, in: room), in: room, lane: .answer, expires: Self.goodbyeLasts)
        }
        draft.decision.answer = lines.map(\.text)
    }
    /// A network that is away for longer is left without a word.
    static let goodbyeLasts = TimeSpan.minutes(10)

    private func leaveRooms(_ retirement: Retirement, _ draft: inout Draft) {
        var next = retirement
        next.phase = .leaving
        draft.change(.retiring(next))
        for room in policy.roomsAndDesk {
            draft.owe(
                .leave(reason: words(.retireReason)), room: room, network: room.network, lane: .prompt,
                expires: Self.goodbyeLasts)
        }
    }

    /// Her leave was never taken because the network was away: she takes it when it is back. One she could not take in
    /// ten minutes on a network that is there has none to take: she is not in that room.
    private mutating func leaveAgain(_ turn: inout Turn) {
        guard let act = turn.gone, case .leave = act.action, state.networks[act.network]?.isConnected != true else {
            return
        }
        var draft = Draft("retire", self, at: turn.at)
        draft.owe(act.action, room: act.room, network: act.network, lane: act.lane, expires: Self.goodbyeLasts)
        take(draft, in: &turn)
    }

    /// She is not in that room although its network has long been there, or it went out of bot.conf: nothing can be lifted
    /// from outside.
    private func isOut(of room: RoomID, at now: Timestamp) -> Bool {
        guard policy.roomsAndDesk.contains(room) else { return true }
        guard let network = state.networks[room.network], network.isConnected,
            let index = policy.indexOfRoom[room]
        else { return false }
        return state.rooms[index].syncedAt == nil && now - network.connectedAt > .minutes(2)
    }

    private func finish(_ draft: inout Draft) {
        draft.change(.retiring(nil))
        for sanction in state.sanctions.keys.sorted() { draft.change(.lifted(sanction)) }
        draft.decision.answer = [
            words(.retireLeft, [.rooms: .list(policy.roomsAndDesk.map(roomValue))]).text
        ]
    }

    private func name(_ sanction: Sanction) -> Words.Value {
        if sanction.kind == .lock { return .phrase(.retireLock, [.room: roomValue(sanction.room)]) }
        return .phrase(
            sanction.kind == .mute ? .retireMute : .retireBan,
            [
                .who: .who(sanction.target.name, account: sanction.target.account), .room: roomValue(sanction.room),
            ])
    }
}

extension Draft {
    /// Like an alert, but worth nothing after a while.
    fileprivate mutating func say(_ words: Utterance, toDesksOf policy: Policy) {
        for desk in policy.desk {
            owe(.alert(words), room: desk, network: desk.network, lane: .sanction, expires: Engine.goodbyeLasts)
        }
    }
}

extension Action {
    fileprivate var isMovement: Bool {
        switch self {
        case .join, .leave: true
        case .say, .whisper, .alert, .remove, .mute, .unmute, .kick, .ban, .unban, .lock, .unlock: false
        }
    }
}

extension Array {
    /// In parts of at most `count`.
    fileprivate func parts(of count: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: self.count, by: count).map { self[$0..<Swift.min($0 + count, self.count)] }
    }
}
