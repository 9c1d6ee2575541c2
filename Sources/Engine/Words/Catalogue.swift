// SPDX-License-Identifier: Apache-2.0

import CWords
import Conf

/// Her words in one language as the embedded file gives them.
struct Catalogue: Sendable {
    /// One variant of one utterance: `fr`, `vous`, `en`.
    struct Entry: Sendable {
        let key: String
        let variant: String
        let texts: [String]
        let line: Int
    }

    let entries: [Entry]
    /// What is wrong with the file; a test keeps it empty.
    let mistakes: [String]
    private let plain: [Words.Key: [Template]]
    private let formal: [Words.Key: [Template]]

    static func builtIn(_ tongue: Tongue) -> Catalogue {
        switch tongue {
        case .en: english
        case .fr: french
        }
    }

    private static let english = Catalogue(
        UnsafeBufferPointer(start: cwords_en(), count: cwords_en_size), default: "en", formal: "en")
    private static let french = Catalogue(
        UnsafeBufferPointer(start: cwords_fr(), count: cwords_fr_size), default: "fr", formal: "vous")

    init(_ bytes: some Sequence<UInt8>, default variant: String, formal formalVariant: String) {
        var reader = CatalogueReader(bytes)
        reader.read()
        var mistakes = reader.mistakes
        var plain: [Words.Key: [Template]] = [:]
        var formal: [Words.Key: [Template]] = [:]
        for entry in reader.entries {
            guard let key = Words.Key(rawValue: entry.key) else {
                mistakes.append("\(entry.line): \(entry.key): nobody says this")
                continue
            }
            var templates: [Template] = []
            for text in entry.texts {
                switch Template.compile(text, allowing: nil) {
                case .success(let template): templates.append(template)
                case .failure(let faults): mistakes += faults.list.map { "\(entry.line):\($0.offset): \($0.kind)" }
                }
            }
            if entry.variant == variant {
                plain[key] = templates
            } else if entry.variant == formalVariant {
                formal[key] = templates
            } else {
                mistakes.append("\(entry.line): \(entry.variant): no such variant")
            }
        }
        entries = reader.entries
        self.mistakes = mistakes
        self.plain = plain
        self.formal = plain.merging(formal) { _, formal in formal }
    }

    func templates(for address: Address) -> [Words.Key: [Template]] {
        switch address {
        case .tu: plain
        case .vous: formal
        }
    }
}
