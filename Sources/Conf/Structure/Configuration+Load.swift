// SPDX-License-Identifier: Apache-2.0

internal import Chat

extension Configuration {
    /// Reads a file. Everything that is wrong with it is said at once, in the order of its lines.
    ///
    /// - Parameters:
    ///   - file: its name, for the diagnostics only.
    ///   - sections: settings declared elsewhere, such as those of the detectors.
    /// - Returns: the configuration, nil when there is an error among the diagnostics.
    public static func load(
        text: String, file: String, sections: [AnySection] = []
    ) -> (configuration: Configuration?, diagnostics: [Diagnostic]) {
        load(bytes: Array(text.utf8), file: file, sections: sections)
    }

    /// The same from bytes, which may be anything: at most 1 MiB are read, and nothing traps.
    public static func load(
        bytes: [UInt8], file: String, sections: [AnySection] = []
    ) -> (configuration: Configuration?, diagnostics: [Diagnostic]) {
        let (configuration, diagnostics, _) = read(bytes: bytes, file: file, sections: sections)
        return (diagnostics.hasErrors ? nil : configuration, diagnostics)
    }

    /// The same, with what could be read of a file that has mistakes: enough to look for more of them, never to run on.
    /// - Returns: also whether every statement could be read, so that nothing seems missing that is only misspelt.
    public static func read(
        bytes: [UInt8], file: String, sections: [AnySection] = []
    ) -> (configuration: Configuration, diagnostics: [Diagnostic], isReadable: Bool) {
        var findings = Findings(file: file)
        let reading = Reading(bytes, into: &findings)
        var loader = Loader(file: file, sections: AnySection.builtIn + sections, source: reading.source)
        loader.load(reading.root, &findings)
        let diagnostics = findings.diagnostics.sortedByPlace()
        return (loader.configuration, diagnostics, findings.lost.isEmpty)
    }
}

/// From the tree to the configuration.
struct Loader {
    let places: Places
    let source: Source
    var configuration: Configuration
    var references = References(networks: [], matrix: [], later: [], isLost: false)

    init(file: String, sections: [AnySection], source: Source) {
        places = Places(sections: sections)
        self.source = source
        configuration = Configuration(file: file)
        configuration.sections = sections
    }

    mutating func load(_ root: Node, _ findings: inout Findings) {
        var top = TableReader(path: [], at: .start, entries: root.entries ?? [])
        note(top, ["owners"])
        networks(&top, &findings)
        people(&top, &findings)
        settings(&top, .top, .top, base: [], &findings)
        configuration.content = content(&top, &findings)
        communities(&top, &findings)
        rooms(&top, &findings)
        later(&top, &findings)
        top.finish(unique(places.topNames), places, &findings)
        checkReferences(&findings)
    }

    /// Remembers where the keys of a table stand: all, or these.
    private mutating func note(_ table: TableReader, _ names: [String]? = nil) {
        for entry in table.entries where names?.contains(entry.key) ?? true {
            configuration.written[table.dotted(entry.key)] = entry.node.at
        }
    }

    // MARK: - Parts

    private mutating func networks(_ top: inout TableReader, _ findings: inout Findings) {
        var later: [String] = []
        var names: [String] = []
        var matrix: [String] = []
        // Under another name it will be told once, and not again wherever a network is named.
        let isBare = bareNetworks(&top, &findings)
        let isDotted = dottedNetworks(top, &findings)
        let isLost =
            findings.lost.contains { $0.isEmpty || $0.first == "network" && $0.count <= 2 }
            || top.entries.contains { places.meant(by: $0.key, among: ["network"]) != nil && $0.key != "network" }
            || top.entries.contains { $0.key.utf8.starts(with: "network ".utf8) } || isBare || isDotted
            || top.entries.contains { entry in
                entry.key == "network" && entry.node.entries.map { $0.contains { $0.node.entries == nil } } ?? true
            }
        defer { references = References(networks: names, matrix: matrix, later: later, isLost: isLost) }
        guard let entry = top.take("network"), let table = TableReader(entry, ["network"], &findings) else { return }
        for entry in table.entries where !Self.isDotted(entry) {
            guard isName(entry, "network", &findings),
                let inner = TableReader(entry, ["network", entry.key], &findings)
            else {
                later.append(entry.key)
                continue
            }
            note(inner)
            let isMatrix = inner.entries.contains { $0.key == "matrix" }
            if isMatrix { matrix.append(entry.key) }
            names.append(entry.key)
            let network =
                isMatrix
                ? NetworkEntry.readMatrix(entry.key, inner, places, &findings)
                : NetworkEntry.read(entry.key, inner, places, &findings)
            if let network { configuration.networks.append(network) }
        }
    }

    private mutating func people(_ top: inout TableReader, _ findings: inout Findings) {
        configuration.owners = top.texts("owners", most: 50, maxBytes: 200, &findings).compactMap {
            references.person($0, "owners", &findings)
        }
        // A room of no community has nobody who would observe in it, and no desk.
        if let entry = top.entries.first(where: { $0.key == "invites" }) {
            top.ignore(["invites"])
            findings.error(
                entry.keyAt, "invites",
                Sentence(
                    en: "she goes to no room that is not in this file: write it into rooms, then `geoffrin reload`",
                    fr: "elle ne va dans aucun salon hors de ce fichier : l'écrire dans rooms, puis `geoffrin reload`"))
        }
    }

