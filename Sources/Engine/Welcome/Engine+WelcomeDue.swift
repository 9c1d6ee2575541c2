// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// Greetings looked at again when their turn to be sent comes: who left meanwhile, or turned out to be of the team, is
/// not greeted.
extension Engine {
    /// Of the team, with rank, or a robot, as is known by now: rank is often given some seconds after the join.
    private func isOfTheHouse(_ presence: Presence, _ person: PersonID) -> Bool {
        presence.facts.isBot || presence.facts.rank.isModerator || presence.highestRank.isModerator
            || policy.isNamed(person) || state.core.claimedOwner == person
    }

    /// Judged within the last quarter of an hour, and not wrongly: nobody is muted and bidden welcome.
    private func isUnderJudgement(_ person: PersonID, at now: Timestamp) -> Bool {
        guard let found = state.latestCase[person].flatMap({ state.cases[$0] }), !found.accusesNobody,
            found.hasActed || found.proposed != nil, found.step.isSanction || found.proposed?.isSanction == true
        else { return false }
        return now - found.changedAt < .minutes(15) && found.judgement != .undone && found.judgement != .wrong
    }

    /// Has brought a mark of a campaign that is running, acted on or not: the first of them get through, and while she
    /// only watches all do.
    private func isOfCampaign(_ person: PersonID, at now: Timestamp) -> Bool {
        state.campaigns.running(at: now).contains { $0.entry.people.contains(person) }
    }

    /// Whether somebody who is here is to be bidden welcome.
    func isWelcome(_ presence: Presence, _ person: PersonID) -> Bool {
        !isOfTheHouse(presence, person) && !isUnderJudgement(person, at: state.core.now)
            && !isOfCampaign(person, at: state.core.now)
            && !isInDistress(person, at: state.core.now) && !isImitation(presence)
    }

    /// Her own voice must not vouch for a name that is taken for that of the team, of a regular or hers (THREATS A8).
    private func isImitation(_ presence: Presence) -> Bool {
        guard presence.person >= 0, state.persons[presence.person].standing(at: state.core.now) == .newcomer else {
            return false
        }
        return presence.rooms.contains { room in
            policy.indexOfRoom[room.room].map {
                namesake(of: presence.name, number: presence.person, presence.facts, in: $0, at: state.core.now) != nil
            } ?? false
        }
    }

    /// Whether somebody a greeting is meant for is still there.
    func isStillWanted(_ act: OwedAct) -> Bool {
        guard let room = act.room else { return true }
        guard let target = act.target else { return !greeted(by: act, in: room).isEmpty }
        guard let presence = state.presences[target.member] else { return false }
        return isIn(room, presence) && isWelcome(presence, target.person)
    }

    /// A greeting of several names those who are still there, as they are called now.
    func reworded(_ act: OwedAct) -> OwedAct {
        guard act.lane == .welcome, act.target == nil, case .say = act.action, let room = act.room else { return act }
        let names = greeted(by: act, in: room)
        let all = state.persons.records.count { $0.greetedAt == act.owedAt && !$0.wantsSilence }
        guard names.count < all, !names.isEmpty else { return act }
        var act = act
        act.action = .say(welcomeWords(names, room: room))
        return act
    }

    /// An act is not done after all. Who was to be greeted and has left is greeted should they come back.
    mutating func drop(_ id: ActID) {
        if let act = state.acts[id], act.lane == .welcome, case .say = act.action, let target = act.target,
            let room = act.room, state.presences[target.member].map({ isIn(room, $0) }) != true,
            let number = state.persons.number(of: target.person), state.persons[number].greetedAt == act.owedAt
        {
            state.persons[number].greetedAt = nil
            state.persons[number].isAwaiting = true
            state.dirty.persons.insert(number)
        }
        removeAct(id)
    }

    /// Those greeted at the moment this was decided who are in the room, in the order they came.
    private func greeted(by act: OwedAct, in room: RoomID) -> [PeerText] {
        var found: [(arrival: Timestamp, member: MemberID, name: PeerText)] = []
        for (member, presence) in state.presences where presence.person >= 0 && isIn(room, presence) {
            let person = state.persons[presence.person]
            guard person.greetedAt == act.owedAt, !person.wantsSilence, isWelcome(presence, person.id) else {
                continue
            }
            found.append((person.arrivals.last ?? person.firstSeen, member, presence.name))
        }
        return found.sorted { ($0.arrival, $0.member) < ($1.arrival, $1.member) }.map(\.name)
    }

    private func isIn(_ room: RoomID, _ presence: Presence) -> Bool { presence.rooms.contains { $0.room == room } }
}
