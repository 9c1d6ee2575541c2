// SPDX-License-Identifier: Apache-2.0

/// Reads the settings that stand in one scope's table.
struct SectionReader {
    let places: Places
    let scope: AnySection.Scopes
    /// The path of the scope's table: empty, `community.atelier`, `room.libera/#tricot`.
    let base: [String]
    private(set) var values: [String: Located<SettingValue>] = [:]

    init(_ places: Places, _ scope: AnySection.Scopes, base: [String]) {
        self.places = places
        self.scope = scope
        self.base = base
    }

    private var allowed: [AnySection] { places.sections.filter { !$0.scopes.isDisjoint(with: scope) } }

    /// First names that this reader takes.
    var names: [String] { names(at: []) }

    /// Settings and sub-tables under a path, each once.
    private func names(at path: [String]) -> [String] {
        var names: [String] = []
        for section in allowed {
            let components = section.components
            if components == path {
                names += section.settings.map(\.name)
            } else if components.starts(with: path) {
                names.append(components[path.count])
            }
        }
        var unique: [String] = []
        for name in names where !unique.contains(name) { unique.append(name) }
        return unique
    }

    /// Reads what it knows of a table; with an empty path what it does not know is left to the caller.
    mutating func read(_ entries: [Entry], at path: [String] = [], _ findings: inout Findings) {
        let known = names(at: path)
        for entry in entries {
            let dotted = (base + path + [entry.key]).joined(separator: ".")
            if let setting = setting(entry.key, at: path) {
                if let value = setting.kind.read(entry.node, dotted, &findings) {
                    values[setting.path] = Located(value, at: entry.node.at)
                }
            } else if known.contains(entry.key) {
                if let table = TableReader(entry, base + path + [entry.key], &findings) {
                    read(table.entries, at: path + [entry.key], &findings)
                }
            } else if !path.isEmpty {
                findings.error(entry.keyAt, dotted, places.unknown(entry.key, in: base + path, known: known))
            }
        }
    }

    private func setting(_ name: String, at path: [String]) -> AnySetting? {
        for section in allowed where section.components == path {
            if let setting = section.settings.first(where: { $0.name.utf8.elementsEqual(name.utf8) }) { return setting }
        }
        return nil
    }
}