    /// Settings and words of one scope.
    private mutating func settings(
        _ table: inout TableReader, _ scope: Scope, _ kind: AnySection.Scopes, base: [String],
        _ findings: inout Findings
    ) {
        var reader = SectionReader(places, kind, base: base)
        reader.read(table.entries, &findings)
        table.ignore(reader.names)
        configuration.values[scope] = reader.values
        if let entry = table.take("words"), let inner = TableReader(entry, base + ["words"], &findings) {
            words(inner, [], scope, &findings)
        }
    }

    /// Names are checked by who knows the catalogue.
    private mutating func words(_ table: TableReader, _ name: [String], _ scope: Scope, _ findings: inout Findings) {
        for entry in table.entries {
            let full = name + [entry.key]
            let path = table.path + [entry.key]
            let languages = ["en", "fr", "vous"]
            if let entries = entry.node.entries, !entries.contains(where: { languages.contains($0.key) }) {
                words(TableReader(path: path, at: entry.keyAt, entries: entries), full, scope, &findings)
                continue
            }
            let reader = WordsReader(placeholders: nil, maxBytes: 350)
            guard let words = reader.read(entry.node, path.joined(separator: "."), &findings) else { continue }
            let located = Located(full.joined(separator: "."), at: entry.keyAt)
            configuration.words.append(Configuration.WordsEntry(scope: scope, name: located, words: words))
        }
    }

    private func content(_ table: inout TableReader, _ findings: inout Findings) -> Content {
        var reader = ContentReader(places, references, source)
        reader.read(&table, &findings)
        return reader.content
    }

    private mutating func communities(_ top: inout TableReader, _ findings: inout Findings) {
        guard let entry = top.take("community"), let table = TableReader(entry, ["community"], &findings) else {
            return
        }
        for entry in table.entries where isName(entry, "community", &findings) {
            guard var inner = TableReader(entry, ["community", entry.key], &findings) else { continue }
            note(inner, CommunityEntry.keys.names)
            let others = table.entries.map(\.key).filter { $0 != entry.key }
            var community = CommunityEntry.read(entry.key, &inner, references, among: others, &findings)
            community.content = content(&inner, &findings)
            settings(&inner, .community(community.id), .community, base: inner.path, &findings)
            let known = CommunityEntry.keys.names + Places.content + ["words"]
            inner.finish(known + SectionReader(places, .community, base: []).names, places, &findings)
            for room in community.rooms where configuration.communityOfRoom[room.value] == nil {
                configuration.communityOfRoom[room.value] = community.id
            }
            configuration.communities.append(community)
        }
    }

    private mutating func rooms(_ top: inout TableReader, _ findings: inout Findings) {
        guard let entry = top.take("room"), let table = TableReader(entry, ["room"], &findings) else { return }
        for entry in table.entries {
            guard var inner = TableReader(entry, ["room", entry.key], &findings) else { continue }
            guard let room = references.room(Located(entry.key, at: entry.keyAt), "room", &findings) else { continue }
            let isDesk = configuration.communities.contains { $0.desk.contains { $0.value == room.value } }
            // A desk has no settings of its own; it may have a key.
            if !isDesk || inner.entries.contains(where: { $0.key != "key" }) { checkRoom(room, "room", &findings) }
            readKey(of: room, &inner, &findings)
            settings(&inner, .room(room.value), .room, base: inner.path, &findings)
            inner.finish(SectionReader(places, .room, base: []).names + Keys.room.names + ["words"], places, &findings)
        }
    }

    /// `key = "secret:NAME"`: in clear it would be refused, as every password is.
    private mutating func readKey(of room: Located<RoomID>, _ table: inout TableReader, _ findings: inout Findings) {
        guard let entry = table.take("key") else { return }
        let network = room.value.network.description
        guard !references.matrix.contains(network) else {
            return findings.error(
                entry.keyAt, table.dotted("key"),
                Sentence(
                    en: "a key is for rooms on IRC, and \(network) is Matrix: invite her there",
                    fr: "une clé est pour les salons d'IRC, et \(network) est Matrix : l'y inviter"))
        }
        let plain = room.value.name.text.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
        configuration.roomKeys[room.value] = NetworkEntry.secret(
            entry, table.dotted("key"), plain.isEmpty ? "key" : "key-\(plain)", &findings)
    }

    private func later(_ top: inout TableReader, _ findings: inout Findings) {
        for name in Places.later {
            guard let entry = top.take(name) else { continue }
            findings.error(
                entry.keyAt, name,
                Sentence(
                    en: "[\(name)] is not in this version: remove it",
                    fr: "[\(name)] n'est pas dans cette version : l'ôter"))
        }
    }

    /// Names of networks and communities appear in case numbers and on command lines.
    private func isName(_ entry: Entry, _ kind: String, _ findings: inout Findings) -> Bool {
        let isFine = (1...32).contains(entry.key.utf8.count) && entry.key.utf8.allSatisfy(\.isBareKey)
        if isFine { return true }
        let example = Places.plainName(entry.key) ?? (kind == "network" ? "libera" : "atelier")
        findings.error(
            entry.keyAt, kind,
            Sentence(
                en: "a name of 1 to 32 letters, digits, - and _, found \(Shown.quoted(entry.key))",
                fr: "un nom de 1 à 32 lettres sans accent, chiffres, - et _ ; trouvé : \(Shown.quoted(entry.key))")
                + Sentence(en: "; write [\(kind).\(example)]", fr: " ; écrire [\(kind).\(example)]"))
        return false
    }

    private func unique(_ names: [String]) -> [String] {
        var out: [String] = []
        for name in names where !out.contains(name) { out.append(name) }
        return out
    }
}
