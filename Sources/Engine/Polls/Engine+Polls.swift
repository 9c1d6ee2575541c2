// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// Polls: who may vote, what counts, and their end.
extension Engine {
    func openPoll(in room: RoomID) -> Poll? { state.polls.values.first { $0.isOpen(in: room) } }

    /// `2`, said with `!` where a question is open: the order to vote for it.
    func voteOrder(_ word: String, in room: RoomID) -> String? {
        guard word.utf8.count == 1, let digit = word.utf8.first, 0x31...0x39 ~= digit, openPoll(in: room) != nil else {
            return nil
        }
        return "vote " + word
    }

    // MARK: - Votes

    /// Votes in the network's own form.
    mutating func decideVoted(_ vote: Vote, _ turn: inout Turn) {
        guard let facts = turn.event.facts, !facts.isSelf, !facts.isBot, let member = turn.event.member,
            let number = turn.person, !policy.relaySet.contains(state.persons[number].id)
        else { return }
        if vote.question.isEmpty { return takeBack(vote.id, &turn) }
        guard
            let poll = state.polls.values.first(where: { poll in
                poll.outcome == nil && poll.asked.contains { $0.start == vote.question }
            })
        else { return }
        var choice: Int32 = -1
        if !vote.answer.isEmpty {
            // An answer that was not offered spoils nothing.
            guard let named = Int32(vote.answer.text), named >= 1, Int(named) <= poll.options.count else { return }
            choice = named - 1
        }
        var draft = Draft("vote", self, at: turn.at, room: turn.event.room, person: state.persons[number].id)
        guard cast(choice, in: poll, by: state.persons[number].id, member, facts, id: vote.id, &draft) else { return }
        take(draft, in: &turn)
    }

    /// The message that voted was taken away: the vote goes with it.
    private mutating func takeBack(_ id: ByteString, _ turn: inout Turn) {
        for number in state.ballots.keys.sorted() {
            guard let ballot = state.ballots[number]?.values.first(where: { $0.id == id && !id.isEmpty }),
                ballot.choice >= 0
            else { continue }
            var taken = ballot
            taken.choice = -1
            taken.at = turn.at
            var draft = Draft("vote", self, at: turn.at, room: turn.event.room, person: ballot.person)
            draft.change(.poll(.voted(number, VoteRecord(ballot: taken))))
            return take(draft, in: &turn)
        }
    }

    /// One person, one vote, and the last one counts. False where nothing changes.
    func cast(
        _ choice: Int32, in poll: Poll, by person: PersonID, _ member: MemberID, _ facts: Facts, id: ByteString,
        _ draft: inout Draft
    ) -> Bool {
        let isPlaced = !policy.matrixNetworks.contains(member.network) && !(facts.user.isEmpty && facts.host.isEmpty)
        var ballot = Ballot(
            person: person, member: member,
            place: isPlaced ? .byHost(member.network, user: facts.user, host: facts.host) : nil,
            choice: choice, at: draft.at, changes: 0, id: id)
        let ballots = state.ballots[poll.number] ?? [:]
        if let former = ballots[person] ?? ballots.values.first(where: { $0.isSame(ballot) }) {
            guard former.changes < Poll.changesMost else { return false }
            if former.choice == choice, former.person == person, former.id == id { return false }
            ballot.changes = former.changes + 1
        } else if ballots.count >= Poll.ballotsMost || choice < 0 {
            return false
        }
        draft.change(.poll(.voted(poll.number, VoteRecord(ballot: ballot))))
        return true
    }

    /// Whether somebody's vote counts: of the team, or here before it was asked and of no raid. Else whoever asks would
    /// only have to call their friends, or make them.
    func counts(_ person: PersonID, _ member: MemberID, in poll: Poll, at now: Timestamp) -> Bool {
        if authority(of: person, member: member, at: now) > .member { return true }
        guard let number = state.persons.number(of: person) else { return false }
        let record = state.persons[number]
        if record.standing(at: now) != .newcomer { return true }
        return record.firstSeen < poll.openedAt && record.raid == 0
    }

