// SPDX-License-Identifier: Apache-2.0

internal import Chat

extension NetworkEntry {
    static let keys: [AnySetting] =
        [
            AnySetting(
                "irc", .textOrTexts,
                Sentence(en: "a server, or several tried in turn", fr: "un serveur, ou plusieurs, tour à tour"),
                about: Sentence(
                    en: "Its server: a name or address, with \":port\" if unusual.",
                    fr: "Son serveur : nom ou adresse, avec \":port\" s'il est inhabituel.")),
            Keys.key("nick", .text, "a nickname", "un pseudonyme", "Her name there.", "Son nom là-bas."),
            Keys.key(
                "altnicks", .texts, "a list of nicknames", "une liste de pseudonymes",
                "Names to take when hers is taken.",
                "Les noms de rechange."),
            Keys.key(
                "account", .text, "an account", "un compte", "Her services account.", "Son compte auprès des services."),
            Keys.key(
                "password", .text, "secret:NAME", "secret:NOM",
                "Where its password is: geoffrin secret NAME stores it.",
                "Où est son mot de passe : geoffrin secret NOM le range."),
            Keys.key(
                "tls", .flag, "true or false", "true ou false",
                "false: plain TCP, until the server itself asks for TLS (STS).",
                "false : TCP en clair, jusqu'à ce que le serveur demande TLS (STS)."),
            Keys.key(
                "pins", .texts, "a list of sha256:… digests", "une liste d'empreintes sha256:…",
                "Certificates or public keys that are trusted, self-signed and expired ones too, and no others.",
                "Les certificats ou clés publiques de confiance, même autosignés ou périmés, et aucun autre."),
            Keys.key(
                "sasl", .table, "{ mechanisms, account, password, key, required }",
                "{ mechanisms, account, password, key, required }", "How she logs in, in detail.",
                "Comment elle s'identifie, en détail."),
            Keys.key("realname", .text, "a text", "un texte", "Shown by WHOIS.", "Montré par WHOIS."),
            Keys.key("user", .text, "an ident", "un ident", "The ident before her host.", "L'ident devant son hôte."),
            Keys.key(
                "pass", .text, "secret:NAME", "secret:NOM", "The password of the server itself.",
                "Le mot de passe du serveur lui-même."),
            Keys.key(
                "certificate", .text, "a file", "un fichier", "Her client certificate, PEM.",
                "Son certificat client, PEM."),
            Keys.key(
                "certificate_key", .text, "a file", "un fichier", "Its key, PEM, when not in the same file.",
                "Sa clé, PEM, si elle est à part."),
            Keys.key(
                "proxy", .table, "{ socks5, account, password }", "{ socks5, account, password }",
                "A SOCKS5 proxy between her and the servers; it resolves their names.",
                "Un proxy SOCKS5 entre elle et les serveurs ; il résout leurs noms."),
            Keys.key(
                "services", .texts, "a list of hosts", "une liste d'hôtes",
                "Hosts of the network's services (/whois NickServ): never touched, and NickServ gets her password nowhere else.",
                "Les hôtes des services (/whois NickServ) : jamais touchés, et NickServ ne reçoit son mot de passe que là."
            ),
            Keys.key(
                "chanserv", .texts, "a list of op, unban, invite", "une liste de op, unban, invite",
                "What she may ask ChanServ for: rights while an act needs them, a ban on her lifted, to be let in. Left out: rights, where ChanServ says that she has them; [] is nothing.",
                "Ce qu'elle peut demander à ChanServ : les droits le temps d'un acte, lever son bannissement, entrer. Sans cette ligne : les droits, si ChanServ dit qu'elle les a ; [] n'est rien."
            ),
        ] + matrixKeys

