// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

extension ScenarioFile {
    /// Reads a scenario; every mistake of it, each with its line.
    public static func parse(_ text: String, path: String) -> (file: ScenarioFile, mistakes: [ScenarioMistake]) {
        var parser = ScenarioParser(text, path: path)
        parser.parse()
        return (parser.file, parser.mistakes)
    }
}

/// Line by line: comments, the heading, then steps with their expectations.
struct ScenarioParser {
    private(set) var file: ScenarioFile
    private(set) var mistakes: [ScenarioMistake] = []
    private var index = 0

    init(_ text: String, path: String) {
        // By bytes: CR LF is one Character (THREATS L2).
        var lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map { part -> String in
            String(decoding: part.last == 0x0D ? part.dropLast() : part, as: UTF8.self)
        }
        if lines.last?.isEmpty == true { lines.removeLast() }
        file = ScenarioFile(path: path, lines: lines)
    }

    mutating func parse() {
        while index < file.lines.count {
            let line = file.lines[index]
            index += 1
            read(line)
        }
        if file.settings == nil {
            mistake(1, "no settings: write «conf PATH», or «conf» and the lines of a bot.conf and «end»")
        }
        if file.steps.isEmpty {
            mistake(max(1, file.lines.count), "nothing happens: write a line such as «09:00:00 --> eve»")
        }
    }

    private mutating func mistake(_ line: Int, _ what: String) {
        mistakes.append(ScenarioMistake(path: file.path, line: line, what: what))
    }

    private mutating func read(_ line: String) {
        var cursor = LineCursor(line)
        cursor.skipSpace()
        if cursor.isAtEnd { return }
        // `# …` is a comment, `#tricot --> eve` a room.
        if cursor.take("# ") || line == "#" { return readComment(cursor) }
        if Self.isExpectation(line) { return expect(line) }
        var start = LineCursor(line)
        switch start.word() {
        case "conf": readSettings(&start)
        case "file": readFile(&start)
        case "member": readPerson(&start)
        case "room": file.room = start.word()
        case "her":
            let attribute = start.remainder()
            if attribute == "paces" {
                file.paces = true
            } else if let rank = Self.rank(after: "rank=", attribute) {
                file.ownRank = rank
            } else if let can = Self.abilities(attribute) {
                file.can = can
            } else {
                mistake(index, "expected «her rank=op», «her can=say,whisper,mute» or «her paces»")
            }
        case "lead":
            if let span = TimeSpan.parse(start.word()) {
                file.lead = span
            } else {
                mistake(index, "expected a duration such as 10m")
            }
        default: readStep(line)
        }
    }

    private mutating func readComment(_ rest: LineCursor) {
        var rest = rest
        rest.skipSpace()
        guard rest.take("covers:") else { return }
        let ids = rest.remainder().split(separator: ",").map { LineCursor.trimmed(String($0)) }.filter { !$0.isEmpty }
        file.covers += ids
    }

    /// The lines up to `end`.
    private mutating func block() -> String {
        let start = index
        while index < file.lines.count, file.lines[index] != "end" { index += 1 }
        if index == file.lines.count { mistake(start, "this block is never closed with «end»") }
        let text = file.lines[start..<index].joined(separator: "\n") + "\n"
        index += 1
        return text
    }

    private mutating func readSettings(_ cursor: inout LineCursor) {
        let path = cursor.remainder()
        let line = index
        if file.settings != nil { mistake(line, "the settings are given twice") }
        file.settings = path.isEmpty ? .text(block()) : .path(path)
    }

    private mutating func readFile(_ cursor: inout LineCursor) {
        let name = cursor.remainder()
        if name.isEmpty { mistake(index, "expected the name of a file that the settings name") }
        file.files[name] = block()
    }

    private mutating func readPerson(_ cursor: inout LineCursor) {
        var person = ScenarioFile.Person(name: cursor.word(), line: index)
        if person.name.isEmpty { return mistake(index, "expected a nickname") }
        while !cursor.peek.isEmpty {
            let attribute = cursor.word()
            if let problem = person.set(attribute) { mistake(index, problem) }
        }
        file.persons.append(person)
    }

    static func isExpectation(_ line: String) -> Bool {
        guard let first = line.utf8.first, first == 0x20 || first == 0x09 else { return false }
        let rest = line.utf8.drop { $0 == 0x20 || $0 == 0x09 }
        guard let mark = rest.first, "~=?!-".utf8.contains(mark) else { return false }
        return rest.dropFirst().first == 0x20
    }

    private mutating func expect(_ line: String) {
        guard !file.steps.isEmpty else { return mistake(index, "an expectation stands under the line it follows from") }
        file.steps[file.steps.count - 1].expected.append(
            ScenarioFile.Expectation(line: index, text: LineCursor.trimmed(line)))
    }

    private mutating func readStep(_ line: String) {
        var cursor = LineCursor(line)
        do throws(Problem) {
            let when = try StepReader.when(&cursor)
            let room = StepReader.room(&cursor)
            let deed = try StepReader.deed(&cursor)
            file.steps.append(ScenarioFile.Step(line: index, when: when, room: room, deed: deed, expected: []))
        } catch {
            mistake(index, error.what)
        }
    }

    struct Problem: Error { var what: String }

    static func rank(after key: String, _ text: String) -> Rank? {
        guard text.hasPrefix(key) else { return nil }
        return Rank(named: String(text.utf8.dropFirst(key.utf8.count)) ?? "")
    }

    private static func abilities(_ text: String) -> [Event.Ability]? {
        guard text.hasPrefix("can=") else { return nil }
        let names: [(String, Event.Ability)] = [
            ("say", .say), ("whisper", .whisper), ("remove", .remove), ("mute", .mute), ("kick", .kick), ("ban", .ban),
            ("timedban", .timedBan), ("asksop", .asksOp), ("read", .read),
            ("erase", .erase),
        ]
        let words = text.split(separator: "=").dropFirst().joined().split(separator: ",").map(String.init)
        let found = words.compactMap { word in names.first { $0.0 == word }?.1 }
        return found.count == words.count ? found : nil
    }
}

extension Rank {
    init?(named name: String) {
        let names: [(String, Rank)] = [
            ("unknown", .unknown), ("member", .member), ("voice", .voice), ("halfop", .halfop), ("op", .op),
            ("founder", .founder), ("ircop", .ircop), ("services", .services),
        ]
        guard let found = names.first(where: { $0.0 == name }) else { return nil }
        self = found.1
    }
}

extension ScenarioFile.Person {
    /// Takes `key=value` over; says what is wrong with it otherwise.
    mutating func set(_ attribute: String) -> String? {
        let parts = attribute.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let value = parts.count == 2 ? parts[1] : ""
        switch (parts.first ?? "", parts.count) {
        case ("rank", 2):
            guard let rank = Rank(named: value) else { return "no such rank: «\(value)»" }
            self.rank = rank
        case ("account", 2): account = value
        case ("user", 2): user = value
        case ("host", 2): host = value
        case ("standing", 2):
            guard let past = ScenarioFile.Past(rawValue: value) else { return "standing is newcomer, regular or merit" }
            self.past = past
        case ("bot", 1): isBot = true
        case ("absent", 1): isPresent = false
        default: return "expected rank= account= user= host= standing= bot absent, found «\(attribute)»"
        }
        return nil
    }
}