    /// The sum. Of newcomers from one host, where a network shows hosts, only the last vote counts.
    func outcome(of poll: Poll, at now: Timestamp) -> Poll.Outcome {
        var outcome = Poll.Outcome(
            votes: Array(repeating: 0, count: poll.options.count), left: 0, isElsewhere: poll.asked.count > 1)
        var hosts: Set<ByteString> = []
        let ballots = (state.ballots[poll.number] ?? [:]).values.sorted {
            $0.at == $1.at ? $0.person < $1.person : $0.at > $1.at
        }
        for ballot in ballots where poll.options.indices.contains(Int(ballot.choice)) {
            guard counts(ballot.person, ballot.member, in: poll, at: now), isFirst(ballot, &hosts, at: now) else {
                outcome.left += 1
                continue
            }
            outcome.votes[Int(ballot.choice)] += 1
            if ballot.id.isEmpty { outcome.isElsewhere = true }
        }
        if outcome.left > 0 { outcome.isElsewhere = true }
        return outcome
    }

    private func isFirst(_ ballot: Ballot, _ hosts: inout Set<ByteString>, at now: Timestamp) -> Bool {
        guard let place = ballot.place, let number = state.persons.number(of: ballot.person),
            state.persons[number].standing(at: now) == .newcomer,
            authority(of: ballot.person, member: ballot.member, at: now) == .member
        else { return true }
        let host = place.key.bytes.drop { $0 != 0x40 }
        return hosts.insert(ByteString(ballot.person.network.name.bytes + [0] + host)).inserted
    }

    // MARK: - The end

    /// Closes what has come to its end, says what came of it, and lets go of what is long over.
    mutating func endPolls(_ turn: inout Turn) {
        for number in state.polls.keys.sorted() {
            guard let poll = state.polls[number] else { continue }
            if let told = poll.toldAt {
                guard turn.at - told >= Poll.remembered else { continue }
                var draft = Draft("poll", self, at: turn.at)
                draft.change(.poll(.forgotten(number)))
                take(draft, in: &turn)
                continue
            }
            guard poll.outcome != nil || isOver(poll, at: turn.at) else { continue }
            let mayTell = !isQuiet(at: turn.at) && !isHushed(at: turn.at) && !isPaused(at: turn.at)
            guard poll.outcome == nil || mayTell else { continue }
            var draft = Draft("poll", self, at: turn.at, room: poll.asked.first?.room)
            close(poll, isTold: mayTell, &draft)
            take(draft, in: &turn)
        }
    }

    /// Its time has come, and its rooms are in sight or have been out of it for long: who voted meanwhile is heard first.
    private func isOver(_ poll: Poll, at now: Timestamp) -> Bool {
        guard now >= poll.until else { return false }
        if now - poll.until >= Poll.patience { return true }
        return poll.asked.allSatisfy { isInSight($0.room) }
    }

    /// She is in it; what bot.conf does not name any more is not waited for.
    func isInSight(_ room: RoomID) -> Bool { policy.indexOfRoom[room].map { state.rooms[$0].syncedAt != nil } ?? true }

    /// Counts once; what was counted is said once.
    func close(_ poll: Poll, isTold: Bool, _ draft: inout Draft) {
        let outcome = poll.outcome ?? outcome(of: poll, at: draft.at)
        if poll.outcome == nil {
            draft.change(
                .poll(
                    .closed(
                        poll.number, votes: outcome.votes, left: outcome.left, isElsewhere: outcome.isElsewhere)))
        }
        guard isTold else { return }
        draft.change(.poll(.told(poll.number, at: draft.at)))
        for asked in poll.asked where policy.indexOfRoom[asked.room] != nil {
            let result = result(of: poll, outcome, in: asked.room)
            if asked.start.isEmpty {
                draft.say(result, in: asked.room, lane: .answer, expires: .hours(24))
                continue
            }
            draft.say(
                Utterance(result.text, form: .closing(asked.start)), in: asked.room, lane: .answer, expires: .hours(24))
            // Clients count what they have seen themselves.
            if outcome.isElsewhere { draft.say(result, in: asked.room, lane: .answer, expires: .hours(24)) }
        }
    }

    private func result(of poll: Poll, _ outcome: Poll.Outcome, in room: RoomID) -> Utterance {
        let values: [Words.Slot: Words.Value] = [
            .question: .peer(poll.question, limit: Poll.questionMost), .result: shares(of: poll, outcome),
            .votes: .number(Int(outcome.total)), .left: .number(Int(outcome.left)),
        ]
        if outcome.left > 0 { return words(.pollClosedFewer, values, quietIn: room) }
        return words(outcome.total == 0 ? .pollClosedNone : .pollClosed, values, quietIn: room)
    }

