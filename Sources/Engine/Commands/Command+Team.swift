// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

extension Command {
    static let trust = Command(
        en: "trust", fr: "confiance", usage: .usageTrust, audience: .moderators, isForRooms: false
    ) {
        engine, request, turn in
        guard let target = engine.target(request, .usageTrust, &turn) else { return }
        let word = request.arguments.dropFirst().first.map(Command.fold)
        let isTaken = word.map { $0 == "no" || $0 == "non" } ?? false
        guard isTaken || word.map({ ["yes", "oui"].contains($0) }) ?? true else {
            return engine.answer(.commandForm, [.form: .phrase(.usageTrust)], request, &turn)
        }
        var draft = engine.draft("trust", request, turn)
        let record = engine.state.persons.number(of: target.person).map { engine.state.persons[$0] }
        if request.authority == .owner, !isTaken, record?.isDormant == true {
            draft.change(.confirmed(target.person))
            draft.announce(
                engine.words(.trustConfirmed, [.who: .who(target.name, account: target.account), .by: request.by]),
                request, engine.policy)
            return engine.take(draft, in: &turn)
        }
        draft.change(.trusted(target.person, isTaken ? nil : true))
        if let person = request.person, !isTaken {
            draft.change(.did(person, at: turn.at, number: 0, trusted: target.person))
        }
        draft.announce(
            engine.words(
                isTaken ? .trustMerit : .trustDone,
                [
                    .who: .who(target.name, account: target.account), .by: request.by, .name: engine.typed(target),
                    .duration: .duration(PersonRecord.trustLasts),
                ]),
            request, engine.policy)
        engine.take(draft, in: &turn)
    }
    static let note = Command(en: "note", fr: "noter", usage: .usageNote, audience: .moderators, isForRooms: false) {
        engine, request, turn in
        guard let target = engine.target(request, .usageNote, &turn) else { return }
        let text = Engine.rest(of: request.rest, after: 1)
        guard !text.isEmpty else { return engine.answer(.commandForm, [.form: .phrase(.usageNote)], request, &turn) }
        var draft = engine.draft("note", request, turn)
        draft.change(.noted(target.person, PeerText(text), by: request.name, at: turn.at))
        draft.answer(
            engine.words(.noteKept, [.who: .who(target.name, account: target.account), .name: engine.typed(target)]),
            request)
        engine.take(draft, in: &turn)
    }
    static let hush = Command(
        en: "hush", fr: "chut", usage: .usageHush, audience: .anyone, isForRooms: true, isAboutOneself: true
    ) {
        engine, request, turn in
        // In private it is about oneself; at the desk it is about her.
        guard request.place.isTeams, request.isForTheTeam else { return engine.setSilence(true, request, &turn) }
        engine.silence(isPause: false, standard: .hours(24), request, &turn)
    }
    static let pause = Command(en: "pause", fr: "pause", usage: .usagePause, audience: .moderators, isForRooms: true) {
        $0.silence(isPause: true, standard: .hours(1), $1, &$2)
    }
    static let resume = Command(
        en: "resume", fr: "reprendre", usage: .usageResume, audience: .moderators, isForRooms: true
    ) {
        engine, request, turn in
        guard engine.isHushed(at: turn.at) || engine.isPaused(at: turn.at) else {
            return engine.answer(.resumeNothing, [.mode: .own(engine.modeWord(at: turn.at))], request, &turn)
        }
        var draft = engine.draft("resume", request, turn)
        draft.change(.hushed(until: nil))
        draft.change(.paused(until: nil))
        draft.announce(
            engine.words(.resumeDone, [.by: request.by, .mode: .own(engine.modeWord(at: turn.at))]), request,
            engine.policy)
        engine.take(draft, in: &turn)
    }
    static let mode = Command(en: "mode", fr: "mode", usage: .usageMode, audience: .moderators, isForRooms: false) {
        $0.changeMode($1, &$2)
    }
    static let say = Command(
        en: "say", fr: "dis", usage: .usageSay, audience: .moderators, isForRooms: false, takesText: true
    ) {
        $0.sayInHerName($1, &$2)
    }
    static let status = Command(en: "status", fr: "état", usage: .usageStatus, audience: .moderators, isForRooms: false)
    {
        engine, request, turn in engine.answer(engine.statusLines(at: turn.at), request, &turn)
    }
    /// The reading itself is the shell's work: it sees the order in the journal and answers with `.reloaded`.
    static let reload = Command(en: "reload", fr: "relire", usage: .usageReload, audience: .owners, isForRooms: false) {
        engine, request, turn in
        var draft = engine.draft("reload", request, turn)
        draft.decision.rule =
            request.arguments.first.map(Command.fold).map { $0 == "yes" || $0 == "oui" } == true
            ? "command reload yes" : "command reload"
        draft.announce(engine.words(.reloadBegun, [.by: request.by]), request, engine.policy)
        engine.take(draft, in: &turn)
    }
}

