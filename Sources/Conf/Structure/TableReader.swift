// SPDX-License-Identifier: Apache-2.0

internal import Chat

/// Reads one table of the structure: each key once, and at the end whatever nobody asked for is a mistake.
struct TableReader {
    let path: [String]
    /// Where its header or its name stands.
    let at: Position
    let entries: [Entry]
    private(set) var taken: [String] = []

    /// Nil, and said, when the node is no table.
    init?(_ entry: Entry, _ path: [String], _ findings: inout Findings) {
        guard let entries = entry.node.entries else {
            let header = path.joined(separator: ".")
            if let (depth, named) = Self.unnamed(path) {
                // [network] with its keys right below it, or [[network]]: said once, not at every key.
                let full = (path.prefix(depth) + [named.kind, named.example]).joined(separator: ".")
                let message = Sentence(
                    en: "such a section has a name, in single brackets: [\(Shown.plain(full, most: 80))]",
                    fr: "une telle section porte un nom, entre crochets simples : [\(Shown.plain(full, most: 80))]")
                if !findings.diagnostics.contains(where: { $0.message == message }) {
                    findings.error(path.count == depth + 1 ? entry.keyAt : entry.node.at, header, message)
                }
                return nil
            }
            findings.error(
                entry.node.at, header,
                Sentence(
                    en: "a section [\(Shown.plain(header, most: 80))]",
                    fr: "une section [\(Shown.plain(header, most: 80))]"
                )
                .expected(found: entry.node.found))
            return nil
        }
        self.init(path: path, at: entry.keyAt, entries: entries)
    }

    /// The section that has no name, and how deep it stands: a network may be called «list».
    private static func unnamed(_ path: [String]) -> (depth: Int, named: (kind: String, example: String))? {
        for named in Places.named {
            let depth = path.first == "community" && Places.content.contains(named.kind) ? 2 : 0
            guard path.indices.contains(depth), path[depth] == named.kind, path.count <= depth + 2 else { continue }
            return (depth, named)
        }
        return nil
    }

    init(path: [String], at: Position, entries: [Entry]) {
        self.path = path
        self.at = at
        self.entries = entries
    }

    func dotted(_ name: String) -> String { (path + [name]).joined(separator: ".") }

    mutating func take(_ name: String) -> Entry? {
        taken.append(name)
        return entries.first { $0.key.utf8.elementsEqual(name.utf8) }
    }
    mutating func ignore(_ names: [String]) { taken += names }

    mutating func text(_ name: String, maxBytes: Int, _ findings: inout Findings) -> Located<String>? {
        take(name).flatMap { findings.plainText($0.node, dotted(name), maxBytes: maxBytes) }
    }

    /// A text or a list of texts.
    mutating func texts(_ name: String, most: Int, maxBytes: Int, _ findings: inout Findings) -> [Located<String>] {
        guard let entry = take(name) else { return [] }
        if case .text = entry.node.content {
            return findings.plainText(entry.node, dotted(name), maxBytes: maxBytes).map { [$0] } ?? []
        }
        let kind = SettingKind.texts(maxCount: most, maxBytes: maxBytes)
        return findings.texts(entry.node, dotted(name), kind, maxCount: most, maxBytes: maxBytes) ?? []
    }

    /// Any setting's value, by its kind.
    mutating func value<Value>(_ name: String, _ kind: Kind<Value>, _ findings: inout Findings) -> Located<Value>? {
        guard let entry = take(name), let value = kind.erased.read(entry.node, dotted(name), &findings) else {
            return nil
        }
        return kind.unwrap(value).map { Located($0, at: entry.node.at) }
    }

    /// Says that a key is missing, unless a mistake already reported may have swallowed it.
    func missing(_ name: String, _ what: Sentence, _ findings: inout Findings) {
        findings.missing(
            path + [name], at, path.joined(separator: "."),
            Sentence(en: "\(name) is missing: \(what.en)", fr: "il manque \(name) : \(what.fr)"))
    }

    /// Says what nobody asked for. `known` are names that may stand here.
    func finish(_ known: [String], _ places: Places, _ findings: inout Findings) {
        for entry in entries where !taken.contains(where: { $0.utf8.elementsEqual(entry.key.utf8) }) {
            findings.error(entry.keyAt, dotted(entry.key), places.unknown(entry.key, in: path, known: known))
            if let name = places.meant(by: entry.key, among: known) { findings.isMeant(path + [name]) }
        }
    }
}
