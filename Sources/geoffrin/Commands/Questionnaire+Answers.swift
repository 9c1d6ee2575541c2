// SPDX-License-Identifier: Apache-2.0

internal import Conf
internal import Foundation

/// Answers are read strictly: what is not plainly a server, a room or an account is asked again, never guessed.
extension Questionnaire {
    /// «None» is no account: whoever registered that name would command her. Behind its network, `libera/none`, it is one.
    static func saysNobody(_ text: String) -> Bool {
        [
            "nobody", "noone", "no one", "none", "no", "nothing", "n/a", "na", "-", "personne", "aucun", "aucune",
            "non",
            "rien", "pas", "néant",
        ].contains(text.lowercased())
    }

    // MARK: - Servers

    /// Networks whose name or site is written where their server belongs.
    private static let known = [
        ("libera", "irc.libera.chat"), ("liberachat", "irc.libera.chat"), ("libera.chat", "irc.libera.chat"),
        ("oftc", "irc.oftc.net"), ("oftc.net", "irc.oftc.net"), ("hackint", "irc.hackint.org"),
        ("hackint.org", "irc.hackint.org"), ("quakenet", "irc.quakenet.org"), ("quakenet.org", "irc.quakenet.org"),
        ("rizon", "irc.rizon.net"), ("rizon.net", "irc.rizon.net"),
    ]

    /// A name without a dot is no server but `localhost`, or one with its port on a network of one's own.
    private func demandServer(_ word: String) throws(Refusal) {
        let host = word.lowercased().split(separator: "/").first.map(String.init) ?? ""
        let plain = ["www.", "web.", "webchat."].first { host.hasPrefix($0) }.map { String(host.dropFirst($0.count)) }
        if let server = Self.known.first(where: { $0.0 == plain ?? host })?.1 {
            throw Refusal(
                "\(word): that is IRC, and its server is written \(server)",
                "\(word) : c'est de l'IRC, et son serveur s'écrit \(server)")
        }
        guard !host.contains("."), !host.contains(":"), host != "localhost" else { return }
        throw Refusal(
            "\(word): a server's address has a dot, as irc.libera.chat; this machine is localhost",
            "\(word) : l'adresse d'un serveur a un point, comme irc.libera.chat ; cette machine est localhost")
    }

    func servers(_ answers: inout Answers, _ text: String) throws(Refusal) {
        answers.irc = nil
        answers.matrix = nil
        for word in words(text) {
            if ["irc", "matrix", "both", "les", "deux"].contains(word.lowercased()) {
                throw Refusal(
                    "\(word): write the server's address, irc.libera.chat for IRC, https://matrix.example.org for Matrix",
                    "\(word) : écrire l'adresse du serveur, irc.libera.chat pour IRC, https://matrix.example.org pour Matrix"
                )
            }
            let parts = word.components(separatedBy: "://")
            switch (parts.count, parts[0].lowercased()) {
            case (2, "https"), (2, "http"):
                if parts[1].contains(".") { try demandServer(parts[1]) }
                try matrix(word, nil, &answers)
            case (2, "irc"), (2, "ircs"): try irc(String(parts[1].prefix { $0 != "/" }), &answers)
            case (2..., _):
                throw Refusal(
                    "\(word): an IRC server is written irc.libera.chat, a Matrix one https://matrix.example.org",
                    "\(word) : un serveur IRC s'écrit irc.libera.chat, un serveur Matrix https://matrix.example.org")
            case _ where word.hasPrefix("@"):
                guard let domain = Self.domain(word) else { throw Self.noUser(word) }
                try matrix("https://\(domain)", word, &answers)
            case _ where word.lowercased().hasPrefix("matrix."): try matrix("https://\(word)", nil, &answers)
            default:
                try demandServer(word)
                try irc(word, &answers)
            }
        }
        // The name of Matrix's section is fixed: an IRC network gives way.
        if answers.matrix != nil, answers.irc?.network == "matrix" { answers.irc?.network = "irc" }
        answers.placeExamples()
    }

