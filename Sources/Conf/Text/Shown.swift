// SPDX-License-Identifier: Apache-2.0

/// Text of the file as it may appear in a diagnostic: on one line, nothing invisible, not too long.
enum Shown {
    /// In straight quotes, at most 60 scalars.
    static func quoted(_ text: String) -> String { "\"" + plain(text, most: 60) + "\"" }

    /// Control, formatting and private characters as `\u{…}`; cut with `…` after `most` scalars.
    static func plain(_ text: String, most: Int) -> String {
        var out = ""
        for (index, scalar) in text.unicodeScalars.enumerated() {
            if index == most { return out + "…" }
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned:
                out += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
            case .spaceSeparator where scalar != " " && scalar != "\u{A0}" && scalar != "\u{202F}":
                out += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }

    /// `"a", "b" or "c"`.
    static func choices(_ names: [String]) -> Sentence {
        let quoted = names.map { "\"\($0)\"" }
        guard let last = quoted.last, quoted.count > 1 else { return Sentence(quoted.first ?? "") }
        let head = quoted.dropLast().joined(separator: ", ")
        return Sentence(en: "\(head) or \(last)", fr: French("\(head) ou \(last)"))
    }
}