    /// Nil when nothing can be connected to, which has then been said.
    static func read(_ name: String, _ reader: TableReader, _ places: Places, _ findings: inout Findings)
        -> NetworkEntry?
    {
        var table = reader
        let servers = table.texts("irc", most: 16, maxBytes: 260, &findings).compactMap {
            server($0, table.dotted("irc"), &findings)
        }
        if table.entries.first(where: { $0.key == "irc" }) == nil {
            table.missing(
                "irc",
                Sentence(
                    en: "which server? (or matrix = \"https://…\")", fr: "quel serveur ? (ou matrix = \"https://…\")"),
                &findings)
        }
        let nick = table.text("nick", maxBytes: 64, &findings).flatMap {
            Nick.checked($0, table.dotted("nick"), &findings)
        }
        let altnicks = table.texts("altnicks", most: 8, maxBytes: 64, &findings).compactMap {
            Nick.checked($0, table.dotted("altnicks"), &findings)
        }
        if let entry = table.entries.first(where: { $0.key == "port" }) {
            table.ignore(["port"])
            let host = servers.first?.value.host ?? "irc.libera.chat"
            findings.error(
                entry.keyAt, table.dotted("port"),
                Sentence(
                    en: "the port stands behind the server: irc = \"\(host):6697\"",
                    fr: "le port s'écrit derrière le serveur : irc = \"\(host):6697\""))
        }
        let pass = table.take("pass").flatMap { secret($0, table.dotted("pass"), "\(name)-server", &findings) }
        let tls = table.value("tls", .flag, &findings)
        let pins = table.texts("pins", most: 16, maxBytes: 200, &findings).compactMap {
            Pin.read($0, table.dotted("pins"), &findings)
        }
        let certificate = table.text("certificate", maxBytes: 1024, &findings)
        let sasl = login(name, &table, places, hasCertificate: certificate != nil, &findings)
        let proxy = readProxy(name, &table, places, &findings)
        let services = services(&table, &findings)
        let chanserv = chanserv(&table, &findings)
        let entry = NetworkEntry(
            name: NetworkID(name), at: table.at, matrix: nil, servers: servers, nick: nick ?? "geoffrin",
            altnicks: altnicks,
            realname: table.text("realname", maxBytes: 150, &findings)?.value,
            user: table.text("user", maxBytes: 32, &findings)?.value, pass: pass, tls: tls?.value ?? true, pins: pins,
            sasl: sasl,
            certificate: certificate, certificateKey: table.text("certificate_key", maxBytes: 1024, &findings),
            proxy: proxy, services: services, chanserv: chanserv)
        table.finish(keys.names, places, &findings)
        entry.checkPorts(table.path, &findings)
        if tls?.value == false, let at = tls?.at { entry.checkPlain(at, table.path, &findings) }
        return servers.isEmpty ? nil : entry
    }

    // MARK: - Values

    /// A password in clear is refused, with the reason and what to type (THREATS K1). It is not shown.
    static func secret(_ entry: Entry, _ path: String, _ name: String, _ findings: inout Findings) -> Located<
        SecretReference
    >? {
        secret(entry.node, path, name, &findings)
    }

    /// - Parameter name: what the secret is called in the advice.
    static func secret(_ node: Node, _ path: String, _ name: String, _ findings: inout Findings) -> Located<
        SecretReference
    >? {
        if case .text(let text) = node.content, let reference = SecretReference.parse(text) {
            if case .environment = reference {
                findings.warning(
                    node.at, path,
                    Sentence(
                        en: "env: can be read by others, in /proc and over D-Bus; secret: is safer",
                        fr: "env: peut se lire de l'extérieur, dans /proc et par D-Bus ; secret: est plus sûr"))
            }
            return Located(reference, at: node.at)
        }
        let safe = SecretReference.isName(name) ? name : "NAME"
        if case .text(let text) = node.content, text.utf8.starts(with: "secret:".utf8) {
            findings.error(
                node.at, path,
                Sentence(
                    en:
                        "behind secret: stands a name of letters without accents, digits, . - _: write \"secret:\(safe)\", then type `geoffrin secret \(safe)`",
                    fr:
                        "derrière secret: va un nom de lettres sans accent, chiffres, . - _ : écrire \"secret:\(safe)\", puis taper `geoffrin secret \(safe)`"
                ))
            return nil
        }
        findings.error(
            node.at, path,
            Sentence(
                en: "a secret in clear here can be read by whoever sees this file, its copies and its history: "
                    + "type `geoffrin secret \(safe)` and write \"secret:\(safe)\"",
                fr: French(
                    "un secret en clair ici peut être lu par qui voit ce fichier, ses copies et son historique\u{A0}: "
                        + "taper `geoffrin secret \(safe)` et écrire \"secret:\(safe)\"")))
        return nil
    }