    private func irc(_ server: String, _ answers: inout Answers) throws(Refusal) {
        if let first = answers.irc?.server { throw Self.twice(first, server) }
        answers.irc = Answers.IRC(network: network(of: server), server: server, nick: "geoffrin")
    }

    private func matrix(_ address: String, _ user: String?, _ answers: inout Answers) throws(Refusal) {
        if let first = answers.matrix?.homeserver { throw Self.twice(first, address) }
        let host = address.components(separatedBy: "://").last.map { String($0.prefix { $0 != "/" }) } ?? ""
        let domain = host.hasPrefix("matrix.") && host.filter { $0 == "." }.count > 1 ? String(host.dropFirst(7)) : host
        answers.matrix = Answers.Matrix(
            network: "matrix", homeserver: address, user: user ?? "@geoffrin:\(domain)")
    }

    private static func twice(_ first: String, _ second: String) -> Refusal {
        Refusal(
            "\(first), \(second): one server of a kind here; others can be added to bot.conf afterwards",
            "\(first), \(second) : ici un seul serveur par sorte ; d'autres s'ajoutent ensuite dans bot.conf")
    }

    /// `irc.libera.chat` → `libera`; an address or a bare name → `irc`.
    private func network(of server: String) -> String {
        let labels = server.split(separator: ":").first?.split(separator: ".") ?? []
        guard labels.count >= 2 else { return "irc" }
        let name = labels[labels.count - 2].lowercased().filter {
            $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-")
        }
        return name.contains { $0.isLetter } ? String(name.prefix(32)) : "irc"
    }

    // MARK: - Her names

    func nick(_ answers: inout Answers, _ text: String) { answers.irc?.nick = clean(text) }

    func user(_ answers: inout Answers, _ text: String) throws(Refusal) {
        let name = clean(text)
        guard name.hasPrefix("@"), Self.domain(name) != nil, !name.contains(" ") else {
            throw Self.noUser(name, on: answers.matrix?.domain)
        }
        answers.matrix?.user = name
        answers.placeExamples()
    }

    private static func noUser(_ word: String, on domain: String? = nil) -> Refusal {
        let name = word.hasPrefix("@") ? String(word.dropFirst()) : word
        let isName =
            !name.isEmpty && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-=".contains($0)) }
        let meant = isName ? domain.map { "@\(name):\($0)" } : nil
        return Refusal(
            "\(word): someone on Matrix is written whole, \(meant ?? "@name:example.org")",
            "\(word) : quelqu'un sur Matrix s'écrit en entier, \(meant ?? "@nom:example.org")")
    }

    /// `@name:server` → `server`.
    private static func domain(_ user: String) -> String? {
        let parts = user.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        return parts.count == 2 && parts[0].count > 1 && !parts[1].isEmpty ? String(parts[1]) : nil
    }

    // MARK: - Rooms and people

    func rooms(_ text: String, _ answers: Answers) throws(Refusal) -> [String] {
        let words = words(text)
        var rooms: [String] = []
        for word in words {
            let (network, name) = place(word, answers)
            let kind = name.first
            guard let kind, ["#", "&", "!"].contains(kind) else {
                throw kind == "@" ? Self.account(word) : noRoom(word, of: words, answers)
            }
            let isAlias = name.contains(":") || kind == "!"
            let room: String
            if let matrix = answers.matrix, network.map({ $0 != answers.irc?.network }) ?? true,
                isAlias || answers.irc == nil
            {
                guard isAlias else {
                    throw Refusal(
                        "\(word): on Matrix a room is written with its server: \(name):\(matrix.domain)",
                        "\(word) : sur Matrix un salon s'écrit avec son serveur : \(name):\(matrix.domain)")
                }
                room = "\(matrix.network)/\(name)"
            } else {
                guard let irc = answers.irc, !isAlias else {
                    throw Refusal(
                        "\(word): a room of Matrix, and only an IRC server was named; for both, begin again: Ctrl-C",
                        "\(word) : un salon Matrix, et seul un serveur IRC est nommé ; pour les deux, recommencer : Ctrl-C"
                    )
                }
                room = "\(irc.network)/\(name)"
            }
            if !rooms.contains(room) { rooms.append(room) }
        }
        return rooms
    }

