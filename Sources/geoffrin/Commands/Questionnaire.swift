// SPDX-License-Identifier: Apache-2.0

internal import Conf
internal import Foundation
internal import Glibc

/// The six questions of `init`, and the files that their answers make.
struct Questionnaire {
    struct Answers {
        var tongue: Tongue
        var server: String
        var nick: String
        var rooms: [String]
        var desk: String
        var owner: String
        var network: String
        var zone: String

        /// Takes the rooms, and for the team one named after the first.
        mutating func place(_ rooms: [String]) {
            self.rooms = rooms
            desk = (rooms.first ?? Questionnaire.room(in: tongue)) + (tongue == .fr ? "-modos" : "-mods")
        }
    }

    /// Of the questions; from the first answer on, hers.
    var tongue: Tongue
    let environment: [String: String]
    /// A person answers, who can be asked again.
    var isInteractive = isatty(STDIN_FILENO) == 1
    var readLine: () -> String? = { Swift.readLine(strippingNewline: true) }

    var bankName: String { "questions.txt" }

    /// An answer that cannot stand in the file, where nobody is there to give another.
    struct Unfit: Error, CustomStringConvertible { let description: String }

    /// - Throws: `Unfit` where an answer is none and the next one is not a person's (a pipe).
    mutating func ask() throws(Unfit) -> Answers {
        var answers = Answers(
            tongue: tongue, server: "irc.libera.chat", nick: "geoffrin", rooms: [], desk: "",
            owner: account(environment["USER"] ?? ""), network: "libera", zone: zone)
        answers.place([Self.room(in: tongue)])
        if mistake(answers) != nil { answers.owner = "me" }
        try language(&answers)
        try question("Which IRC server?", "Quel serveur IRC ?", answers.server, &answers) {
            $0.server = clean($1)
            $0.network = network(of: $1)
        }
        try question("What is she called there?", "Comment s'y appelle-t-elle ?", answers.nick, &answers) {
            $0.nick = clean($1)
        }
        try question(
            "Which room or rooms, with spaces between?", "Quel salon, ou lesquels, séparés d'espaces ?",
            Self.room(in: tongue), &answers
        ) { $0.place($1.split { " ,;".contains($0) }.map { self.room($0) }) }
        try question(
            "Where does the team meet, in private?", "Où se retrouve l'équipe, en privé ?", answers.desk, &answers
        ) { $0.desk = self.room(Substring($1)) }
        try question(
            "Your account there, to command her and to be told to whoever asks?",
            "Votre compte là-bas, pour la commander, et à dire à qui demande ?", answers.owner, &answers
        ) { $0.owner = account($1) }
        return answers
    }

    private mutating func language(_ answers: inout Answers) throws(Unfit) {
        while true {
            let word = line(
                "Which language does she speak, en or fr?", "Quelle langue parle-t-elle, fr ou en ?", tongue.rawValue)
            let text = word.map { $0.lowercased() } ?? ""
            let wanted = text.isEmpty ? tongue : text.hasPrefix("fr") ? .fr : text.hasPrefix("en") ? Tongue.en : nil
            if let wanted {
                tongue = wanted
                answers.tongue = wanted
                answers.place([Self.room(in: wanted)])
                return
            }
            let why = tongue == .fr ? "fr ou en, trouvé : \(text.prefix(40))" : "en or fr, found \(text.prefix(40))"
            guard isInteractive, word != nil else { throw Unfit(description: why) }
            Console.note(why)
        }
    }

    /// One answer; nil at the end of the input.
    private func line(_ en: String, _ fr: String, _ standard: String) -> String? {
        Console.ask("\(tongue == .fr ? fr : en) [\(standard)] ")
        return readLine()?.trimmingCharacters(in: .whitespaces)
    }

    fileprivate static func room(in tongue: Tongue) -> String { tongue == .fr ? "#mon-salon" : "#my-room" }

    /// Asks until the answer can stand in the file; the empty one is the standard's.
    private func question(
        _ en: String, _ fr: String, _ standard: String, _ answers: inout Answers,
        take: (inout Answers, String) -> Void
    ) throws(Unfit) {
        while true {
            let line = line(en, fr, standard)
            let answer = line ?? ""
            var taken = answers
            take(&taken, answer.isEmpty ? standard : answer)
            guard let mistake = mistake(taken) else {
                answers = taken
                return
            }
            guard isInteractive, line != nil else { throw Unfit(description: mistake) }
            Console.note(mistake)
        }
    }

    /// What `check` would say of the file these answers make.
    private func mistake(_ answers: Answers) -> String? {
        Configuration.load(text: file(answers), file: "bot.conf").diagnostics
            .first { $0.severity == .error && !$0.path.hasPrefix("bank") && !$0.path.hasPrefix("prompt") }?
            .message[tongue]
    }

    // MARK: - What may stand in the file

    /// Nothing that would end a quoted text or a line. A space inside stays: it is a mistake to be told.
    private func clean(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.filter { $0.value >= 0x20 && $0 != "\"" && $0 != "\\" && $0.value != 0x7F }))
    }

    private func room(_ text: Substring) -> String {
        let name = clean(String(text))
        return name.hasPrefix("#") || name.hasPrefix("&") ? name : "#\(name)"
    }

    private func account(_ text: String) -> String {
        let name = clean(text.split(separator: "/").last.map(String.init) ?? "")
        return name.isEmpty ? "me" : name
    }

    /// `irc.libera.chat` → `libera`; an address or a bare name → `irc`.
    private func network(of server: String) -> String {
        let labels = clean(server).split(separator: ":").first?.split(separator: ".") ?? []
        guard labels.count >= 2 else { return "irc" }
        let name = labels[labels.count - 2].lowercased().filter {
            $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-")
        }
        return name.contains { $0.isLetter } ? String(name.prefix(32)) : "irc"
    }

    /// `$TZ`, else where `/etc/localtime` leads, else UTC.
    private var zone: String {
        let link = try? FileManager.default.destinationOfSymbolicLink(atPath: "/etc/localtime")
        let named =
            environment["TZ"].flatMap { $0.isEmpty ? nil : $0 }
            ?? link.flatMap { $0.components(separatedBy: "zoneinfo/").last }
        guard let named, TimeZone(identifier: named) != nil, !named.hasPrefix("Etc/") else { return "UTC" }
        return named
    }
}