extension Engine {
    fileprivate mutating func silence(isPause: Bool, standard: TimeSpan, _ request: Request, _ turn: inout Turn) {
        var span = standard
        if let word = request.arguments.first {
            guard let given = DurationText.parse(word), given >= .minutes(1), given <= .days(30) else {
                return answer(.commandDuration, [.word: .peer(PeerText(word), limit: 40)], request, &turn)
            }
            span = given
        }
        var draft = draft(isPause ? "pause" : "hush", request, turn)
        draft.change(isPause ? .paused(until: turn.at + span) : .hushed(until: turn.at + span))
        draft.announce(
            words(isPause ? .pauseBegins : .hushBegins, [.duration: .duration(span), .by: request.by]), request, policy)
        take(draft, in: &turn)
    }

    /// The mode of the community as a whole: the strictest of its rooms.
    func modeNow(at now: Timestamp) -> Mode { policy.rooms.indices.map { mode(in: $0, at: now) }.min() ?? .observe }
    func modeWord(at now: Timestamp) -> String { modeNow(at: now).rawValue }

    /// «observe: #a, #b», «act: #c», the strictest first.
    private var modesOfRooms: [Words.Value] {
        Mode.allCases.sorted().compactMap { mode in
            let rooms = policy.rooms.filter { $0.mode == mode }
            return rooms.isEmpty
                ? nil
                : .phrase(
                    .modeOfRooms,
                    [.mode: .own(mode.rawValue), .rooms: .list(rooms.map { .own($0.displayName) })])
        }
    }

    private func meaning(_ mode: Mode) -> Words.Value {
        switch mode {
        case .observe: .phrase(.modeObserve)
        case .ask: .phrase(.modeAsk)
        case .act: .phrase(.modeAct)
        }
    }

