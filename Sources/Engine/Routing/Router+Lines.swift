// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// Lines that could be for several communities: in private from somebody who is in more than one, or at a desk that more
/// than one share. Each is given to one, or she asks which (ADR 0043). An order is never obeyed twice, and never carried
/// to another community because one was spoken of before.
extension Router {
    /// A line that waits for the name of its community.
    struct Waiting: Sendable {
        var member: MemberID
        var room: RoomID?
        var event: Event
        var places: [Int]
    }

    static let waitingMost = 256
    static let waits = TimeSpan.minutes(5)
    static let chosenMost = 4096
    static let choiceLasts = TimeSpan.hours(1)

    mutating func addressee(
        of event: inout Event, _ message: Message, among places: [Int], _ engines: [Engine]
    ) -> [Int] {
        guard let member = event.member, let facts = event.facts, !facts.isSelf, !facts.isBot, !message.isPlayback,
            message.carrier == .message, let first = places.first
        else { return places }
        // No order, whatever it says: one of them says so.
        if message.edits != nil { return [first] }
        let line = OpenLine(message, room: event.room, member.network, engines[first])
        let person = PersonID.of(facts, member: member)
        if let named = line.label.flatMap({ name in places.first { engines[$0].isCalled(name) } }) {
            choose(named, member, at: event.at)
            return [named]
        }
        if let place = answered(&event, line, member, engines) { return [place] }
        let trusted = places.filter { engines[$0].authority(of: person, member: member, at: event.at) >= .moderator }
        let isDesk = event.room != nil
        guard let command = line.command else {
            if isDesk { return [trusted.first ?? first] }
            return [lately(places, person, event, engines) ?? first]
        }
        // About oneself, and meant everywhere.
        if line.isAboutOneself, !isDesk { return places }
        let names = command.namesSomebody ? line.words.first : nil
        let isOrder = command.audience != .anyone || names != nil && !trusted.isEmpty
        let able = isOrder ? trusted : places
        guard let only = able.first else { return [first] }
        if able.count == 1 { return [only] }
        if line.isOverview { return able }
        if command.isTheSameForAll { return [chosenPlace(member, among: able, at: event.at) ?? only] }
        if command.namesSomebody, isOrder {
            guard let word = names else { return [only] }
            if let named = able.first(where: { engines[$0].ownCase(word) != nil }) { return [named] }
            let known = able.filter { engines[$0].knows(word) }
            if known.count == 1 { return known }
            if known.isEmpty { return [only] }
            return ask(&event, member, among: known, engines)
        }
        if command.namesRoom, let word = line.words.first,
            let place = able.first(where: { engines[$0].hasRoom(named: word) })
        {
            return [place]
        }
        if !isOrder, !isDesk, let place = lately(able, person, event, engines) { return [place] }
        return ask(&event, member, among: able, engines)
    }

    /// What was said last in private was about this one: the community somebody named within the hour, or the one that
    /// did something to them within seven days, whichever was later.
    private func lately(_ places: [Int], _ person: PersonID, _ event: Event, _ engines: [Engine]) -> Int? {
        guard let member = event.member, let facts = event.facts else { return nil }
        var latest: (place: Int, at: Timestamp)?
        if let place = chosenPlace(member, among: places, at: event.at), let choice = chosen[member] {
            latest = (place, choice.at)
        }
        let target = Target(member, person, facts)
        for place in places {
            guard let at = engines[place].lastDone(to: target, at: event.at) else { continue }
            if at > latest?.at ?? .distantPast { latest = (place, at) }
        }
        return latest?.place
    }

    private func chosenPlace(_ member: MemberID, among places: [Int], at now: Timestamp) -> Int? {
        guard let choice = chosen[member], now - choice.at <= Self.choiceLasts, places.contains(choice.place) else {
            return nil
        }
        return choice.place
    }

    private mutating func choose(_ place: Int, _ member: MemberID, at now: Timestamp) {
        if chosen.count >= Self.chosenMost, chosen[member] == nil {
            let old = chosen.filter { now - $0.value.at > Self.choiceLasts }.map(\.key)
            for member in old { chosen[member] = nil }
            guard chosen.count < Self.chosenMost else { return }
        }
        chosen[member] = (place, now)
    }

    /// A name alone, after she asked: the line that waited is said again, to that one.
    private mutating func answered(
        _ event: inout Event, _ line: OpenLine, _ member: MemberID, _ engines: [Engine]
    ) -> Int? {
        waiting.removeAll { event.at - $0.event.at > Self.waits }
        guard let name = line.only,
            let room = waiting.lastIndex(where: { $0.member == member && $0.room == event.room })
        else { return nil }
        guard let place = waiting[room].places.first(where: { engines[$0].isCalled(name) }) else { return nil }
        let kept = waiting.remove(at: room).event
        event.kind = kept.kind
        choose(place, member, at: event.at)
        return place
    }

    private mutating func ask(
        _ event: inout Event, _ member: MemberID, among places: [Int], _ engines: [Engine]
    ) -> [Int] {
        waiting.removeAll { $0.member == member && $0.room == event.room }
        if waiting.count >= Self.waitingMost { waiting.removeFirst() }
        waiting.append(Waiting(member: member, room: event.room, event: event, places: places))
        event.kind = .unclear(among: places.map { engines[$0].policy.community })
        return [places[0]]
    }
}

/// As much of a line as its way depends on.
struct OpenLine {
    /// `potager` of «potager: mute eve».
    var label: String?
    var command: Command?
    /// What follows the command.
    var words: [String] = []
    /// The line is this word alone.
    var only: String?

    init(_ message: Message, room: RoomID?, _ network: NetworkID, _ engine: Engine) {
        let line = OrderLine(message)
        var text = engine.heard(line, in: room, on: network)
        if let (label, rest) = Engine.label(of: text) { (self.label, text) = (label, rest) }
        let words = text.unicodeScalars.split(maxSplits: 4, omittingEmptySubsequences: true) {
            $0 == " " || $0 == "\t" || $0 == "\u{A0}"
        }.map { word in line.head(of: String(word))?.user.text ?? line.shown(String(word)) }
        guard let first = words.first else { return }
        if words.count == 1 { only = first }
        command = Command.named(first)
        self.words = Array(words.dropFirst())
    }

    /// `hush`, `speak`, `me forget`: meant for all that she keeps and does.
    var isAboutOneself: Bool {
        guard let command else { return false }
        if command.en == "me" { return words.first.map { Command.forgetWords.contains(Command.fold($0)) } ?? false }
        return ["hush", "speak"].contains(command.en)
    }

    /// Tells how things are, of all that one looks after.
    var isOverview: Bool {
        guard let command else { return false }
        switch command.en {
        case "status", "plan": return true
        case "cases": return words.first.map { Command.fold($0) == "open" } ?? true
        default: return false
        }
    }
}

extension Command {
    /// Its first word is a case or a person.
    var namesSomebody: Bool {
        switch en {
        case "answer", "ban", "care", "cases", "export", "forget", "free", "kick", "mute", "no", "note", "ok", "take",
            "trust", "undo", "warn", "why":
            true
        default: false
        }
    }
    var namesRoom: Bool { ["say", "raid"].contains(en) }
    var isTheSameForAll: Bool { ["help", "whoami", "reload"].contains(en) }
}
