// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

extension Command {
    static let help = Command(en: "help", fr: "aide", usage: .usageHelp, audience: .anyone, isForRooms: true) {
        $0.help($1, &$2)
    }
    static let rules = Command(en: "rules", fr: "charte", usage: .usageRules, audience: .anyone, isForRooms: true) {
        engine, request, turn in
        guard let link = engine.policy.rulesLink, !link.isEmpty else {
            return engine.answer(.rulesNone, request, &turn)
        }
        engine.answer(.rulesTold, [.rules: .own(link)], request, &turn)
    }
    static let mods = Command(
        en: "mods", fr: "modos", usage: .usageMods, audience: .anyone, isForRooms: true, isLimited: false,
        takesText: true
    ) { $0.callModerators($1, &$2) }
    static let me = Command(
        en: "me", fr: "moi", usage: .usageMe, audience: .anyone, isForRooms: true, isAboutOneself: true
    ) {
        $0.tellAboutMe($1, &$2)
    }
    static let whoami = Command(en: "whoami", fr: "quisuisje", usage: .usageWhoami, audience: .anyone, isForRooms: true)
    {
        engine, request, turn in
        guard let target = request.target else {
            return engine.answer(
                .whoamiKnown, [.who: .own("operator"), .network: .own("control"), .role: .phrase(.roleOwner)], request,
                &turn)
        }
        engine.answer(
            // Who became owner by a code is known by the host: where there are no accounts none would help.
            target.account == nil && engine.state.core.claimedOwner != target.person ? .whoamiUnknown : .whoamiKnown,
            [
                .who: .who(target.name, account: target.account), .network: .own(target.member.network.description),
                .role: engine.role(target, turn.at),
            ], request, &turn)
    }
    static let speak = Command(
        en: "speak", fr: "parle", usage: .usageSpeak, audience: .anyone, isForRooms: false, isAboutOneself: true
    ) {
        $0.setSilence(false, $1, &$2)
    }
}

extension Engine {
    fileprivate mutating func help(_ request: Request, _ turn: inout Turn) {
        if let word = request.arguments.first {
            let word = word.hasPrefix("!") ? String(word.dropFirst()) : word
            guard let command = Command.named(word) else { return tellUnknown(word, request, &turn) }
            return answer(command.usage, request, &turn)
        }
        let isForTheTeam = request.isForTheTeam && !request.place.isRoom
        answer(
            isForTheTeam ? .helpDesk : policy.contact.isEmpty ? .helpMemberBare : .helpMember, request, &turn)
    }

    func role(_ target: Target, _ now: Timestamp) -> Words.Value {
        switch authority(of: target.person, member: target.member, at: now) {
        case .owner: return .phrase(.roleOwner)
        case .moderator: return .phrase(.roleModerator)
        case .member: break
        }
        guard let number = state.persons.number(of: target.person) else { return .phrase(.roleNewcomer) }
        switch state.persons[number].standing(at: now) {
        case .newcomer: return .phrase(.roleNewcomer)
        case .regular: return .phrase(.roleRegular)
        case .trusted: return .phrase(.roleTrusted)
        }
    }

    /// Tells the moderators, discreetly; three an hour.
    fileprivate mutating func callModerators(_ request: Request, _ turn: inout Turn) {
        guard let person = request.person, let target = request.target else {
            return answer(.commandForm, [.form: .phrase(.usageMods)], request, &turn)
        }
        let calls =
            state.persons.number(of: person).map { state.persons[$0].calls.filter { turn.at - $0 < .hours(1) } } ?? []
        if calls.count >= 3, let first = calls.first {
            answer(.calledEnough, [.left: .duration(first + .hours(1) - turn.at)], request, &turn)
            return
        }
        let room =
            request.room ?? state.presences[target.member]?.rooms.map(\.room).filter { policy.indexOfRoom[$0] != nil }
            .min() ?? policy.rooms.first?.room
        guard let room else { return }
        var draft = Draft("command mods", self, at: turn.at, room: room, person: person, name: request.name)
        let number = state.core.nextCase
        draft.caseNumber = number
        let text = PeerText(request.rest.isEmpty ? "…" : request.rest)
        draft.change(.called(person, at: turn.at))
        draft.change(
            .caseOpened(
                Case(
                    number: number, openedAt: turn.at, changedAt: turn.at, room: room, person: person,
                    name: request.name, target: target,
                    rule: "call", mode: .observe, step: .note, proposed: nil, verdict: .none, score: 0, threshold: 0,
                    acts: [],
                    judgement: .open, judgedBy: nil, lines: [CaseLine(text)], appeal: nil)))
        draft.change(.answerDue(number, turn.at + policy.alone.answer))
        tellDesk(
            words(
                .deskCalled,
                [
                    .who: .who(request.name, account: target.account), .room: roomValue(room), .text: .peer(text),
                    .case: .number(Int(number)),
                ]), isPersonal: true,
            &draft)
        // Nothing is said to be passed on that nobody hears.
        let isHeard = hasDesk || draft.decision.acts.contains { $0.caseNumber == number }
        draft.answer(
            isHeard
                ? words(.calledAck, in: request.room)
                : words(.calledKept, [.case: .number(Int(number))], in: request.room), request)
        take(draft, in: &turn)
    }

