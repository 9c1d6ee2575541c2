// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf
import Engine

/// A scenario under way.
struct Performance {
    var run: ScenarioRun
    private let reading: (String) -> String?
    private let model: (String) -> [UInt8]?
    private let zone: Zone
    private let room: RoomID
    private let desk: RoomID?
    private let rendering: TraceText
    private var line = 0
    /// The id of what everybody said last, where the log holds edits: only there do lines have ids.
    private var latest: [String: ByteString] = [:]
    private let hasEdits: Bool
    private var messages = 0

    init(
        _ file: ScenarioFile, model: @escaping (String) -> [UInt8]?, reading: @escaping (String) -> String?
    ) throws(ScenarioMistake) {
        self.reading = reading
        self.model = model
        hasEdits = file.steps.contains { if case .edit = $0.deed { true } else { false } }
        // Noon UTC of the Monday on which scenarios begin: near enough to lay out the zone's table.
        let stage = try Self.stage(file, around: Timestamp(seconds: 1_767_614_400), model, reading)
        zone = stage.zone
        var settings = Player.Settings()
        settings.ownName = stage.ownName
        settings.keepsJournal = true
        settings.paces = file.paces
        if let can = file.can {
            settings.can = can
            settings.cannot = Event.Ability.allCases.filter { !can.contains($0) }
        }
        let start =
            Self.moment(file.steps.first?.when ?? .now, after: nil, stage.zone) ?? Timestamp(seconds: 1_767_600_000)
        var player = Player(policies: stage.policies, now: start - file.lead, settings: settings)
        let rooms = stage.policies.flatMap { $0.rooms.map(\.room) }
        guard let room = file.room.flatMap({ Self.find($0, among: player.rooms) }) ?? rooms.first else {
            throw ScenarioMistake(path: file.path, line: 1, what: "the settings name no room «\(file.room ?? "")»")
        }
        self.room = room
        desk = stage.policies.first { $0.rooms.contains { $0.room == room } }?.desk.first
        rendering = TraceText(
            acts: ActText(room: room, desks: Set(stage.policies.flatMap(\.desk))), zone: stage.zone,
            policy: stage.policies.first)
        if let rank = file.ownRank { player.chat.defaultOwnRank = rank }
        run = ScenarioRun(file: file, player: player)
        introduce()
        run.player.begin()
        // What she says on coming in is the same in every scenario; broken promises are told all the same.
        for item in run.player.takeTrace() {
            if case .fault(let text, _) = item { throw ScenarioMistake(path: file.path, line: 1, what: text) }
        }
    }

    private static func stage(
        _ file: ScenarioFile, around now: Timestamp, _ model: (String) -> [UInt8]?, _ reading: (String) -> String?
    ) throws(ScenarioMistake) -> Stage {
        let text: String
        let name: String
        switch file.settings {
        case .text(let inline): (text, name) = (inline, file.path)
        case .path(let path):
            guard let found = reading(path) else {
                throw ScenarioMistake(path: file.path, line: 1, what: "cannot read \(path)")
            }
            (text, name) = (found, path)
        case nil: throw ScenarioMistake(path: file.path, line: 1, what: "no settings")
        }
        do throws(Stage.Refusal) {
            return try Stage.prepare(
                text, file: name, now: now, model: { model(beside(file.settings, $0)) }
            ) {
                file.files[$0] ?? reading(beside(file.settings, $0))
            }
        } catch {
            throw ScenarioMistake(path: file.path, line: 1, what: error.lines.joined(separator: "\n"))
        }
    }

    /// Files that a bot.conf names stand beside it.
    private static func beside(_ settings: ScenarioFile.Settings?, _ name: String) -> String {
        guard case .path(let path) = settings else { return name }
        return beside(path, name)
    }

