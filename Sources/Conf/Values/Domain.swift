// SPDX-License-Identifier: Apache-2.0

/// A domain of bot.conf. It stands for itself and everything below it.
enum Domain {
    static func read(_ text: Located<String>, _ path: String, _ findings: inout Findings) -> String? {
        let bytes = text.value.utf8.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }
        let labels = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let isDomain =
            labels.count >= 2
            && labels.allSatisfy { label in
                (1...63).contains(label.count) && label.allSatisfy { $0.isBareKey || $0 >= 0x80 }
                    && label.first != 0x2D && label.last != 0x2D
            }
        if isDomain { return String(decoding: bytes, as: UTF8.self) }
        let expected = Sentence(en: "a domain such as \"example.org\"", fr: "un domaine, comme \"example.org\"")
        let found = Sentence(Shown.quoted(text.value))
        var hint = Sentence("")
        if text.value.utf8.contains("://") || text.value.utf8.contains("/") {
            hint = Sentence(en: "; without http:// and path", fr: " ; sans http:// ni chemin")
        } else if text.value.utf8.starts(with: "*.".utf8) {
            hint = Sentence(
                en: "; a domain stands for everything below it too",
                fr: " ; un domaine vaut aussi pour ses sous-domaines")
        }
        findings.error(text.at, path, expected.expected(found: found) + hint)
        return nil
    }
}