    fileprivate mutating func changeMode(_ request: Request, _ turn: inout Turn) {
        let now = modeNow(at: turn.at)
        let modes = Set(policy.rooms.map(\.mode))
        let former: Words.Value =
            modes.count > 1 ? .phrase(.modeEach) : .own((modes.first ?? .observe).rawValue)
        guard let word = request.arguments.first else {
            // Where bot.conf says the same meanwhile, nothing ends.
            if let set = state.core.mode, modes != [set], let until = state.core.modeUntil {
                answer(
                    .modeUntil,
                    [
                        .mode: .own(now.rawValue), .left: .duration(until - turn.at), .meaning: meaning(now),
                        .former: former,
                    ], request, &turn)
            } else if Set(policy.rooms.map(\.mode)).count > 1, !policy.isRehearsal {
                answer(.modeDiffers, [.list: .list(modesOfRooms)], request, &turn)
            } else {
                answer(.modeIs, [.mode: .own(now.rawValue), .meaning: meaning(now)], request, &turn)
            }
            return
        }
        let names = [
            "observe": Mode.observe, "observer": .observe, "ask": .ask, "demander": .ask, "act": .act, "agir": .act,
        ]
        guard let wanted = names[Command.fold(word)] else {
            return answer(.commandForm, [.form: .phrase(.usageMode)], request, &turn)
        }
        if wanted == .act, let rule = ruleNamed(Self.rest(of: request.rest, after: 1)) {
            return pin(rule, request, &turn)
        }
        var span = TimeSpan.hours(24)
        if request.arguments.count > 1 {
            guard let given = DurationText.parse(request.arguments[1]), given >= .minutes(1), given <= .days(30) else {
                return answer(
                    .commandDuration, [.word: .peer(PeerText(request.arguments[1]), limit: 40)], request, &turn)
            }
            span = given
        }
        var draft = draft("mode", request, turn)
        if modes == [wanted], !policy.isRehearsal {
            // That of bot.conf: it needs no end.
            if state.core.mode == nil {
                return answer(.modeIs, [.mode: .own(wanted.rawValue), .meaning: meaning(wanted)], request, &turn)
            }
            draft.change(.modeSet(nil, until: nil))
            draft.announce(
                words(.modeEnds, [.mode: .own(wanted.rawValue), .meaning: meaning(wanted)]), request, policy)
            return take(draft, in: &turn)
        }
        draft.change(.modeSet(wanted, until: turn.at + span))
        draft.announce(
            words(
                .modeChanged,
                [
                    .mode: .own(wanted.rawValue), .duration: .duration(span), .by: request.by,
                    .meaning: meaning(wanted), .former: former,
                ]), request, policy)
        take(draft, in: &turn)
    }

    fileprivate mutating func sayInHerName(_ request: Request, _ turn: inout Turn) {
        var rooms = policy.rooms.map(\.room)
        var text = request.rest
        if let word = request.arguments.first, word.hasPrefix("#") || word.contains("/#") {
            guard let room = roomNamed(word) else {
                return answer(
                    .commandRoom,
                    [
                        .word: .peer(PeerText(word), limit: 60),
                        .rooms: .list(policy.rooms.map { .own($0.displayName) }),
                    ], request, &turn)
            }
            rooms = [room]
            text = Self.rest(of: text, after: 1)
        }
        guard !text.isEmpty else { return answer(.commandForm, [.form: .phrase(.usageSay)], request, &turn) }
        let mute = rooms.filter(isUnsayable)
        rooms.removeAll { mute.contains($0) }
        var draft = draft("say", request, turn)
        for room in rooms {
            // A moderator's words, cleaned like everybody's; the room is never rung.
            draft.say(
                words(.sayText, [.text: .spoken(PeerText(text), limit: 1000)], quietIn: room), in: room, lane: .answer,
                expires: .minutes(10))
        }
        if !rooms.isEmpty {
            draft.answer(words(.sayDone, [.rooms: .list(rooms.map(roomValue)), .by: request.by]), request)
        }
        draft.unsaid(in: mute, request, self)
        take(draft, in: &turn)
    }

    func roomNamed(_ word: String) -> RoomID? {
        let wanted = ByteString(word).asciiLowercased
        let named = policy.rooms.first { room in
            ByteString(room.displayName).asciiLowercased == wanted || room.room.name == wanted
                || ByteString(room.room.description).asciiLowercased == wanted
        }
        if let named { return named.room }
        // «#cafe», of #cafe:example.org, where no other is called so.
        guard word.hasPrefix("#"), !word.contains(":") else { return nil }
        let head = wanted.bytes + [0x3A]
        let called = policy.rooms.filter { ByteString($0.displayName).asciiLowercased.bytes.starts(with: head) }
        return called.count == 1 ? called[0].room : nil
    }

