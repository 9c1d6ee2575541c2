// SPDX-License-Identifier: Apache-2.0

import Conf

/// The place of a field in its catalogue; the number by which a program asks for it.
typealias FieldIndex = UInt8

/// The types of the rule language.
enum FieldType: Hashable, Sendable {
    case bool
    case integer
    /// Milliseconds; written with a unit.
    case duration
    /// How rare an error is at this score: wrong once in N. Written `1000` or `1 in 1000`.
    case level
    /// One of these names, in rising order; compared by position.
    case choice([String])
    /// A name or host: compared without regard to ASCII case.
    case string
    /// What somebody wrote: compared folded (`TextView.folded`), word by word with lists.
    case text
    case strings
    /// A set of host names: compared by labels, subdomains included.
    case domains

    var isSet: Bool { self == .strings || self == .domains }
    var isNumber: Bool {
        switch self {
        case .integer, .duration, .level, .choice: true
        case .bool, .string, .text, .strings, .domains: false
        }
    }

    /// The type's name for a sentence.
    var name: Sentence {
        switch self {
        case .bool: Sentence(en: "yes or no", fr: "oui ou non")
        case .integer: Sentence(en: "a number", fr: "un nombre")
        case .duration: Sentence(en: "a duration (10m, 2h, 3d)", fr: "une durée (10m, 2h, 3d)")
        case .level: Sentence(en: "a level (1 in 1000)", fr: "un niveau (1 in 1000)")
        case .choice(let names):
            Sentence(en: "one of \(names.joined(separator: ", "))", fr: "l'un de \(names.joined(separator: ", "))")
        case .string: Sentence(en: "a name", fr: "un nom")
        case .text: Sentence(en: "a text", fr: "un texte")
        case .strings: Sentence(en: "a set of names", fr: "un ensemble de noms")
        case .domains: Sentence(en: "a set of domains", fr: "un ensemble de domaines")
        }
    }
}

/// The fields that expressions may ask for: one table, from which `geoffrin fields` and the reference derive.
struct FieldCatalog: Sendable {
    struct Entry: Sendable {
        /// Dotted, as `member.age`.
        let name: String
        let type: FieldType
        let summary: Sentence
        let index: FieldIndex

        init(_ name: String, _ type: FieldType, _ index: FieldIndex, en: String, fr: String) {
            self.name = name
            self.type = type
            self.index = index
            summary = Sentence(en: en, fr: "\(fr)")
        }
    }

    let entries: [Entry]

    init(_ entries: [Entry]) { self.entries = entries }

    func entry(named name: String) -> Entry? { entries.first { $0.name.utf8.elementsEqual(name.utf8) } }

    /// The name that was probably meant, if one is near: the same name with its dot forgotten, or a few slips away.
    func nearest(to name: String) -> String? {
        let names = entries.map(\.name)
        if let near = Suggestion.nearest(to: name, among: names) { return near }
        // `age` for `member.age`, `links` for `links.count`.
        return names.first { $0.utf8.reversed().starts(with: ".\(name)".utf8.reversed()) }
            ?? names.first { $0.utf8.starts(with: "\(name).".utf8) }
    }
}

/// A named list of `bot.conf`, `@name` in expressions.
struct NamedList: Hashable, Sendable {
    let name: String
    let values: [String]
}