    private static func beside(_ path: String, _ name: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return name }
        return path[...slash] + name
    }

    // MARK: - People

    private mutating func introduce() {
        var talkers: [MemberID] = []
        for person in run.file.persons {
            let id = run.player.chat.connect(person.name, on: room.network)
            dress(id, person)
            if person.isPresent { run.player.chat.enter(id, room, rank: person.rank) }
            if person.past == .trusted, let known = run.player.person(of: id) {
                run.player.record([.trusted(known, true)])
            }
            if person.past == .merit { talkers.append(id) }
        }
        run.player.relive(talkers, in: room)
    }

    private mutating func dress(_ id: MemberID, _ person: ScenarioFile.Person) {
        run.player.chat.change(id) { member in
            if let account = person.account { member.account = ByteString(account) }
            if let user = person.user { member.user = ByteString(user) }
            if let host = person.host { member.host = ByteString(host) }
            member.isBot = person.isBot
        }
    }

    // MARK: - Steps

    mutating func play() throws(ScenarioMistake) {
        for index in run.file.steps.indices {
            let step = run.file.steps[index]
            line = step.line
            guard let moment = Self.moment(step.when, after: run.player.now, zone) else {
                throw mistake("the time goes back; write the date too, such as 2026-01-06 09:00")
            }
            run.player.advance(to: moment)
            let at = run.player.now
            try act(step.deed, in: try place(step.room))
            run.happened.append(run.player.takeTrace().flatMap { rendering.lines($0, stepAt: at) })
            run.compare(index)
        }
    }

    private func mistake(_ what: String) -> ScenarioMistake {
        ScenarioMistake(path: run.file.path, line: line, what: what)
    }

    private func place(_ name: String?) throws(ScenarioMistake) -> RoomID {
        guard let name else { return room }
        if let found = Self.find(name, among: run.player.rooms) { return found }
        throw mistake("the settings name no room «\(name)»")
    }

    /// `#tricot` or `libera/#tricot` among rooms.
    static func find(_ name: String, among rooms: [RoomID]) -> RoomID? {
        let folded = ByteString(name).asciiLowercased
        return rooms.first { $0.name.asciiLowercased == folded || ByteString($0.description).asciiLowercased == folded }
    }

    /// Nil when that would be before `now`.
    static func moment(_ when: ScenarioFile.When, after now: Timestamp?, _ zone: Zone) -> Timestamp? {
        let today = now.map { zone.local($0).day } ?? CivilDate(year: 2026, month: 1, day: 5).daysSinceEpoch
        let moment: Timestamp
        switch when {
        case .now: return now
        case .after(let span): return now.map { $0 + span }
        case .clock(let seconds): moment = at(today, seconds, zone)
        case .date(let day, let seconds): moment = at(day, seconds, zone)
        }
        if let now, moment.milliseconds / 1000 < now.milliseconds / 1000 { return nil }
        return max(moment, now ?? moment)
    }

    private static func at(_ day: Int, _ seconds: Int64, _ zone: Zone) -> Timestamp {
        zone.moment(LocalTime(day: day, minuteOfDay: Int(seconds / 60))) + .seconds(seconds % 60)
    }

    private mutating func act(_ deed: Deed, in room: RoomID) throws(ScenarioMistake) {
        let network = room.network
        switch deed {
        case .join(let persons): join(persons, room)
        case .part(let name, let text): run.player.part(name, room, text: text)
        case .say(let name, let text, let carrier):
            say(name, room, Message(PeerText(text), carrier: carrier))
        case .edit(let name, let text):
            say(name, room, Message(PeerText(text), edits: latest[name]))
        case .show(let name, let kind, let text): say(name, room, Message(PeerText(text), kind: kind))
        case .ping(let count, let name, let text):
            say(name, room, Message(PeerText(text), pings: UInt16(clamping: count)))
        case .late(let age, let name, let text): run.player.say(name, room, Message(PeerText(text)), age: age)
        case .playback(let name, let text): run.player.say(name, room, Message(PeerText(text), isPlayback: true))
        case .rename(let name, let new): run.player.rename(name, network, to: new)
        case .identify(let name, let account): run.player.identify(name, network, as: account.map { ByteString($0) })
        case .move(let name, let user, let host):
            run.player.move(name, network, user: ByteString(user), host: ByteString(host))
        case .quit(let name, let text): run.player.quit(name, network, .quit(PeerText(text)))
        case .kick(let by, let name, let text): run.player.kick(name, room, by: by, text: text)
        case .rank(let by, let name, let rank): run.player.rank(name, room, rank, by: by)
        case .mark(let by, let what, let mask): run.player.mark(what, mask, room, by: by)
        case .topic(let name, let text): setTopic(name, text, room)
        case .knock(let name, let text): run.player.knock(name, room, text)
        case .invite(let name): invite(name, room)
        case .unidentified(let why):
            run.player.send(Event(at: run.player.now, .unidentified(room.network, why)))
        case .bar(let bar): run.player.send(Event(at: run.player.now, room: room, .barred(bar)))
        case .split(let names, let isCertain):
            if isCertain { run.player.send(Event(at: run.player.now, .split(isOpen: true, network))) }
            for name in names { run.player.quit(name, network, .split(isCertain: isCertain)) }
        case .splitOver: run.player.send(Event(at: run.player.now, .split(isOpen: false, network)))
        case .netjoin(let names): for name in names { run.player.netjoin(name, network) }
        case .whisper(let name, let text): run.player.whisper(name, network, text)
        case .desk(let name, let text): try sayAtDesk(name, text)
        case .command(let text):
            let by = PeerText("operator")
            for policy in run.player.policies {
                run.player.send(
                    Event(at: run.player.now, .commanded(by: by, text: PeerText(text))), to: policy.community)
            }
        case .wait: break
        case .restart: run.player.restart()
        case .crash(let crash): run.player.crashes.append(crash)
        case .disconnect: run.player.disconnect(network, why: "connection lost")
        case .connect: run.player.connect(network)
        case .reload(let path): try reload(path)
        case .fail(let error): run.player.failures.append(error)
        case .clock(let span): run.player.stepClock(span)
        case .list(let rules, let isMore): run.player.tellList(rules, isMore: isMore)
        case .vote(let name, let number): run.player.vote(name, number, room)
        case .opine(let sureness, let name):
            let who = name.flatMap { run.player.chat.member(named: $0, on: network)?.id }
            guard run.player.answer(sureness, about: who, isNamed: name != nil) else {
                throw mistake("nothing was asked of the second reader that still waits for an answer")
            }
        case .lookUp(let name, let lists):
            guard let who = run.player.chat.member(named: name, on: network)?.id,
                run.player.answer(listedBy: lists, about: who)
            else { throw mistake("no list was asked about \(name), or it has answered") }
        case .hostList(let list, let state):
            run.player.send(Event(at: run.player.now, .lookedUp(.list(list, state))))
        }
    }

    private mutating func join(_ persons: [ScenarioFile.Person], _ room: RoomID) {
        for person in persons {
            if run.player.chat.member(named: person.name, on: room.network) == nil {
                let id = run.player.chat.connect(person.name, on: room.network)
                // Somebody described above keeps what was said of them.
                if let known = run.file.persons.first(where: { $0.name == person.name }) { dress(id, known) }
                dress(id, person)
            }
            run.player.join(person.name, room, rank: person.rank)
        }
    }

    private mutating func setTopic(_ name: String, _ text: String, _ room: RoomID) {
        let id = run.player.chat.member(named: name, on: room.network)?.id
        run.player.send(run.player.event(id, room, .topic(PeerText(text), isHistory: false)))
    }

    private mutating func invite(_ name: String, _ room: RoomID) {
        let id = run.player.chat.member(named: name, on: room.network)?.id
        let elsewhere = RoomID(room.network, "#elsewhere")
        var event = run.player.event(id, nil, .invited)
        event.room = elsewhere
        run.player.sendEverywhere(event)
    }

    /// Says it, with an id where the file holds edits.
    private mutating func say(_ name: String, _ room: RoomID, _ message: Message) {
        var message = message
        if hasEdits {
            messages += 1
            message.id = ByteString("$message-\(1_000_000 + messages)")
            if message.edits == nil { latest[name] = message.id }
        }
        run.player.say(name, room, message)
    }

    /// Somebody of the team speaks at the desk; they sit there already.
    private mutating func sayAtDesk(_ name: String, _ text: String) throws(ScenarioMistake) {
        guard let desk else { throw mistake("the settings name no desk") }
        if run.player.chat.member(named: name, on: desk.network) == nil {
            let id = run.player.chat.connect(name, on: desk.network)
            if let known = run.file.persons.first(where: { $0.name == name }) { dress(id, known) }
        }
        run.player.seat(name, desk)
        run.player.say(name, desk, Message(PeerText(text)))
    }

    private mutating func reload(_ path: String) throws(ScenarioMistake) {
        guard let text = run.file.files[path] ?? reading(path) else { throw mistake("cannot read \(path)") }
        do throws(Stage.Refusal) {
            let files = run.file.files
            let stage = try Stage.prepare(
                text, file: path, now: run.player.now, model: { model(Self.beside(path, $0)) }
            ) {
                files[$0] ?? reading(Self.beside(path, $0))
            }
            run.player.adopt(stage.policies, changes: [path])
        } catch {
            throw mistake(error.lines.joined(separator: "\n"))
        }
    }
}
