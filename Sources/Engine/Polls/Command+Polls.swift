// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

extension Command {
    static let poll = Command(
        en: "poll", fr: "sondage", usage: .usagePoll, audience: .anyone, isForRooms: true, takesText: true
    ) {
        $0.obeyPoll($1, &$2)
    }
    static let vote = Command(
        en: "vote", fr: "voter", usage: .usageVote, audience: .anyone, isForRooms: true, isLimited: false
    ) { $0.obeyVote($1, &$2) }
}

extension Engine {
    fileprivate mutating func obeyPoll(_ request: Request, _ turn: inout Turn) {
        var request = request
        var named: RoomID?
        if let word = request.arguments.first, word.hasPrefix("#") || word.contains("/#"), let room = roomNamed(word) {
            named = room
            request.arguments.removeFirst()
            request.rest = Self.rest(of: request.rest, after: 1)
        }
        switch request.arguments.first.map(Command.fold) {
        case nil: tellPolls(named, request, &turn)
        case "end", "close", "fin", "finir", "fini", "clore":
            guard request.arguments.count > 1 else { return endPoll(named, request, &turn) }
            guard request.arguments.count == 2, let room = roomNamed(request.arguments[1]) else {
                return ask(named, request, &turn)
            }
            endPoll(room, request, &turn)
        default: ask(named, request, &turn)
        }
    }

    // MARK: - Asking

    private mutating func ask(_ named: RoomID?, _ request: Request, _ turn: inout Turn) {
        let isTeam = request.authority > .member
        if !isTeam {
            // What is asked in the room the room has read, and its detectors too (THREATS B9).
            guard case .room = request.place else {
                return answer(.pollWhere, [.form: .phrase(.usagePoll)], request, &turn)
            }
        }
        var text = request.rest
        var span = Poll.standard
        if let (given, used) = DurationText.prefix(of: text), used < text.utf8.count {
            guard given >= .minutes(1), given <= Poll.longest else {
                return answer(
                    .commandDuration, [.word: .peer(PeerText(request.arguments[0]), limit: 40)], request, &turn)
            }
            span = given
            text = String(decoding: text.utf8.dropFirst(used), as: UTF8.self)
        }
        guard let wording = PollWording(text) else {
            return answer(.commandForm, [.form: .phrase(.usagePoll)], request, &turn)
        }
        guard wording.isShort else {
            return answer(
                .pollLong,
                [
                    .limit: .number(Poll.questionMost), .count: .number(Poll.optionsMost),
                    .n: .number(Poll.optionMost),
                ], request, &turn)
        }
        let rooms = rooms(for: request, named)
        if let open = rooms.compactMap({ openPoll(in: $0) }).first {
            return answer(
                .pollAlready,
                [
                    .question: .peer(open.question, limit: Poll.questionMost),
                    .left: .duration(max(.zero, open.until - turn.at)),
                ], request, &turn)
        }
        if !isTeam, let refusal = refusal(of: request, rooms, turn) {
            return answer([refusal], request, &turn)
        }
        open(wording, in: rooms, for: span, request, &turn)
    }

    /// Where it was asked; and on the other networks too, where the community has one room on each: one place on two
    /// networks. The team asks all rooms at once.
    private func rooms(for request: Request, _ named: RoomID?) -> [RoomID] {
        let all = policy.rooms.map(\.room)
        if let named { return [named] }
        guard case .room(let room) = request.place else { return all }
        return Set(all.map(\.network)).count == all.count ? all : [room]
    }

    private func refusal(of request: Request, _ rooms: [RoomID], _ turn: Turn) -> Utterance? {
        guard let person = request.person, let number = state.persons.number(of: person),
            state.persons[number].standing(at: turn.at) != .newcomer
        else { return words(.pollKnown, in: request.room) }
        // Not repeated: what is judged as theirs is not said again as hers.
        if turn.verdict.score > 0 { return words(.pollUnsaid, [.reason: turn.verdict.reason.value], in: request.room) }
        let lately = state.polls.values.filter { !$0.isOfTeam && turn.at - $0.openedAt < Poll.remembered }
        let here = lately.count { poll in poll.asked.contains { rooms.contains($0.room) } }
        guard lately.count(where: { $0.by == person }) < Poll.mostOfMember, here < Poll.mostInRoom else {
            return words(.pollEnough, in: request.room)
        }
        return nil
    }

