// SPDX-License-Identifier: Apache-2.0

extension Findings {
    /// The texts of a list; nil when it is no list or too long. Elements that are no text are said and left out.
    mutating func texts(
        _ node: Node, _ path: String, _ kind: SettingKind, maxCount: Int, maxBytes: Int
    ) -> [Located<String>]? {
        guard case .list(let nodes) = node.content else {
            error(node.at, path, kind.expected(node))
            return nil
        }
        guard nodes.count <= maxCount else {
            error(
                node.at, path,
                Sentence(
                    en: "at most \(maxCount) elements, found \(nodes.count)",
                    fr: "au plus \(maxCount) éléments, \(nodes.count) trouvés"))
            return nil
        }
        return nodes.compactMap { plainText($0, path, maxBytes: maxBytes) }
    }

    /// A text without control characters; anything else is said.
    mutating func plainText(_ node: Node, _ path: String, maxBytes: Int) -> Located<String>? {
        guard case .text(let text) = node.content else {
            error(node.at, path, Sentence(en: "a text", fr: "un texte").expected(found: node.found))
            return nil
        }
        guard text.utf8.count <= maxBytes else {
            error(
                node.at, path,
                Sentence(
                    en: "at most \(maxBytes) bytes, found \(text.utf8.count)",
                    fr: "au plus \(maxBytes) octets, \(text.utf8.count) trouvés"))
            return nil
        }
        guard !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
            error(
                node.at, path,
                Sentence(
                    en: "a line break or control character cannot stand here",
                    fr: "ni saut de ligne ni caractère de contrôle ici"))
            return nil
        }
        return Located(text, at: node.at)
    }
}