    func statusLines(at now: Timestamp) -> [Utterance] {
        var lines: [Utterance] = []
        for (index, room) in policy.rooms.enumerated() {
            let record = state.rooms[index]
            let standing = standing(index)
            lines.append(
                words(
                    .statusRoom,
                    [
                        .room: .own(room.displayName), .mode: .own(mode(in: index, at: now).rawValue),
                        .people: .number(Int(record.memberCount)),
                        .open: .number(standing.openCases), .owed: .number(standing.owed),
                    ]))
        }
        for room in policy.rooms {
            if let line = barLine(of: room.room) { lines.append(line) }
        }
        for (index, room) in policy.rooms.enumerated() {
            let exempt = exempt(in: index)
            guard exempt.here >= 10, exempt.count * 100 > exempt.here * Self.exemptMost else { continue }
            lines.append(
                words(
                    .statusExempt,
                    [
                        .room: .own(room.displayName), .count: .number(exempt.count), .people: .number(exempt.here),
                    ]))
        }
        let mute = policy.rooms.filter { isEncrypted($0.room) }
        if !mute.isEmpty {
            lines.append(words(.statusEncrypted, [.rooms: .list(mute.map { .own($0.displayName) })]))
        }
        for demotion in demoted(at: now) {
            lines.append(
                words(.ruleAsks, [.rule: .own(demotion.rule), .until: .day(demotion.until, policy.zone)]))
        }
        if !state.lessons.isEmpty {
            lines.append(
                words(.statusLearned, [.count: .number(state.lessons.all.count), .n: .number(taughtCount)]))
        }
        let stands = standing(at: now)
        if !stands.isEmpty { lines.append(words(.statusStands, [.list: .list(stands)])) }
        return lines
    }

    /// Percent of a room's people beyond whom so many exempt ones are worth a word (THREATS C8).
    static let exemptMost = 30

    /// Whom rank or bot.conf shields there from whatever they do, and how many are there; she counts as neither.
    private func exempt(in index: Int) -> (count: Int, here: Int) {
        let room = policy.rooms[index]
        var (count, here) = (0, 0)
        for presence in state.presences.values where !presence.facts.isSelf && presence.person >= 0 {
            guard let rank = presence.rooms.first(where: { $0.room == room.room })?.rank else { continue }
            here += 1
            let isShielded = rank.isModerator || rank == .voice && room.exemptsVoiced
            if isShielded || policy.isNamed(state.persons[presence.person].id) { count += 1 }
        }
        return (count, here)
    }

    func standing(_ index: Int) -> EngineStatus.Standing {
        let room = policy.rooms[index].room
        return EngineStatus.Standing(
            mode: mode(in: index, at: state.core.now),
            openCases: state.cases.values.count { $0.room == room && $0.judgement == .open },
            owed: state.acts.values.count { $0.room == room }, isEncrypted: isEncrypted(room))
    }

    /// What still stands, each in a few words.
    func standing(of person: PersonID? = nil, at now: Timestamp) -> [Words.Value] {
        foremost.filter { person == nil || $0.target.person == person }.sorted { $0.act < $1.act }.prefix(20)
            .map { sanction in
                let left = sanction.until.map { max(.zero, $0 - now) }
                if sanction.kind == .lock {
                    return .phrase(
                        .standsLock, [.room: roomValue(sanction.room), .left: .duration(left ?? .zero)])
                }
                let step: Words.Value =
                    switch (sanction.kind, left) {
                    case (.mute, _?): .phrase(.standsMute)
                    case (.ban, _?): .phrase(.standsBan)
                    case (.mute, nil): .phrase(.stepMuteEndless)
                    case (.ban, nil), (.lock, _): .phrase(.stepBanEndless)
                    }
                let values: [Words.Slot: Words.Value] = [
                    .step: step, .who: .who(sanction.target.name, account: sanction.target.account),
                    .room: roomValue(sanction.room), .left: .duration(left ?? .zero),
                ]
                if sanction.isDoubtful { return .phrase(.standsMaybe, values) }
                return .phrase(left == nil ? .standsEndless : .standsLine, values)
            }
    }
}