    private mutating func open(
        _ wording: PollWording, in rooms: [RoomID], for span: TimeSpan, _ request: Request, _ turn: inout Turn
    ) {
        var draft = draft("poll", request, turn)
        let mute = rooms.filter(isUnsayable)
        let rooms = rooms.filter { !mute.contains($0) }
        draft.unsaid(in: mute, request, self)
        guard !rooms.isEmpty else { return take(draft, in: &turn) }
        let who: Words.Value = request.target == nil ? .phrase(.pollTeam) : .name(request.name)
        let options = wording.options.enumerated().map { index, option in
            Words.Value.phrase(
                .pollOption, [.n: .number(index + 1), .text: .peer(option, limit: Poll.optionMost)])
        }
        let question = Words.Value.peer(wording.question, limit: Poll.questionMost)
        var asked: [Poll.Asked] = []
        for room in rooms {
            let line = words(
                .pollOpened,
                [.who: who, .question: question, .options: .list(options), .duration: .duration(span)], quietIn: room)
            var form: Utterance.Form?
            if policy.matrixNetworks.contains(room.network) {
                form = .question(
                    words(.pollAsked, [.who: who, .question: question], quietIn: room).text,
                    answers: wording.options.map { CleanText($0, limit: Poll.optionMost).quiet { _ in false } })
            }
            let act = draft.owe(
                .say(Utterance(line.text, form: form)), room: room, network: room.network, lane: .answer,
                expires: .minutes(10))
            asked.append(Poll.Asked(room: room, act: act))
        }
        let poll = Poll(
            number: draft.sequence, question: wording.question, options: wording.options, asked: asked,
            by: request.person, name: request.name, isOfTeam: request.authority > .member, openedAt: turn.at,
            until: turn.at + span)
        draft.change(.poll(.opened(PollRecord(poll: poll))))
        if request.room.map({ !rooms.contains($0) }) ?? true {
            draft.answer(
                words(
                    .pollStarted, [.rooms: .list(rooms.map(roomValue)), .duration: .duration(span)], in: request.room),
                request)
        }
        take(draft, in: &turn)
    }

    // MARK: - What stands, and its end

    /// Those that a request can mean, the oldest first.
    private func polls(_ named: RoomID?, _ request: Request) -> [Poll] {
        var rooms = Set(policy.rooms.map(\.room))
        if let named {
            rooms = [named]
        } else if case .room(let room) = request.place {
            rooms = [room]
        } else if request.authority == .member, let member = request.target?.member {
            rooms.formIntersection(state.presences[member]?.rooms.map(\.room) ?? [])
        }
        return state.polls.values.filter { poll in rooms.contains { poll.isOpen(in: $0) } }.sorted {
            $0.number < $1.number
        }
    }

    private mutating func tellPolls(_ named: RoomID?, _ request: Request, _ turn: inout Turn) {
        let open = polls(named, request)
        guard !open.isEmpty else { return answer(.pollNone, [.form: .phrase(.usagePoll)], request, &turn) }
        answer(
            open.prefix(5).map { poll in
                let outcome = outcome(of: poll, at: turn.at)
                return words(
                    .pollState,
                    [
                        .rooms: .list(poll.asked.map { roomValue($0.room) }),
                        .question: .peer(poll.question, limit: Poll.questionMost), .result: shares(of: poll, outcome),
                        .votes: .number(Int(outcome.total)), .left: .duration(max(.zero, poll.until - turn.at)),
                    ])
            }, request, &turn)
    }

    private mutating func endPoll(_ named: RoomID?, _ request: Request, _ turn: inout Turn) {
        let open = polls(named, request)
        guard let poll = open.first else { return answer(.pollNone, [.form: .phrase(.usagePoll)], request, &turn) }
        guard open.count == 1 else {
            return answer(
                .pollWhich, [.rooms: .list(open.flatMap(\.asked).map { roomValue($0.room) })], request, &turn)
        }
        guard request.authority > .member || (poll.by != nil && poll.by == request.person) else {
            return answer(.pollEndDenied, request, &turn)
        }
        var draft = draft("poll end", request, turn)
        close(poll, isTold: true, &draft)
        if request.room.map({ room in !poll.asked.contains { $0.room == room } }) ?? true {
            draft.answer(
                words(
                    .pollEnded,
                    [
                        .question: .peer(poll.question, limit: Poll.questionMost),
                        .rooms: .list(poll.asked.map { roomValue($0.room) }),
                    ]), request)
        }
        take(draft, in: &turn)
    }

