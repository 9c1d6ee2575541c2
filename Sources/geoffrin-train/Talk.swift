// SPDX-License-Identifier: Apache-2.0

import Glibc
import Language

/// Made lines of chat: files of sentences with slots, grown into thousands of lines, always the same ones.
///
/// A file of `Training/talk`: `@name = one | two {other}` defines a slot; `[fr toxic insult 3000]` opens a section with
/// its idiom, the heads its lines are, and how many lines to make (none: innocent); every other line is a sentence
/// in which `{name}` is replaced and `{name?}` stands or does not. `#` begins a comment. Of a section marked `apart`
/// spam alone is learnt, yes or no, and nothing else of the model moves by it.
enum Talk {
    static func read(folder: String) throws -> [Sample] {
        guard let directory = opendir(folder) else { throw Lines.Missing(path: folder) }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasSuffix(".talk") { names.append(name) }
        }
        var samples: [Sample] = []
        for name in names.sorted() {
            let lines = try Lines.read("\(folder)/\(name)").map { String(decoding: $0, as: UTF8.self) }
            samples += grow(lines, seed: stableHash(name.utf8))
        }
        return samples
    }

    struct Section {
        var heads: [Head] = []
        var idiom = Idiom.en
        var count = 0
        var isApart = false
        var sentences: [String] = []
    }

    static func grow(_ lines: [String], seed: UInt64) -> [Sample] {
        var slots: [String: [String]] = [:]
        var sections: [Section] = []
        for line in lines {
            let text = trimmed(line)
            if text.isEmpty || text.hasPrefix("#") { continue }
            if text.hasPrefix("@"), let equals = text.firstIndex(of: "=") {
                let name = trimmed(String(text[text.index(after: text.startIndex)..<equals]))
                slots[name, default: []] += text[text.index(after: equals)...].split(
                    separator: "|", omittingEmptySubsequences: false
                ).map { trimmed(String($0)) }
            } else if text.hasPrefix("["), text.hasSuffix("]") {
                var section = Section()
                for word in text.dropFirst().dropLast().split(separator: " ") {
                    if let count = Int(word) { section.count = count }
                    if word == "apart" { section.isApart = true }
                    if let idiom = Idiom.allCases.first(where: { $0.code == word }) { section.idiom = idiom }
                    if let head = Head.allCases.first(where: { $0.name == word }) { section.heads.append(head) }
                }
                sections.append(section)
            } else if !sections.isEmpty {
                sections[sections.count - 1].sentences.append(text)
            }
        }
        var chance = Chance(seed)
        return sections.flatMap { grow($0, slots, &chance) }
    }

    private static func grow(_ section: Section, _ slots: [String: [String]], _ chance: inout Chance) -> [Sample] {
        guard !section.sentences.isEmpty else { return [] }
        var samples: [Sample] = []
        var known: Set<String> = []
        for number in 0..<section.count * 2 where samples.count < section.count {
            let line = fill(section.sentences[number % section.sentences.count], slots, 0, &chance)
            guard !line.isEmpty, known.insert(line).inserted else { continue }
            var sample = Sample(text: Array(varied(line, &chance).utf8))
            for head in Head.allCases { sample.wish(head, section.heads.contains(head) ? 1 : 0) }
            // Swearing that hurts nobody is still swearing.
            if !section.heads.contains(.obscene) { sample.mask[Head.obscene.rawValue] = 0 }
            if section.heads.contains(.toxic) {
                // An abusive line may be of more kinds than its section says.
                for head in [Head.severe, .threat, .insult, .identity, .sexual]
                where !section.heads.contains(head) { sample.mask[head.rawValue] = 0 }
            }
            sample.wish(section.idiom)
            if section.isApart {
                sample.isApart = true
                sample.mask = .zero
                sample.mask[Head.spam.rawValue] = 1
            }
            samples.append(sample)
        }
        return samples
    }

    /// Sentences with their slots filled, at most five deep.
    private static func fill(
        _ text: String, _ slots: [String: [String]], _ depth: Int, _ chance: inout Chance
    ) -> String {
        guard depth < 6, text.contains("{") else { return text }
        var out = ""
        var rest = Substring(text)
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            out += rest[..<open]
            var name = rest[rest.index(after: open)..<close]
            rest = rest[rest.index(after: close)...]
            if name.hasSuffix("?") {
                name = name.dropLast()
                if chance.happens(50) { continue }
            }
            if name == "nick" {
                out += nick(&chance)
                continue
            }
            guard let choices = slots[String(name)] else { continue }
            out += fill(chance.one(of: choices), slots, depth + 1, &chance)
        }
        let whole = out + rest
        return whole.split(separator: " ").joined(separator: " ")
    }

    /// A name that nobody bears: of a player, a vehicle, a hero, a place. What is said of it is not its own.
    private static func nick(_ chance: inout Chance) -> String {
        let heads =
            Array("bcdfghjklmnpqrstvwxyz").map(String.init) + [
                "br", "ch", "dr", "fl", "gr", "kr", "pl", "sh", "st", "th", "tr", "",
            ]
        let hearts = ["a", "e", "i", "o", "u", "ou", "ai", "y", "ee"]
        let tails = ["", "", "n", "r", "s", "l", "x", "t", "k", "m", "rk", "nd", "sh", "z"]
        if chance.happens(12) {
            // A type's number: t57, is7, e100.
            let letters = (0...chance.below(3)).map { _ in
                chance.one(of: Array("abcefhijklmoqrstuvwx").map(String.init))
            }
            return letters.joined() + (chance.happens(30) ? "-" : "")
                + String(1 + chance.below(chance.happens(50) ? 9 : 300))
        }
        if chance.happens(6) { return String(1 + chance.below(999)) }
        let name = (0...chance.below(3)).map { _ in
            chance.one(of: heads) + chance.one(of: hearts) + chance.one(of: tails)
        }
        return name.joined() + (chance.happens(12) ? String(chance.below(100)) : "")
    }

    /// As people type: capitals, missing accents and apostrophes, an exclamation.
    private static func varied(_ line: String, _ chance: inout Chance) -> String {
        var text = line
        if chance.happens(8) {
            text = text.uppercased()
        } else if chance.happens(15) {
            text = text.prefix(1).uppercased() + text.dropFirst()
        }
        if chance.happens(20) { text = text.replacing("'", with: "") }
        if chance.happens(25) {
            for (accented, plain) in [
                ("é", "e"), ("è", "e"), ("ê", "e"), ("à", "a"), ("ç", "c"), ("ù", "u"), ("ô", "o"),
            ] {
                text = text.replacing(accented, with: plain)
            }
        }
        if chance.happens(20) { text += chance.one(of: ["!", "!!", "!!!", " lol", " xd", "...", " :)", "?", " mdr"]) }
        return text
    }

    static func trimmed(_ text: String) -> String {
        var view = Substring(text)
        while view.first == " " || view.first == "\t" { view = view.dropFirst() }
        while view.last == " " || view.last == "\t" || view.last == "\r" { view = view.dropLast() }
        return String(view)
    }
}
