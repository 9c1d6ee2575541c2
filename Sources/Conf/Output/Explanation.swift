// SPDX-License-Identifier: Apache-2.0

import Chat

/// What `check --explain KEY` says: what a key is for, what it accepts, and where each value in force comes from.
public struct Explanation: Sendable {
    /// One place where the key holds.
    public struct Place: Sendable {
        /// Everywhere, a network, a community or a room.
        public var name: Sentence
        /// As the file would write it; nil for keys of networks and communities, whose text stands at `at`.
        public var value: String?
        /// Nil: the file does not say it.
        public var at: Position?
    }

    public var path: String
    public var about: Sentence
    public var expected: Sentence
    /// What holds where the file says nothing; nil where there is no such thing.
    public var standard: String?
    public var places: [Place] = []
    /// The file of settings.
    public var file: String

    /// Nil when there is no such key; see ``suggestion(for:in:)``.
    public static func of(_ path: String, in configuration: Configuration) -> Explanation? {
        setting(path, configuration) ?? structure(path, configuration)
    }

    private static func setting(_ path: String, _ configuration: Configuration) -> Explanation? {
        guard let setting = configuration.setting(path), let standard = setting.standard else { return nil }
        var out = Explanation(path, setting, configuration)
        out.standard = standard.toml
        let communities = configuration.communities.map { Scope.community($0.id) }
        let rooms = configuration.communities.flatMap { $0.rooms.map { Scope.room($0.value) } }
        for scope in [.top] + communities + rooms.filter({ configuration.values[$0]?[path] != nil }) {
            out.places.append(
                Place(
                    name: name(of: scope), value: configuration.anyValue(path, in: scope)?.toml ?? "",
                    at: configuration.origin(ofPath: path, in: scope).at))
        }
        return out
    }

    /// Keys of networks, communities and the lists of things: `network.libera.irc`, `network.irc`, `rule.when`.
    private static func structure(_ path: String, _ configuration: Configuration) -> Explanation? {
        let parts = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard let table = parts.first, let key = parts.last, parts.count <= 3 else { return nil }
        let (keys, all) = table == path ? (Keys.top, [""]) : tables(table, configuration)
        guard let setting = keys.first(where: { $0.name == key }) else { return nil }
        let names = parts.count == 3 ? all.filter { $0 == parts[1] } : all
        guard !names.isEmpty || parts.count == 2 else { return nil }
        var out = Explanation(path, setting, configuration)
        out.standard = setting.standard?.toml
        for name in names {
            let full = name.isEmpty ? key : "\(table).\(name).\(key)"
            out.places.append(
                Place(
                    name: name.isEmpty ? Self.name(of: .top) : Sentence(name), value: nil,
                    at: configuration.written[full]))
        }
        return out
    }

    private static func tables(_ table: String, _ configuration: Configuration) -> ([AnySetting], [String]) {
        switch table {
        case "network": (NetworkEntry.keys, configuration.networks.map(\.name.description))
        case "community": (CommunityEntry.keys, configuration.communities.map(\.id.description))
        case "room": (Keys.room, configuration.roomKeys.keys.sorted().map(\.description))
        case "rule": (Keys.rule, [])
        case "prompt": (Keys.prompt, [])
        case "bank": (Keys.bank, [])
        case "list": (Keys.list, [])
        case "expect": (Keys.expect, [])
        default: ([], [])
        }
    }

    private init(_ path: String, _ setting: AnySetting, _ configuration: Configuration) {
        self.path = path
        about = setting.about
        expected = setting.kind.phrase
        file = configuration.file
    }

    /// The nearest path of a key; for a name alone, such as `rooms`, one that ends with it.
    public static func suggestion(for path: String, in configuration: Configuration) -> String? {
        var all = configuration.sections.flatMap { $0.settings.map(\.path) } + Keys.top.names
        for table in ["network", "community", "rule", "prompt", "bank", "list", "expect"] {
            let (keys, names) = tables(table, configuration)
            for name in names.isEmpty ? [""] : names {
                all += keys.names.map { name.isEmpty ? "\(table).\($0)" : "\(table).\(name).\($0)" }
            }
        }
        if !path.contains("."), !path.isEmpty {
            // `rooms`, or a whole section.
            if let found = all.first(where: { $0.hasSuffix(".\(path)") }) { return found }
            if let found = all.first(where: { $0.hasPrefix("\(path).") }) { return found }
        }
        return Suggestion.nearest(to: path, among: all)
    }

    /// For people.
    public var sentences: [Sentence] {
        var out = [Sentence(en: "\(path): \(about.en)", fr: "\(path) : \(about.fr)")]
        let built = standard.map { Sentence(en: " Built in: \($0).", fr: " D'origine : \($0).") } ?? Sentence("")
        out.append(Sentence(en: "Expected: \(expected.en).", fr: "Attendu : \(expected.fr).") + built)
        return out + places.map(line)
    }

    private func line(_ place: Place) -> Sentence {
        let shown = Shown.plain(file, most: 1024)
        let origin =
            place.at.map { Sentence("\(shown):\($0)") }
            ?? (place.value == nil
                ? Sentence(en: "not in the file", fr: "pas dans le fichier")
                : Sentence(en: "built in", fr: "d'origine"))
        let value = place.value.map { "\($0), " } ?? ""
        return Sentence(
            en: "\(place.name.en): \(value)\(origin.en)", fr: "\(place.name.fr) : \(value)\(origin.fr)")
    }

    private static func name(of scope: Scope) -> Sentence {
        switch scope {
        case .top: Sentence(en: "everywhere", fr: "partout")
        case .community(let id): Sentence(id.description)
        case .room(let id): Sentence(id.description)
        }
    }
}
