// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Bot
internal import Chat
internal import Conf
internal import Engine
internal import Foundation
internal import Scenario
internal import Store

struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "What was done to whom, by which rule or on whose order; whether the log is whole.",
        discussion: """
            Never a word of what anybody said. Each entry is chained to the one before it with a key: `secret_audit` \
            among the unit's credentials, else a file beside the database. Who is forgotten goes from it, and the \
            chain still holds. Exit 65 where it does not.
            """)
    @Option(help: ArgumentHelp("From that long ago.", valueName: "30d"))
    var since: String?
    @Option(help: ArgumentHelp("One community.", valueName: "name"))
    var community: String?
    @Flag(help: "Check the chain from its first entry to its last.") var verify = false
    @Option(help: ArgumentHelp("A file with the key.", valueName: "file"), completion: .file())
    var key: String?
    @Flag(help: "One object a line.") var json = false
    @OptionGroup var places: SocketOptions

    func validate() throws {
        if let since, TimeSpan.parse(since) == nil { throw ValidationError("--since: a span such as 30d") }
    }

    func run() throws {
        let database = try places.state.journal(socket: places.socket, places.file.tongue)
        try Journal.demand(database, places.file.tongue)
        do throws(StoreError) {
            let reader = try SQLiteReader(database)
            if verify { return try check(reader, database) }
            let from = since.flatMap { TimeSpan.parse($0) }.map { Surroundings.real.wall() - $0 }
            var isEmpty = true
            try reader.audit(from: from, community: community.map { CommunityID($0) }) { row in
                isEmpty = false
                Console.result(json ? row.json : row.text(places.file.tongue))
            }
            // Silence could be a mistake in the question.
            if isEmpty { Console.note(nothing) }
        } catch {
            Console.note("\(database): \(error.sentence[places.file.tongue])")
            Foundation.exit(Exit.cannotWrite.rawValue)
        }
    }

    private func say(_ en: String, _ fr: French) -> String { Sentence(en: en, fr: fr)[places.file.tongue] }

    private var nothing: String {
        switch (community, since) {
        case (nil, nil):
            say(
                "nothing was done to anybody yet: the log is empty",
                "rien n'a encore été fait à personne : ce registre est vide")
        case (let community?, _):
            say(
                "no entry of \(community)\(since.map { " in the last \($0)" } ?? ""); without --community: all of them",
                "aucune entrée de \(community)\(since.map { " depuis \($0)" } ?? "") ; sans --community : toutes")
        case (nil, let since?):
            say(
                "no entry in the last \(since); without --since: all of them",
                "aucune entrée depuis \(since) ; sans --since : toutes")
        }
    }

    /// A database that was moved, or a key that was taken away: what is written there proves nothing by itself.
    private func keyless(_ database: String) -> String {
        say(
            "\(database)-audit-key is not there, and without it nobody can tell whether the log is as it was written: put it back beside the database, or name it: --key FILE",
            "\(database)-audit-key n'est pas là, et sans lui personne ne sait si ce registre est tel qu'il fut écrit : le remettre à côté de la base, ou le nommer : --key FICHIER"
        )
    }

    private func check(_ reader: SQLiteReader, _ database: String) throws(StoreError) {
        let found: [UInt8]?
        if let key {
            found = try AuditKey.read(file: key)
        } else if let own = try AuditKey.credential(in: ProcessInfo.processInfo.environment["CREDENTIALS_DIRECTORY"]) {
            found = own
        } else {
            found = try AuditKey.read(besides: database, isMade: false)
        }
        guard let bytes = found else {
            var isEmpty = true
            try reader.audit(from: nil, community: nil) { _ in isEmpty = false }
            guard isEmpty else {
                Console.note(keyless(database))
                Foundation.exit(Exit.cannotWrite.rawValue)
            }
            let nothing = JSONObject([("entries", .number(0)), ("whole", .bool(true))])
            Console.result(
                json
                    ? nothing.text
                    : say("Nothing has been written into the log yet.", "Rien n'est encore écrit dans ce registre."))
            return
        }
        let report = try reader.verifyAudit(key: bytes)
        let span = report.from.map { ClockText.iso($0) } ?? "–"
        let end = report.to.map { ClockText.iso($0) } ?? "–"
        if json {
            Console.result(
                JSONObject([
                    ("entries", .number(Int64(report.entries))), ("erased", .number(Int64(report.erased))),
                    ("from", .text(span)), ("to", .text(end)), ("whole", .bool(report.broken == nil)),
                    ("broken", report.broken.map { .number(Int64($0)) } ?? .null),
                ]).text)
        } else {
            Console.result(
                say(
                    "\(report.entries) entries, \(report.erased) of them erased, from \(span) to \(end).",
                    "\(report.entries) entrées, dont \(report.erased) effacées, du \(span) au \(end)."))
            switch report.broken {
            case nil: Console.result(say("The chain holds.", "La chaîne tient."))
            case 0?:
                Console.result(
                    say(
                        "The chain is BROKEN: its beginning or its end is not what was sealed.",
                        "La chaîne est ROMPUE : son début ou sa fin n'est pas ce qui fut scellé."))
            case let number?:
                Console.result(
                    say(
                        "The chain is BROKEN at entry \(number): it is not what was written.",
                        "La chaîne est ROMPUE à l'entrée \(number) : ce n'est pas ce qui fut écrit."))
            }
        }
        if report.broken != nil { Foundation.exit(Exit.differs.rawValue) }
    }
}

extension AuditRow {
    private var shown: AuditContent? { content.flatMap { try? AuditContent(packed: $0) } }

    /// One line for people.
    func text(_ tongue: Tongue) -> String {
        let isFrench = tongue == .fr
        let head = "\(number) \(ClockText.iso(at)) \(TerminalText(own: community).text)"
        guard let shown else { return head + (isFrench ? " · effacé" : " · erased") }
        var parts = [shown.caseNumber > 0 ? "[\(shown.caseNumber)] \(shown.what)" : shown.what]
        if !shown.acts.isEmpty { parts.append(shown.acts.joined(separator: ", ")) }
        if !shown.person.isEmpty { parts.append("\(shown.name) (\(shown.person))") }
        if !shown.room.isEmpty { parts.append(shown.room) }
        if !shown.by.isEmpty { parts.append((isFrench ? "par " : "by ") + shown.by) }
        if !shown.mode.isEmpty, shown.mode != "act" { parts.append("mode \(shown.mode)") }
        if !shown.reason.isEmpty { parts.append(shown.reason) }
        return ([head] + parts.map { TerminalText(PeerText($0), limit: 200).text }).joined(separator: " · ")
    }

    var json: String {
        var pairs: [(String, JSONObject.Value)] = [
            ("number", .number(Int64(number))), ("at", .text(ClockText.iso(at))), ("community", .text(community)),
            ("erased", .bool(shown == nil)),
        ]
        if let shown {
            pairs += [
                ("what", .text(shown.what)), ("mode", .text(shown.mode)),
                ("acts", .list(shown.acts.map { .text($0) })), ("case", .number(Int64(shown.caseNumber))),
                ("room", .text(shown.room)), ("person", .text(shown.person)), ("name", .text(shown.name)),
                ("by", .text(shown.by)), ("reason", .text(shown.reason)),
            ]
        }
        return JSONObject(pairs).text
    }
}