    fileprivate mutating func tellAboutMe(_ request: Request, _ turn: inout Turn) {
        guard let person = request.person, let number = state.persons.number(of: person) else {
            return answer(.meNothing, request, &turn)
        }
        switch request.arguments.first.map(Command.fold) {
        case let word? where Command.forgetWords.contains(word):
            // «me forget no», like «forget NAME no» of the team.
            if let second = request.arguments.dropFirst().first.map(Command.fold), ["no", "non"].contains(second) {
                return keep(person, request, &turn)
            }
            askToForget(person, request, &turn)
        case "no", "non": keep(person, request, &turn)
        case "export": export(state.persons[number], request, &turn)
        default:
            let record = state.persons[number]
            answer(
                .meKept,
                [
                    .first: .day(record.firstSeen, policy.zone), .messages: .number(Int(record.messages)),
                    .text: .duration(policy.memory.text), .cases: .number(count(of: person)),
                ], request, &turn)
        }
    }

    /// Cases held against somebody.
    func count(of person: PersonID) -> Int {
        state.cases.values.count { $0.person == person && !$0.accusesNobody && !$0.isTakenBack }
    }

    /// A day later, so that one who asks in another's name can be stopped, and one who thinks again too (THREATS K9).
    private mutating func askToForget(_ person: PersonID, _ request: Request, _ turn: inout Turn) {
        var draft = draft("me forget", request, turn)
        let asked = state.core.forgetting.first { $0.person == person }?.due
        let due = asked ?? turn.at + State.Forgetting.delay
        if asked == nil { draft.change(.forgetting(person, at: due)) }
        draft.answer(words(.meForget, [.left: .duration(due - turn.at)], in: request.room), request)
        take(draft, in: &turn)
    }

    private mutating func keep(_ person: PersonID, _ request: Request, _ turn: inout Turn) {
        var draft = draft("me no", request, turn)
        if state.core.forgetting.contains(where: { $0.person == person }) { draft.change(.forgetting(person, at: nil)) }
        draft.answer(words(.meKeep, in: request.room), request)
        take(draft, in: &turn)
    }

    /// The day is over.
    mutating func forgetWhoAsked(_ turn: inout Turn) {
        for wish in state.core.forgetting where wish.due <= turn.at {
            var draft = Draft("forget", self, at: turn.at, person: wish.person)
            draft.change(.forgotten(wish.person))
            // Said to whoever asked, if they are here: afterwards nobody is known by that name.
            let number = state.persons.number(of: wish.person)
            let here = state.presences.filter { $0.value.person == number && number != nil }.map(\.key).min()
            if let here, let presence = state.presences[here] {
                draft.whisper(words(.meForgotten), to: presence.target(here, wish.person))
            }
            take(draft, in: &turn)
        }
    }

    /// All that is kept of one person, once in 30 days; nothing of others and no notes of the moderators.
    private mutating func export(_ record: PersonRecord, _ request: Request, _ turn: inout Turn) {
        if let last = record.exportedAt, turn.at - last < Self.exportEvery {
            let left = last + Self.exportEvery - turn.at
            answer(.meExportWait, [.delta: .duration(turn.at - last), .left: .duration(left)], request, &turn)
            return
        }
        var draft = draft("me export", request, turn)
        draft.change(.exported(record.id, at: turn.at))
        let lines = kept(of: record.id, called: request.name, at: turn.at, most: Self.exportLines)
        for line in lines { draft.answer(line, request) }
        take(draft, in: &turn)
    }
    static let exportEvery = TimeSpan.days(30)
    /// Lines sent in private; the machine's operator gets all.
    static let exportLines = 24

    mutating func setSilence(_ wants: Bool, _ request: Request, _ turn: inout Turn) {
        guard let person = request.person else { return answer(.commandPrivate, request, &turn) }
        var draft = draft(wants ? "hush" : "speak", request, turn)
        draft.change(.hushedMember(person, wants))
        draft.answer(words(wants ? .hushSelf : .speakSelf, in: request.room), request)
        take(draft, in: &turn)
    }
}