    // MARK: - Voting with words

    fileprivate mutating func obeyVote(_ request: Request, _ turn: inout Turn) {
        guard let person = request.person, let target = request.target, let facts = turn.event.facts else {
            return answer(.commandForm, [.form: .phrase(.usageVote)], request, &turn)
        }
        let mayAnswer = mayAnswer(request, at: turn.at)
        func reply(_ key: Words.Key, _ values: [Words.Slot: Words.Value], _ engine: inout Engine, _ turn: inout Turn) {
            if mayAnswer { engine.answer(key, values, request, &turn) }
        }
        let open = polls(nil, request)
        guard let poll = open.first else {
            return reply(.pollNone, [.form: .phrase(.usagePoll)], &self, &turn)
        }
        guard open.count == 1 else {
            return reply(
                .pollWhich, [.rooms: .list(open.flatMap(\.asked).map { roomValue($0.room) })], &self, &turn)
        }
        guard let word = request.arguments.first, let number = Int32(word), number >= 1,
            Int(number) <= poll.options.count
        else {
            let options = poll.options.enumerated().map { index, option in
                Words.Value.phrase(
                    .pollOption, [.n: .number(index + 1), .text: .peer(option, limit: Poll.optionMost)])
            }
            return reply(.voteUnknown, [.options: .list(options)], &self, &turn)
        }
        var draft = draft("vote", request, turn)
        let isFirst = state.ballots[poll.number]?[person] == nil
        guard cast(number - 1, in: poll, by: person, target.member, facts, id: "", &draft) else { return }
        // In the room all have read it; in private only she has.
        if mayAnswer, !counts(person, target.member, in: poll, at: turn.at) {
            if isFirst { draft.answer(words(.voteLate, in: request.room), request) }
        } else if mayAnswer, request.room == nil {
            draft.answer(
                words(
                    .voteNoted,
                    [
                        .n: .number(Int(number)),
                        .text: .peer(poll.options[Int(number) - 1], limit: Poll.optionMost),
                        .left: .duration(max(.zero, poll.until - turn.at)),
                    ]), request)
        }
        take(draft, in: &turn)
    }
}

/// A question and its answers, as people type them: `Which day? | Monday | Tuesday`, or `"Which day?" Monday, Tuesday`.
struct PollWording: Sendable, Hashable {
    var question: PeerText
    var options: [PeerText]
    /// Within what she repeats.
    var isShort: Bool

    /// Nil where it is no question with two different answers or more.
    init?(_ text: String) {
        let scalars = Array(text.unicodeScalars)
        var parts = scalars.split(separator: "|", omittingEmptySubsequences: true).map { Self.cleaned($0) }
        if !scalars.contains("|") {
            let quotes: [Unicode.Scalar: Unicode.Scalar] = ["\"": "\"", "“": "”", "«": "»"]
            guard let first = scalars.first, let closing = quotes[first],
                let end = scalars.dropFirst().firstIndex(of: closing)
            else { return nil }
            parts =
                [Self.cleaned(scalars[1..<end])]
                + scalars[(end + 1)...].split(separator: ",", omittingEmptySubsequences: true).map {
                    Self.cleaned($0)
                }
        }
        parts.removeAll(where: \.isEmpty)
        guard parts.count >= 3 else { return nil }
        let folded = Set(parts.dropFirst().map { ByteString(Command.fold($0)) })
        guard folded.count == parts.count - 1 else { return nil }
        question = PeerText(parts[0])
        options = parts.dropFirst().map { PeerText($0) }
        isShort =
            options.count <= Poll.optionsMost && !CleanText(question, limit: Poll.questionMost).wasCut
            && options.allSatisfy { !CleanText($0, limit: Poll.optionMost).wasCut }
    }

    private static func cleaned(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        return CleanText(PeerText(String(text)), limit: 400).text
    }
}
