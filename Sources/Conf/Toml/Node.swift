// SPDX-License-Identifier: Apache-2.0

/// A value of a TOML file, with its place.
struct Node: Sendable {
    indirect enum Content: Sendable {
        case table([Entry])
        case list([Node])
        case text(String)
        case whole(Int64)
        case flag(Bool)
        /// A number with a fraction, as it reads.
        case fraction(String)
        /// A date or a time, as it reads.
        case date(String)
    }

    var at: Position
    var content: Content

    /// The members of a table, nil for anything else.
    var entries: [Entry]? {
        if case .table(let entries) = content { entries } else { nil }
    }

    /// What it is, for "found …".
    var found: Sentence {
        switch content {
        case .table: Sentence(en: "a table", fr: "une table")
        case .list: Sentence(en: "a list", fr: "une liste")
        case .text(let text):
            Sentence(en: "the text \(Shown.quoted(text))", fr: "le texte \(Shown.quoted(text))")
        case .whole(let number): Sentence(en: "the number \(number)", fr: "le nombre \(number)")
        case .flag(let flag): Sentence(flag ? "true" : "false")
        case .fraction(let number):
            Sentence(
                en: "the number \(Shown.plain(number, most: 40))", fr: "le nombre \(Shown.plain(number, most: 40))")
        case .date(let date): Sentence(en: "the date or time \(date)", fr: "la date ou l'heure \(date)")
        }
    }
}

/// A key and its value, in a table.
struct Entry: Sendable {
    var key: String
    var keyAt: Position
    var node: Node
}
