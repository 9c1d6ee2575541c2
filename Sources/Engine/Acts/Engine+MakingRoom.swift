// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// The list of a server is full: the one of her own marks that would end first makes room (THREATS D11).
extension Engine {
    /// Marks lifted ahead of time in one room within ten minutes: a crowd that fills lists empties no list of hers.
    static let roomsMadeMost = 10

    /// Lifts it and owes the act anew, behind it. False where none of hers ends sooner than the new one would: then the
    /// next gentler step is taken.
    mutating func makeRoom(for act: OwedAct, _ notice: Notice?, _ draft: inout Draft) -> Bool {
        guard let room = act.room, let index = policy.indexOfRoom[room], let target = act.target, let notice,
            let found = state.cases[act.caseNumber]
        else { return false }
        let kind: Sanction.Kind
        let until: Timestamp?
        switch act.action {
        case .mute(let span, _): (kind, until) = (.mute, span.map { act.owedAt + $0 })
        case .ban(let span, _): (kind, until) = (.ban, span.map { act.owedAt + $0 })
        case .say, .whisper, .alert, .remove, .unmute, .kick, .unban, .join, .leave, .lock, .unlock: return false
        }
        let end = until ?? .distantFuture
        guard end > draft.at, let oldest = firstToEnd(kind, in: room, before: end) else { return false }
        guard state.rooms[index].roomsMade.count(where: { draft.at - $0 < .minutes(10) }) < Self.roomsMadeMost else {
            return false
        }
        state.rooms[index].roomsMade.keep(draft.at, since: draft.at - .minutes(10), most: Self.roomsMadeMost)
        lift(oldest, alongWith: [oldest.act], &draft)
        let span = until.map { $0 - draft.at }
        let action: Action =
            switch act.action {
            case .mute(_, let reason): .mute(span, reason: reason)
            case .ban(_, let reason): .ban(span, reason: reason)
            default: act.action
            }
        let again = draft.owe(
            action, room: room, network: room.network, target: target, lane: .sanction, erases: act.erases)
        draft.stand(again, kind, target, room, until: until)
        draft.change(.promised(again, notice))
        draft.change(
            .caseGrown(
                found.number, step: found.step, proposed: found.proposed, verdict: found.verdict, score: found.score,
                acts: [again], lines: [], at: draft.at))
        tellDesk(
            words(
                .deskCrowded,
                [
                    .case: .number(Int(found.number)), .room: roomValue(room), .id: .number(Int(oldest.caseNumber)),
                    .who: .who(oldest.target.name, account: oldest.target.account),
                    .left: .duration((oldest.until ?? draft.at) - draft.at),
                ]), &draft)
        return true
    }

    /// Of the marks that she set alone, and that would end before `end`, the first.
    private func firstToEnd(_ kind: Sanction.Kind, in room: RoomID, before end: Timestamp) -> Sanction? {
        state.sanctions.values.filter { sanction in
            guard sanction.room == room, sanction.kind == kind, sanction.liftedBy == nil, !sanction.isDoubtful,
                let until = sanction.until, until < end, let receipt = sanction.receipt, !receipt.mark.isEmpty
            else { return false }
            return state.cases[sanction.caseNumber]?.judgement != .right
        }.min { ($0.until ?? .distantFuture, $0.act) < ($1.until ?? .distantFuture, $1.act) }
    }
}