    /// `host`, `host:port`, `[2001:db8::1]:port`, `2001:db8::1`.
    static func server(_ text: Located<String>, _ path: String, _ findings: inout Findings) -> Located<Server>? {
        let value = text.value
        let colons = value.utf8.reduce(0) { $0 + ($1 == 0x3A ? 1 : 0) }
        var host = value
        var port: Int?
        var isFine = true
        if value.utf8.first == UInt8(ascii: "[") {
            let parts = value.split(separator: "]", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            host = String(decoding: parts[0].utf8.dropFirst(), as: UTF8.self)
            let rest = parts.count == 2 ? parts[1] : ""
            isFine = parts.count == 2 && (rest.isEmpty || rest.utf8.first == 0x3A)
            if !rest.isEmpty { port = Int(String(decoding: rest.utf8.dropFirst(), as: UTF8.self)) ?? 0 }
        } else if colons == 1 {
            let parts = value.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            host = parts[0]
            port = parts[1].utf8.allSatisfy(\.isDigit) ? Int(parts[1]) ?? 0 : 0
        }
        isFine = isFine && !host.isEmpty && host.utf8.allSatisfy { $0.isBareKey || [0x2E, 0x3A, 0x25].contains($0) }
        if let port, !(1...65_535).contains(port) { isFine = false }
        guard isFine else {
            findings.error(
                text.at, path,
                Sentence(
                    en: "a server as \"irc.libera.chat\" or \"host:port\"",
                    fr: "un serveur, \"irc.libera.chat\" ou \"hôte:port\""
                )
                .expected(found: Sentence(Shown.quoted(value))) + serverHint(value))
            return nil
        }
        return Located(Server(host: host, port: port), at: text.at)
    }
}

extension NetworkEntry {
    /// `ircs://host:6697/` and `host/6697`, as other programs write them.
    private static func serverHint(_ value: String) -> Sentence {
        var rest = value
        for scheme in ["ircs://", "irc://", "https://", "http://"] where rest.hasPrefix(scheme) {
            rest = String(rest.dropFirst(scheme.count))
        }
        // +6697: TLS, as mIRC and ZNC write it.
        rest = rest.split { "/ ".contains($0) }.joined(separator: ":").replacing(":+", with: ":")
        var quiet = Findings(file: "")
        guard rest != value, server(Located(rest, at: .start), "", &quiet) != nil else { return Sentence("") }
        return Sentence(en: "; write \(Shown.quoted(rest))", fr: " ; écrire \(Shown.quoted(rest))")
    }
}

/// Nicknames, by RFC 2812 §2.3.1, with the letters beyond ASCII that some networks allow.
enum Nick {
    static func checked(_ text: Located<String>, _ path: String, _ findings: inout Findings) -> String? {
        let bytes = Array(text.value.utf8)
        let isFine =
            (1...30).contains(bytes.count) && !bytes[0].isDigit && bytes[0] != 0x2D
            && bytes.allSatisfy {
                $0.isBareKey || $0 >= 0x80 || (0x5B...0x60).contains($0) || (0x7B...0x7D).contains($0)
            }
        if isFine { return text.value }
        findings.error(
            text.at, path,
            Sentence(
                en: "a nickname of 1 to 30 bytes without spaces, not beginning with a digit",
                fr: "un pseudonyme de 1 à 30 octets, sans espace, qui ne commence pas par un chiffre"
            ).expected(found: Sentence(Shown.quoted(text.value))))
        return nil
    }
}

/// `sha256:` and 64 hexadecimal digits, colons between bytes allowed.
enum Pin {
    static func read(_ text: Located<String>, _ path: String, _ findings: inout Findings) -> Located<[UInt8]>? {
        let prefix = "sha256:"
        var bytes: [UInt8] = []
        var high: UInt8?
        var isFine = text.value.utf8.starts(with: prefix.utf8)
        for byte in text.value.utf8.dropFirst(prefix.utf8.count) where byte != 0x3A {
            guard let digit = hexadecimal(byte) else {
                isFine = false
                break
            }
            if let first = high {
                bytes.append(first << 4 | digit)
                high = nil
            } else {
                high = digit
            }
        }
        if isFine, high == nil, bytes.count == 32 { return Located(bytes, at: text.at) }
        findings.error(
            text.at, path,
            Sentence(en: "\"sha256:\" and 64 hexadecimal digits", fr: "\"sha256:\" et 64 chiffres hexadécimaux")
                .expected(found: Sentence(Shown.quoted(text.value))))
        return nil
    }

    private static func hexadecimal(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }
}
