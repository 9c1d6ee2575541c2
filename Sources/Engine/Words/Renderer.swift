// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// Fills templates, in one pass.
///
/// It knows at each moment whether the line under way already shows something of hers: a stranger's text that would
/// begin a line is preceded by `… `, since a line of hers that begins with `!op eve` is an order to other bots
/// (THREATS.md B4).
struct Renderer {
    /// The longest utterance, in bytes; more is cut with an `…`.
    static let longest = 4096
    /// Templates inside values inside templates.
    static let deepest = 8

    private let words: Words
    private let isNick: (ByteString) -> Bool
    private var output = ""
    private var lineIsHers = false
    private var depth = 0
    private let marked: Words.Slot?
    /// Where the values of `marked` stand, in bytes; not of templates inside values.
    private(set) var places: [Range<Int>] = []

    init(words: Words, marking marked: Words.Slot? = nil, isNick: @escaping (ByteString) -> Bool) {
        self.words = words
        self.marked = marked
        self.isNick = isNick
    }

    func finish() -> String {
        guard output.utf8.count > Self.longest else { return output }
        var kept = String.UnicodeScalarView()
        var bytes = 0
        for scalar in output.unicodeScalars {
            bytes += scalar.utf8.count
            if bytes > Self.longest - 3 { break }
            kept.append(scalar)
        }
        return String(kept) + "…"
    }

    mutating func append(_ template: Template, _ values: [Words.Slot: Words.Value]) {
        guard depth < Self.deepest, output.utf8.count <= Self.longest else { return }
        depth += 1
        defer { depth -= 1 }
        var skipped = ""
        for (index, part) in template.parts.enumerated() {
            switch part {
            case .literal(let text):
                let rest = text.unicodeScalars.dropFirst(skipped.unicodeScalars.count)
                appendOwn(skipped.isEmpty ? text : Self.capitalised(rest))
                skipped = ""
            case .plural(let slot, let one, let many):
                appendOwn(isSingular(values[slot] ?? words.houseValue(slot)) ? one : many)
            case .slot(let slot):
                guard let value = values[slot] ?? words.houseValue(slot) else {
                    appendOwn("{{\(slot.rawValue)}}")
                    continue
                }
                let start = output.utf8.count
                defer { if slot == marked, depth == 1 { places.append(start..<output.utf8.count) } }
                if slot == .case, case .number(let number) = value {
                    appendOwn(words.caseLabel + String(number))
                } else if case .name(let name) = value, ShownName(name).text == nil {
                    skipped = omitName(before: template.parts.dropFirst(index + 1).first)
                } else {
                    append(value)
                }
            }
        }
    }

    private mutating func append(_ value: Words.Value) {
        let time = TimeWords(words: words)
        switch value {
        case .own(let text): appendOwn(text)
        case .said(let utterance): appendOwn(utterance.text)
        case .phrase(let key, let values): append(words.template(key), values)
        case .name(let name):
            if let shown = ShownName(name).text {
                elide(before: shown)
                appendPeer(shown)
            } else {
                append(words.template(.nameHidden), [:])
            }
        case .names(let names): append(names: names.filter { ShownName($0).text != nil }, of: names.count)
        case .who(let name, let account):
            let shown = CleanText(name, limit: ShownName.longest).text
            elide(before: shown)
            appendPeer(shown)
            // Who gave themselves no name on Matrix goes by their id.
            if let account, !account.isEmpty, account.bytes.first != UInt8(ascii: "@") || account.text != name.raw {
                appendOwn(" (")
                appendPeer(CleanText(PeerText(account.text), limit: 64).text)
                appendOwn(")")
            }
        case .peer(let text, let limit): appendPeer(CleanText(text, limit: limit).quiet(isNick: isNick))
        case .spoken(let text, let limit):
            let shown = CleanText(text, limit: limit).quiet(isNick: isNick)
            if Self.beginsAsSentence(shown) { appendOwn(shown) } else { appendPeer(shown) }
        case .room(let room): appendOwn(CleanText(PeerText(room.name.text), limit: 64).text)
        case .number(let number): appendOwn(String(number))
        case .duration(let span): appendOwn(time.duration(span))
        case .clock(let moment, let zone): appendOwn(time.clock(zone.local(moment)))
        case .moment(let moment, let now, let zone): appendOwn(time.moment(zone.local(moment), now: zone.local(now)))
        case .day(let moment, let zone): appendOwn(time.day(zone.local(moment).date))
        case .list(let values):
            for (index, value) in values.enumerated() {
                if index > 0 { appendOwn(", ") }
                append(value)
            }
        }
    }

