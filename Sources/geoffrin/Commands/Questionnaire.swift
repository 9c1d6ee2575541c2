// SPDX-License-Identifier: Apache-2.0

internal import Conf
internal import Foundation
internal import Glibc

/// The questions of `init`, and the files that their answers make.
struct Questionnaire {
    struct Answers {
        struct IRC {
            var network: String
            var server: String
            var nick: String
        }
        struct Matrix {
            var network: String
            var homeserver: String
            /// Hers, `@geoffrin:example.org`.
            var user: String

            /// What follows the name in an alias or an account of this homeserver, as far as one can guess.
            var domain: String {
                user.split(separator: ":", maxSplits: 1).last.map(String.init) ?? "example.org"
            }
        }

        var tongue: Tongue
        var irc: IRC?
        var matrix: Matrix?
        /// `network/#room`, as the file writes them; accounts likewise.
        var rooms: [String] = []
        var desk: [String] = []
        var owners: [String] = []
        var moderators: [String] = []
        var zone: String

        /// A room on each network, as one would be written there, and the team's beside the first.
        mutating func placeExamples() {
            rooms = []
            let name = tongue == .fr ? "mon-salon" : "my-room"
            if let irc { rooms.append("\(irc.network)/#\(name)") }
            if let matrix { rooms.append("\(matrix.network)/#\(name):\(matrix.domain)") }
            placeDesk()
        }

        mutating func placeDesk() {
            guard let first = rooms.first else { return }
            let suffix = tongue == .fr ? "-modos" : "-mods"
            let parts = first.split(separator: ":", maxSplits: 1).map(String.init)
            // A room of Matrix named by its id alone says nothing of its neighbour's name.
            if let matrix, first.contains("/!") {
                desk = ["\(matrix.network)/#moderation:\(matrix.domain)"]
            } else {
                desk = [parts[0] + suffix + (parts.count == 2 ? ":" + parts[1] : "")]
            }
        }
    }

    /// Of the questions; from the first answer on, hers.
    var tongue: Tongue
    let environment: [String: String]
    /// A person answers, who can be asked again.
    var isInteractive = isatty(STDIN_FILENO) == 1

    var bankName: String { "questions.txt" }

    /// An answer that cannot stand in the file, where nobody is there to give another; or nobody who answers any more.
    struct Unfit: Error, CustomStringConvertible { let description: String }
    /// Why an answer is none.
    struct Refusal: Error {
        let why: Sentence
        init(_ en: String, _ fr: French) { why = Sentence(en: en, fr: fr) }
    }

    /// - Throws: `Unfit` where an answer is none and the next one is not a person's (a pipe).
    mutating func ask() throws(Unfit) -> Answers {
        var answers = Answers(
            tongue: tongue, irc: Answers.IRC(network: "libera", server: "irc.libera.chat", nick: "geoffrin"), zone: zone
        )
        answers.placeExamples()
        try language(&answers)
        try question(
            "Which server? IRC: irc.libera.chat; Matrix: https://matrix.example.org; for both, a space between.",
            "Quel serveur ? IRC : irc.libera.chat ; Matrix : https://matrix.example.org ; les deux : une espace entre.",
            "irc.libera.chat", &answers, take: servers)
        if let irc = answers.irc {
            try question("What is she called there?", "Comment s'y appelle-t-elle ?", irc.nick, &answers, take: nick)
        }
        if let matrix = answers.matrix {
            try question(
                "Her user on Matrix, whole?", "Son compte sur Matrix, en entier ?", matrix.user, &answers, take: user)
        }
        let isIRC = answers.irc != nil
        try question(
            "Which room or rooms, with spaces between?", "Quel salon, ou lesquels, séparés d'espaces ?",
            spaced(answers.rooms), &answers
        ) { answers, text throws(Refusal) in
            answers.rooms = try rooms(text, answers)
            answers.placeDesk()
        }
        try question(
            "Where does the team meet, in private?", "Où se retrouve l'équipe, en privé ?", spaced(answers.desk),
            &answers
        ) { answers, text throws(Refusal) in answers.desk = Self.saysNobody(text) ? [] : try rooms(text, answers) }
        let nobody = tongue == .fr ? "personne" : "nobody"
        try question(
            isIRC
                ? "Your account there (not your nickname), to command her and to be told to whoever asks?"
                : "Your account there, to command her and to be told to whoever asks?",
            isIRC
                ? "Votre compte là-bas (pas le pseudo), pour la commander, et à dire à qui demande ?"
                : "Votre compte là-bas, pour la commander, et à dire à qui demande ?", nobody, &answers
        ) { answers, text throws(Refusal) in answers.owners = Self.saysNobody(text) ? [] : try accounts(text, answers) }
        try question(
            "Other moderators' accounts, besides those with rank in the room?",
            "Les comptes d'autres modos, en plus de qui a un rang dans le salon ?", nobody, &answers
        ) { answers, text throws(Refusal) in
            answers.moderators = Self.saysNobody(text) ? [] : try accounts(text, answers)
        }
        return answers
    }

    /// As they are typed: the network goes without saying.
    private func spaced(_ places: [String]) -> String {
        places.map { $0.split(separator: "/", maxSplits: 1).last.map(String.init) ?? $0 }.joined(separator: " ")
    }

    private mutating func language(_ answers: inout Answers) throws(Unfit) {
        while true {
            let word = try line(
                "Which language does she speak, en or fr?", "Quelle langue parle-t-elle, fr ou en ?", tongue.rawValue)
            let wanted: Tongue? =
                switch word.lowercased() {
                case "": tongue
                case "fr", "français", "francais", "french": .fr
                case "en", "anglais", "english": .en
                default: nil
                }
            if let wanted {
                tongue = wanted
                answers.tongue = wanted
                answers.placeExamples()
                return
            }
            let found = String(word.prefix(40))
            try refuse(Sentence(en: "write en or fr, found \(found)", fr: "écrire fr ou en ; trouvé : \(found)"))
        }
    }

    /// One answer. What was closed answers nothing: at a terminal that is to leave, in a pipe to take the brackets.
    private func line(_ en: String, _ fr: French, _ standard: String) throws(Unfit) -> String {
        let question = "\(Sentence(en: en, fr: fr)[tongue]) [\(standard)] "
        isInteractive ? Console.ask(question) : Console.note(question)
        let line = readLine(strippingNewline: true)
        if line == nil, isInteractive { throw Unfit(description: tongue == .fr ? "Abandonné." : "Left off.") }
        return line?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
    }

    /// Says why, to whoever can answer again.
    private func refuse(_ why: Sentence) throws(Unfit) {
        guard isInteractive else { throw Unfit(description: why[tongue]) }
        Console.note(why[tongue])
    }

    /// Asks until the answer can stand in the file; the empty one is the standard's.
    private func question(
        _ en: String, _ fr: French, _ standard: String, _ answers: inout Answers,
        take: (inout Answers, String) throws(Refusal) -> Void
    ) throws(Unfit) {
        while true {
            let answer = try line(en, fr, standard)
            var taken = answers
            let mistake: Sentence?
            do throws(Refusal) {
                try take(&taken, answer.isEmpty ? standard : answer)
                mistake = self.mistake(taken)
            } catch { mistake = error.why }
            guard let mistake else {
                answers = taken
                return
            }
            try refuse(mistake)
        }
    }

    /// What `check` would say of the file these answers make.
    private func mistake(_ answers: Answers) -> Sentence? {
        Configuration.load(text: file(answers), file: "bot.conf").diagnostics
            .first { $0.severity == .error && !$0.path.hasPrefix("bank") && !$0.path.hasPrefix("prompt") }?
            .message
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
