// SPDX-License-Identifier: Apache-2.0

/// Reads what she is to say, in its three forms, and checks the placeholders.
struct WordsReader {
    /// Nil: any; another reader checks them.
    let placeholders: [String]?
    let maxBytes: Int
    /// Texts to choose from, per language.
    static let most = 100

    func read(_ node: Node, _ path: String, _ findings: inout Findings) -> Wording? {
        guard case .table(let entries) = node.content else {
            return variants(node, path, &findings).map { Wording(any: $0) }
        }
        var words = Wording()
        for entry in entries {
            let read = variants(entry.node, "\(path).\(entry.key)", &findings) ?? []
            switch entry.key {
            case "en": words.en = read
            case "fr": words.fr = read
            case "vous": words.vous = read
            default:
                findings.error(
                    entry.keyAt, path,
                    Sentence(
                        en: "expected a language (en, fr, vous), found \(Shown.quoted(entry.key))",
                        fr: "langue attendue (en, fr, vous), \(Shown.quoted(entry.key)) trouvé")
                        + Suggestion.hint(for: entry.key, among: ["en", "fr", "vous"]))
            }
        }
        return words
    }

    private func variants(_ node: Node, _ path: String, _ findings: inout Findings) -> [String]? {
        let kind = SettingKind.words(placeholders: placeholders ?? [], maxBytes: maxBytes)
        switch node.content {
        case .text: return text(node, path, &findings).map { [$0] }
        case .list(let nodes) where nodes.isEmpty || nodes.count > Self.most:
            findings.error(
                node.at, path,
                Sentence(en: "expected 1 to \(Self.most) texts", fr: "1 à \(Self.most) textes attendus"))
            return nil
        case .list(let nodes): return nodes.compactMap { text($0, path, &findings) }
        case .table, .whole, .flag, .fraction, .date:
            findings.error(node.at, path, kind.expected(node))
            return nil
        }
    }

    private func text(_ node: Node, _ path: String, _ findings: inout Findings) -> String? {
        guard let text = findings.plainText(node, path, maxBytes: maxBytes) else { return nil }
        guard let placeholders else { return text.value }
        for name in Self.names(in: text.value) where !placeholders.contains(name) {
            let known =
                placeholders.isEmpty
                ? Sentence(en: "none can be used here", fr: "aucun n'est possible ici")
                : Sentence(
                    en: "known here: \(placeholders.joined(separator: ", "))",
                    fr: "connus ici : \(placeholders.joined(separator: ", "))")
            findings.error(
                node.at, path,
                Sentence(
                    en: "unknown placeholder \(Shown.quoted("{{\(name)}}"))",
                    fr: "variable inconnue \(Shown.quoted("{{\(name)}}"))")
                    + Suggestion.hint(for: name, among: placeholders) + Sentence(en: "; ", fr: " ; ") + known)
            return nil
        }
        for name in placeholders where Self.hasSingleBraces(name, in: text.value) {
            findings.warning(
                node.at, path,
                Sentence(
                    en: "{\(name)} is said as it stands: write {{\(name)}}",
                    fr: "{\(name)} sera dit tel quel : écrire {{\(name)}}"))
        }
        return text.value
    }

    private static func hasSingleBraces(_ name: String, in text: String) -> Bool {
        text.utf8.contains("{\(name)}") && !text.utf8.contains("{{\(name)}}")
    }

    /// The names between `{{` and `}}`, without spaces around them.
    static func names(in text: String) -> [String] {
        let bytes = Array(text.utf8)
        var names: [String] = []
        var start: Int?
        var at = 0
        while at + 1 < bytes.count {
            if bytes[at] == 0x7B, bytes[at + 1] == 0x7B {
                start = at + 2
                at += 2
            } else if bytes[at] == 0x7D, bytes[at + 1] == 0x7D, let open = start {
                names.append(trimmed(String(decoding: bytes[open..<at], as: UTF8.self)))
                start = nil
                at += 2
            } else {
                at += 1
            }
        }
        return names
    }
}
