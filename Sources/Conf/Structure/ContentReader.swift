// SPDX-License-Identifier: Apache-2.0

internal import Chat

/// Reads rules, prompts, banks, lists and expectations of one scope.
struct ContentReader {
    let places: Places
    let references: References
    let source: Source
    var content = Content()

    init(_ places: Places, _ references: References, _ source: Source) {
        self.places = places
        self.references = references
        self.source = source
    }

    mutating func read(_ table: inout TableReader, _ findings: inout Findings) {
        for var item in named("bank", &table, &findings) { bank(&item, &findings) }
        for var item in named("list", &table, &findings) { list(&item, &findings) }
        for var item in repeated("rule", &table, &findings) { rule(&item, &findings) }
        for var item in repeated("prompt", &table, &findings) { prompt(&item, &findings) }
        for var item in repeated("expect", &table, &findings) { expect(&item, &findings) }
        unique(content.rules.map(\.name), "rule", &findings)
        unique(content.prompts.map(\.name), "prompt", &findings)
    }

    // MARK: - Tables

    /// `[bank.NAME]`.
    private func named(_ kind: String, _ table: inout TableReader, _ findings: inout Findings) -> [TableReader] {
        guard let entry = table.take(kind), let outer = TableReader(entry, table.path + [kind], &findings) else {
            return []
        }
        return outer.entries.compactMap { TableReader($0, outer.path + [$0.key], &findings) }
    }

    /// `[[rule]]`.
    private func repeated(_ kind: String, _ table: inout TableReader, _ findings: inout Findings) -> [TableReader] {
        guard let entry = table.take(kind) else { return [] }
        let path = table.path + [kind]
        let header = path.joined(separator: ".")
        guard case .list(let nodes) = entry.node.content, nodes.allSatisfy({ $0.entries != nil }) else {
            findings.error(
                entry.keyAt, header,
                Sentence(
                    en: "write [[\(header)]] with two brackets: there may be several",
                    fr: "écrire [[\(header)]], à deux crochets : il peut y en avoir plusieurs"))
            return []
        }
        return nodes.map { TableReader(path: path, at: $0.at, entries: $0.entries ?? []) }
    }

    private func unique(_ names: [Located<String>], _ kind: String, _ findings: inout Findings) {
        var seen: [String: Position] = [:]
        for name in names {
            if let first = seen[name.value] {
                findings.error(
                    name.at, "\(kind).name",
                    Sentence(
                        en: "the name \(Shown.quoted(name.value)) is already used at line \(first.line)",
                        fr: "le nom \(Shown.quoted(name.value)) est déjà pris à la ligne \(first.line)"))
            } else {
                seen[name.value] = name.at
            }
        }
    }

    /// The name; without one, the rest is read as "?" so that its mistakes are said too.
    private func name(_ table: inout TableReader, _ findings: inout Findings) -> Located<String> {
        if let name = table.text("name", maxBytes: 100, &findings) { return name }
        if !table.entries.contains(where: { $0.key == "name" }) {
            table.missing(
                "name",
                Sentence(
                    en: "cases and the plan call it by its name", fr: "les cas et l'agenda l'appellent par son nom"),
                &findings)
        }
        return Located("?", at: table.at)
    }

    private func rooms(_ table: inout TableReader, _ findings: inout Findings) -> [Located<RoomID>] {
        let one = table.texts("room", most: 1, maxBytes: 260, &findings)
        let many = table.texts("rooms", most: 200, maxBytes: 260, &findings)
        return (one + many).compactMap { references.room($0, table.dotted("rooms"), &findings) }
    }

    private func excerpt(_ name: String, _ table: inout TableReader, _ findings: inout Findings) -> Excerpt? {
        guard let entry = table.take(name) else { return nil }
        guard case .text(let text) = entry.node.content, text.utf8.count <= 8192 else {
            findings.error(entry.node.at, table.dotted(name), SettingKind.text(maxBytes: 8192).expected(entry.node))
            return nil
        }
        return Excerpt(Located(text, at: entry.node.at), in: source)
    }

    // MARK: - Kinds

    private mutating func bank(_ table: inout TableReader, _ findings: inout Findings) {
        let name = Located(table.path.last ?? "", at: table.at)
        let file = table.text("file", maxBytes: 1024, &findings)
        let prompts = table.texts("prompts", most: 10_000, maxBytes: 2000, &findings)
        table.finish(Keys.bank.names, places, &findings)
        let isGiven = table.entries.contains { $0.key == "file" || $0.key == "prompts" }
        if !isGiven {
            table.missing("file", Sentence(en: "or prompts = [\"…\"]", fr: "ou prompts = [\"…\"]"), &findings)
        }
        // A mistake in it was told where it stands: it is not empty besides.
        if file == nil, prompts.isEmpty, findings.isLost(table.path + ["file"]) { return }
        content.banks.append(BankEntry(name: name, file: file, prompts: prompts))
    }

    private mutating func list(_ table: inout TableReader, _ findings: inout Findings) {
        let name = Located(table.path.last ?? "", at: table.at)
        let items = table.texts("items", most: 10_000, maxBytes: 500, &findings)
        let file = table.text("file", maxBytes: 1024, &findings)
        table.finish(Keys.list.names, places, &findings)
        let isGiven = table.entries.contains { $0.key == "file" || $0.key == "items" }
        if !isGiven { table.missing("items", Sentence(en: "or file = \"…\"", fr: "ou file = \"…\""), &findings) }
        content.lists.append(ListEntry(name: name, items: items, file: file))
    }

