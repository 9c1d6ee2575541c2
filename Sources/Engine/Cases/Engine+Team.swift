// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// What follows from what people of the team say and do: answers, orders of one hand, what they lifted by hand.
extension Engine {
    mutating func applyTeam(_ change: Change, at now: Timestamp) {
        switch change {
        case .answerDue(let number, let due): editCase(number) { $0.answerDue = due }
        case .answered(let number, let at):
            editCase(number) { found in
                found.isAnswered = true
                found.answerDue = nil
                found.changedAt = at
            }
        case .did(let by, let at, let number, let trusted):
            state.core.deeds.removeAll { at - $0.at > State.Deed.kept }
            let deed = State.Deed(by: by, at: at, number: number, trusted: trusted)
            state.core.deeds = (state.core.deeds + [deed]).suffix(State.Deed.most)
        case .reverted(let person, let at, let handsOff):
            edit(person, at: now) { record in
                record.reverts.keep(at, since: at - Self.revertsLast, most: 4)
                if let handsOff { record.handsOffUntil = handsOff }
            }
        case .askedWhom(let by, let name, let at):
            state.core.meant.removeAll { at - $0.at > State.Meant.lasts || $0.by == by && $0.name == name }
            state.core.meant = (state.core.meant + [.init(by: by, name: name, at: at)]).suffix(State.Meant.most)
        default: break
        }
    }

    // MARK: - Never fight (FIELD rule 19)

    /// Twice within so long is a fight; she does nothing to that person of herself for as long again, but asks.
    static let revertsLast = TimeSpan.days(7)

    /// Somebody lifted by hand what she had set on a person: the second time she stops and says so.
    mutating func giveWay(to reverter: MemberID?, _ sanctions: [Sanction], _ draft: inout Draft) {
        guard let sanction = sanctions.first, sanction.liftedBy == nil,
            let found = state.cases[sanction.caseNumber], !found.isOrder, found.judgement != .right
        else { return }
        let person = sanction.target.person
        let record = state.persons.number(of: person).map { state.persons[$0] }
        let before = record?.reverts.count { draft.at - $0 <= Self.revertsLast } ?? 0
        let until = before > 0 ? draft.at + Self.revertsLast : nil
        draft.change(.reverted(person, at: draft.at, handsOff: until))
        guard let until else { return }
        let presence = reverter.flatMap { state.presences[$0] }
        draft.alert(
            words(
                .deskYields,
                [
                    .case: .number(Int(found.number)),
                    .who: .who(sanction.target.name, account: sanction.target.account),
                    .by: presence.map { .who($0.name, account: $0.facts.account) } ?? .own("–"),
                    .until: .moment(until, now: draft.at, policy.zone),
                ]), policy)
    }

    func mustAsk(about person: PersonRecord, at now: Timestamp) -> Bool { (person.handsOffUntil ?? now) > now }

    // MARK: - A raid's own budget (THREATS S5)

    /// Came in the raid that is on in this room, or was within the hour, and is judged for lines of their own.
    func isOfRaid(_ person: PersonID?, in room: RoomID?, isHard: Bool, at now: Timestamp) -> Bool {
        guard isHard, let person, let number = state.persons.number(of: person),
            let index = room.flatMap({ policy.indexOfRoom[$0] }), let raid = state.rooms[index].raid, !raid.isKept,
            now - (raid.endedAt ?? now) <= .hours(1)
        else { return false }
        return state.persons[number].raid == raid.number && state.persons.standing(of: number, at: now) == .newcomer
    }

    var hasRaiderBudget: Bool {
        let now = state.core.now
        return state.core.sanctionTimesRaiders.count { now - $0 < .hours(1) } < policy.alone.raiders
    }
}