    /// The answers with their votes, most first.
    func shares(of poll: Poll, _ outcome: Poll.Outcome) -> Words.Value {
        let order = poll.options.indices.sorted {
            outcome.votes[$0] == outcome.votes[$1] ? $0 < $1 : outcome.votes[$0] > outcome.votes[$1]
        }
        return .list(
            order.map { index in
                .phrase(
                    .pollShare,
                    [
                        .text: .peer(poll.options[index], limit: Poll.optionMost),
                        .count: .number(Int(outcome.votes[index])),
                    ])
            })
    }

    /// When she is to look at them next.
    func considerPolls(_ consider: (Timestamp?) -> Void) {
        for poll in state.polls.values {
            if let told = poll.toldAt {
                consider(told + Poll.remembered)
            } else if poll.outcome == nil {
                consider(poll.until)
            } else {
                // Counted, and kept from being said: until then.
                let now = state.core.now
                let silence = [state.core.hushedUntil, state.core.pausedUntil].compactMap { $0 }.max() ?? now
                consider(max(silence, policy.quiet?.end(from: now, in: policy.zone) ?? now))
            }
        }
    }

    // MARK: - What follows from events and decisions

    /// Shown, as this message.
    mutating func noteAsked(_ act: ActID, _ mark: ByteString) {
        editAsked(act) { asked, place in asked[place].start = mark }
    }

    /// It was never asked there.
    mutating func noteUnasked(_ act: ActID) {
        editAsked(act) { asked, place in asked.remove(at: place) }
    }

    private mutating func editAsked(_ act: ActID, _ body: (inout [Poll.Asked], Int) -> Void) {
        for (number, poll) in state.polls {
            guard let place = poll.asked.firstIndex(where: { $0.act == act }) else { continue }
            var asked = poll.asked
            body(&asked, place)
            state.polls[number]?.asked = asked
            state.dirty.polls.insert(number)
            if asked.isEmpty { dropPoll(number) }
            return
        }
    }

    mutating func apply(_ change: PollChange) {
        state.deadlines.isStale = true
        switch change {
        case .opened(let record):
            state.polls[record.poll.number] = record.poll
            state.dirty.polls.insert(record.poll.number)
            while state.polls.count > Poll.kept,
                let oldest = state.polls.values.filter({ $0.toldAt != nil }).map(\.number).min()
            {
                dropPoll(oldest)
            }
        case .voted(let number, let record):
            guard state.polls[number]?.outcome == nil, state.polls[number] != nil else { return }
            for (person, former) in state.ballots[number] ?? [:]
            where person != record.ballot.person && former.isSame(record.ballot) {
                state.ballots[number]?[person] = nil
                state.dirty.ballots.insert(BallotID(poll: number, person: person))
            }
            state.ballots[number, default: [:]][record.ballot.person] = record.ballot
            state.dirty.ballots.insert(BallotID(poll: number, person: record.ballot.person))
        case .closed(let number, let votes, let left, let isElsewhere):
            state.polls[number]?.outcome = .init(votes: votes, left: left, isElsewhere: isElsewhere)
            state.dirty.polls.insert(number)
            // Who voted what is nobody's business any longer.
            dropBallots(number)
        case .told(let number, let at):
            state.polls[number]?.toldAt = at
            state.dirty.polls.insert(number)
        case .forgotten(let number): dropPoll(number)
        }
    }

    private mutating func dropPoll(_ number: Int64) {
        state.polls[number] = nil
        state.dirty.polls.insert(number)
        dropBallots(number)
    }

    private mutating func dropBallots(_ number: Int64) {
        for person in (state.ballots.removeValue(forKey: number) ?? [:]).keys {
            state.dirty.ballots.insert(BallotID(poll: number, person: person))
        }
    }

    /// Somebody is forgotten: their vote and their name go.
    mutating func forgetVotes(of person: PersonID) {
        for number in state.polls.keys {
            if state.polls[number]?.by == person {
                state.polls[number]?.by = nil
                state.polls[number]?.name = PeerText("")
                state.dirty.polls.insert(number)
            }
            if state.ballots[number]?.removeValue(forKey: person) != nil {
                state.dirty.ballots.insert(BallotID(poll: number, person: person))
            }
        }
    }
}