    private mutating func rule(_ table: inout TableReader, _ findings: inout Findings) {
        let name = name(&table, &findings)
        let when = excerpt("when", &table, &findings)
        var then: [Located<Step>] = []
        if let entry = table.take("then") {
            then = SettingKind.readSteps(entry.node, table.dotted("then"), &findings) ?? []
        }
        let rule = RuleEntry(
            name: name, when: when, then: then,
            mode: table.value("mode", Kind<Mode>.choice, &findings),
            reason: table.value("reason", .words([]), &findings), rooms: rooms(&table, &findings))
        table.finish(Keys.rule.names, places, &findings)
        let keys = table.entries.map(\.key)
        if !keys.contains("when") {
            table.missing("when", Sentence(en: "the condition", fr: "la condition"), &findings)
        }
        if !keys.contains("then") {
            table.missing("then", Sentence(en: "the steps, [\"note\"]", fr: "les échelons, [\"note\"]"), &findings)
        }
        content.rules.append(rule)
    }

    private mutating func prompt(_ table: inout TableReader, _ findings: inout Findings) {
        let name = name(&table, &findings)
        let moments = [
            excerpt("at", &table, &findings).map { PromptEntry.Moment.at($0) },
            excerpt("cron", &table, &findings).map { .cron($0) },
            table.value("lull", .span(.minutes(5) ... .days(7)), &findings).map { .lull($0) },
        ].compactMap { $0 }
        let from = table.text("from", maxBytes: 100, &findings)
        let text = table.value("text", .words(["room"]), &findings)
        let rooms = rooms(&table, &findings)
        let days = table.texts("days", most: 7, maxBytes: 20, &findings).compactMap {
            Weekday.read($0, table.dotted("days"), &findings)
        }
        table.finish(Keys.prompt.names, places, &findings)
        let keys = table.entries.map(\.key)
        exactlyOne(["at", "cron", "lull"], Sentence(en: "when?", fr: "quand ?"), keys, table, &findings)
        exactlyOne(["from", "text"], Sentence(en: "which words?", fr: "quels mots ?"), keys, table, &findings)
        guard let moment = moments.first else { return }
        content.prompts.append(
            PromptEntry(name: name, moment: moment, from: from, text: text, rooms: rooms, days: days))
    }

    private func exactlyOne(
        _ names: [String], _ question: Sentence, _ keys: [String], _ table: TableReader, _ findings: inout Findings
    ) {
        let given = names.filter { keys.contains($0) }
        guard given.count != 1 else { return }
        if given.isEmpty, names.contains(where: { findings.isLost(table.path + [$0]) }) { return }
        let list = names.joined(separator: ", ")
        findings.error(
            table.at, table.path.joined(separator: "."),
            Sentence(
                en:
                    "\(question.en) Exactly one of \(list), found \(given.isEmpty ? "none" : given.joined(separator: ", "))",
                fr:
                    "\(question.fr) Une seule clé parmi \(list) ; trouvé : \(given.isEmpty ? "aucune" : given.joined(separator: ", "))"
            ))
    }

    private mutating func expect(_ table: inout TableReader, _ findings: inout Findings) {
        let text = table.text("text", maxBytes: 8192, &findings)
        let by = table.value("by", Kind<ExpectEntry.Author>.choice, &findings)
        var gets: [Located<Step>] = []
        if let entry = table.take("gets") {
            if case .text(let text) = entry.node.content {
                if text != "nothing", text != "rien" {
                    let list = Node(at: entry.node.at, content: .list([entry.node]))
                    gets = SettingKind.readSteps(list, table.dotted("gets"), &findings) ?? []
                }
            } else {
                gets = SettingKind.readSteps(entry.node, table.dotted("gets"), &findings) ?? []
            }
        } else {
            table.missing("gets", Sentence(en: "\"nothing\", or a step", fr: "\"nothing\", ou un échelon"), &findings)
        }
        let room = rooms(&table, &findings).first
        table.finish(Keys.expect.names, places, &findings)
        guard let text else {
            if !table.entries.contains(where: { $0.key == "text" }) {
                table.missing("text", Sentence(en: "the line to judge", fr: "la ligne à juger"), &findings)
            }
            return
        }
        content.expectations.append(
            ExpectEntry(text: text, by: by?.value ?? .newcomer, gets: gets, room: room, at: table.at))
    }
}

/// Days of the week, in both languages.
enum Weekday {
    private static let names: [[String]] = [
        ["monday", "mon", "lundi"], ["tuesday", "tue", "mardi"], ["wednesday", "wed", "mercredi"],
        ["thursday", "thu", "jeudi"],
        ["friday", "fri", "vendredi"], ["saturday", "sat", "samedi"], ["sunday", "sun", "dimanche"],
    ]

    /// 1 for Monday.
    static func read(_ text: Located<String>, _ path: String, _ findings: inout Findings) -> Int? {
        let name = ByteString(text.value).asciiLowercased.text
        if let index = names.firstIndex(where: { $0.contains(name) }) { return index + 1 }
        findings.error(
            text.at, path,
            Sentence(en: "a day, \"monday\"", fr: "un jour, \"lundi\"").expected(
                found: Sentence(Shown.quoted(text.value)))
                + Suggestion.hint(for: text.value, among: names.flatMap { $0 }))
        return nil
    }
}