    private mutating func append(names: [PeerText], of total: Int) {
        let shown = names.prefix(5)
        guard let last = shown.last else { return append(words.template(.namesHidden), [:]) }
        let others = total - shown.count
        if others > 0 {
            append(words.template(.listMore), [.names: .list(shown.map { .name($0) }), .count: .number(others)])
        } else if shown.count == 1 {
            append(.name(last))
        } else {
            append(words.template(.listAnd), [.first: .list(shown.dropLast().map { .name($0) }), .last: .name(last)])
        }
    }

    /// «de Ève» is «d'Ève», in French.
    private mutating func elide(before name: String) {
        guard words.language == .fr, output.hasSuffix(" de ") || output.hasSuffix("De "),
            let first = name.unicodeScalars.first,
            "aeiouyàâäéèêëîïôöùûüæœAEIOUYÀÂÄÉÈÊËÎÏÔÖÙÛÜÆŒ".unicodeScalars.contains(first)
        else { return }
        output.removeLast(2)
        output += "'"
    }

    private mutating func appendOwn(_ text: String) {
        output += text
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": lineIsHers = false
            default: lineIsHers = lineIsHers || CleanText.kind(of: scalar) == .shown
            }
        }
    }

    private mutating func appendPeer(_ text: String) {
        guard !text.isEmpty else { return }
        if !lineIsHers { appendOwn("… ") }
        output += text
    }

    /// Begins with a letter, a digit or an opening quote: no order to other bots.
    private static func beginsAsSentence(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first else { return false }
        switch first.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .otherLetter, .decimalNumber, .initialPunctuation:
            return true
        default: return first == "\"" || first == "'"
        }
    }

    /// Leaves a name out as one would in speech: with its comma where she speaks to the person, by another word
    /// elsewhere. Returns what is to be skipped of the text that follows.
    private mutating func omitName(before next: Template.Part?) -> String {
        let scalars = output.unicodeScalars
        if scalars.count >= 2, scalars.last == " ", scalars.dropLast().last == "," {
            output = String(String.UnicodeScalarView(scalars.dropLast(2)))
            return ""
        }
        guard case .literal(let following) = next ?? .literal("") else {
            append(words.template(.nameHidden), [:])
            return ""
        }
        if !lineIsHers, following.unicodeScalars.starts(with: ", ".unicodeScalars) { return ", " }
        let wordsBefore = scalars.split(separator: " ").count
        let mark = following.unicodeScalars.first { $0 != " " && $0 != "\u{A0}" }
        if wordsBefore == 1, scalars.last == " ", ["!", ".", ",", nil].contains(mark) {
            output = String(String.UnicodeScalarView(scalars.dropLast()))
            return ""
        }
        append(words.template(.nameHidden), [:])
        return ""
    }

    private static func capitalised(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var result = ""
        for scalar in scalars {
            result += result.isEmpty ? scalar.properties.titlecaseMapping : String(Character(scalar))
        }
        return result
    }

    private func isSingular(_ value: Words.Value?) -> Bool {
        guard case .number(let number) = value else { return false }
        switch words.language {
        case .en: return number == 1
        case .fr: return number == 0 || number == 1 || number == -1
        }
    }
}