    /// No `#`: the second word of a name with spaces, or a room without its sign.
    private func noRoom(_ word: String, of words: [String], _ answers: Answers) -> Refusal {
        let all = words.joined(separator: " ")
        if words.count > 1, words[0].hasPrefix("#") {
            let joined = words.joined(separator: "-").lowercased()
            return Refusal(
                "\(all): a room's name has no spaces; write it as the server does, \(joined) for instance",
                "\(all) : un nom de salon n'a pas d'espace ; l'écrire comme le serveur, par exemple \(joined)")
        }
        // An address copied from a browser: what stands behind its # is the room.
        if word.contains("://") {
            let room = word.split(separator: "#", omittingEmptySubsequences: true).dropFirst().last.map { "#\($0)" }
            return Refusal(
                "\(word): that is an address; a room is written by its name\(room.map { ": \($0)" } ?? ", #name")",
                "\(word) : c'est une adresse ; un salon s'écrit par son nom\(room.map { " : \($0)" } ?? ", #nom")")
        }
        let example = answers.irc == nil ? "#\(word):\(answers.matrix?.domain ?? "example.org")" : "#\(word)"
        return Refusal(
            "\(word): a room begins with #; write \(example) if that is its name",
            "\(word) : un salon commence par # ; écrire \(example) si c'est son nom")
    }

    private static func account(_ word: String) -> Refusal {
        Refusal(
            "\(word): that is a person; a room begins with #", "\(word) : c'est une personne ; un salon commence par #")
    }

    func accounts(_ text: String, _ answers: Answers) throws(Refusal) -> [String] {
        var accounts: [String] = []
        for word in words(text) {
            let (network, name) = place(word, answers)
            if let kind = name.first, ["#", "&", "!"].contains(kind) {
                throw Refusal(
                    "\(word): that is a room; this asks for a person's account",
                    "\(word) : c'est un salon ; ici il faut le compte d'une personne")
            }
            let account: String
            if name.hasPrefix("@") || answers.irc == nil || network.map({ $0 == answers.matrix?.network }) ?? false {
                guard let matrix = answers.matrix else {
                    throw Refusal(
                        "\(word): someone on Matrix, and only an IRC server was named: write the IRC account",
                        "\(word) : quelqu'un sur Matrix, et seul un serveur IRC est nommé : écrire le compte IRC")
                }
                guard name.hasPrefix("@"), Self.domain(name) != nil else {
                    throw Self.noUser(word, on: matrix.domain)
                }
                account = "\(matrix.network)/\(name)"
            } else {
                account = "\(answers.irc?.network ?? "irc")/\(name)"
            }
            if !accounts.contains(account) { accounts.append(account) }
        }
        return accounts
    }

    /// `libera/#salon`, as bot.conf writes it, or what stands behind the stroke alone; what a Matrix client copies as the
    /// address of a room or somebody, too.
    private func place(_ word: String, _ answers: Answers) -> (network: String?, name: String) {
        let link = "https://matrix.to/#/"
        if answers.matrix != nil, word.lowercased().hasPrefix(link) {
            let name = String(word.dropFirst(link.count).prefix { $0 != "?" && $0 != "/" })
            return (answers.matrix?.network, name.removingPercentEncoding ?? name)
        }
        for network in [answers.irc?.network, answers.matrix?.network].compactMap({ $0 })
        where word.hasPrefix(network + "/") {
            return (network, String(word.dropFirst(network.count + 1)))
        }
        return (nil, word)
    }

    // MARK: - What may stand in the file

    private func words(_ text: String) -> [String] {
        clean(text).split { $0 == "," || $0 == ";" || $0.isWhitespace }.map(String.init)
    }

    /// Nothing that would end a quoted text or a line. A space inside stays: it is a mistake to be told.
    private func clean(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.filter { $0.value >= 0x20 && $0 != "\"" && $0 != "\\" && $0.value != 0x7F }))
    }
}
