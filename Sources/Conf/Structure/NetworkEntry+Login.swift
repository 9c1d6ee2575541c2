// SPDX-License-Identifier: Apache-2.0

extension NetworkEntry {
    /// `account`, `password` and `sasl`: nil when the file asks for no login.
    static func login(
        _ name: String, _ table: inout TableReader, _ places: Places, hasCertificate: Bool, _ findings: inout Findings
    ) -> SASL? {
        let account = table.text("account", maxBytes: 64, &findings)
        let password = table.take("password").flatMap { secret($0, table.dotted("password"), name, &findings) }
        var sasl = SASL(mechanisms: [], account: account, password: password, key: nil, required: nil)
        if let entry = table.take("sasl"), var inner = TableReader(entry, table.path + ["sasl"], &findings) {
            sasl.mechanisms = mechanisms(&inner, &findings)
            sasl.account = inner.text("account", maxBytes: 64, &findings) ?? account
            sasl.password =
                inner.take("password").flatMap { secret($0, inner.dotted("password"), name, &findings) } ?? password
            sasl.key = inner.take("key").flatMap { secret($0, inner.dotted("key"), "\(name)-key", &findings) }
            sasl.required = inner.value("required", .flag, &findings)?.value
            inner.finish(["mechanisms", "account", "password", "key", "required"], places, &findings)
        } else if account == nil, password == nil, !hasCertificate {
            return nil
        }
        if let password = sasl.password, sasl.account == nil {
            findings.error(
                password.at, table.dotted("account"),
                Sentence(
                    en: "a password without an account: add account = \"…\"",
                    fr: "un mot de passe sans compte : ajouter account = \"…\""))
        }
        // A bouncer logs her in, once it has its own password.
        if let account, sasl.password == nil, sasl.key == nil, !hasCertificate, sasl.mechanisms.isEmpty,
            !table.entries.contains(where: { ["password", "sasl", "pass"].contains($0.key) })
        {
            findings.warning(
                account.at, table.dotted("account"),
                Sentence(
                    en:
                        "an account without a password: nobody logs her in; add password = \"secret:\(name)\", then type `geoffrin secret \(name)`",
                    fr:
                        "un compte sans mot de passe : personne ne l'identifie ; ajouter password = \"secret:\(name)\", puis taper `geoffrin secret \(name)`"
                ))
        }
        for mechanism in sasl.mechanisms {
            guard let lack = sasl.lack(of: mechanism.value, hasCertificate: hasCertificate) else { continue }
            findings.warning(
                mechanism.at, table.dotted("sasl"),
                Sentence(
                    en: "\(mechanism.value.rawValue) is passed over: it needs \(lack)",
                    fr: "\(mechanism.value.rawValue) est laissé de côté : il lui faut \(lack)"))
        }
        return sasl
    }

    /// `services`: exact hosts, no patterns (THREATS C8).
    static func services(_ table: inout TableReader, _ findings: inout Findings) -> [Located<String>] {
        table.texts("services", most: 8, maxBytes: 63, &findings).compactMap { text in
            let bytes = Array(text.value.utf8)
            if bytes.count > 2, bytes.contains(0x2E),
                bytes.allSatisfy({ $0.isBareKey || $0 == 0x2E || $0 == 0x3A || $0 == 0x2F })
            {
                return text
            }
            findings.error(
                text.at, table.dotted("services"),
                Sentence(
                    en: "the whole host of services, as /whois NickServ shows it: \"services.libera.chat\"",
                    fr: "l'hôte entier des services, comme le montre /whois NickServ : \"services.libera.chat\""
                ).expected(found: Sentence(Shown.quoted(text.value))))
            return nil
        }
    }

    /// `chanserv`: nil where the file does not say it.
    static func chanserv(_ table: inout TableReader, _ findings: inout Findings) -> [Located<ChanServUse>]? {
        guard table.entries.contains(where: { $0.key == "chanserv" }) else { return nil }
        let names = ChanServUse.allCases.map(\.rawValue)
        return table.texts("chanserv", most: 3, maxBytes: 10, &findings).compactMap { text in
            if let use = ChanServUse(rawValue: text.value) { return Located(use, at: text.at) }
            findings.error(
                text.at, table.dotted("chanserv"),
                Shown.choices(names).expected(found: Sentence(Shown.quoted(text.value)))
                    + Suggestion.hint(for: text.value, among: names))
            return nil
        }
    }

    private static func mechanisms(_ table: inout TableReader, _ findings: inout Findings) -> [Located<SASL.Mechanism>]
    {
        let names = SASL.Mechanism.allCases.map(\.rawValue)
        return table.texts("mechanisms", most: 8, maxBytes: 40, &findings).compactMap { text in
            if let mechanism = SASL.Mechanism(rawValue: text.value) { return Located(mechanism, at: text.at) }
            findings.error(
                text.at, table.dotted("mechanisms"),
                Shown.choices(names).expected(found: Sentence(Shown.quoted(text.value)))
                    + Suggestion.hint(for: text.value, among: names))
            return nil
        }
    }

    /// `{ socks5 = "host:port", account = "…", password = "secret:…" }`.
    static func readProxy(_ name: String, _ table: inout TableReader, _ places: Places, _ findings: inout Findings)
        -> Proxy?
    {
        guard let entry = table.take("proxy"), var inner = TableReader(entry, table.path + ["proxy"], &findings) else {
            return nil
        }
        let address = inner.text("socks5", maxBytes: 260, &findings)
        if !inner.entries.contains(where: { $0.key == "socks5" }) {
            inner.missing(
                "socks5", Sentence(en: "which proxy? \"host:port\"", fr: "quel proxy ? \"hôte:port\""), &findings)
        }
        let account = inner.text("account", maxBytes: 255, &findings)
        let password = inner.take("password").flatMap {
            secret($0, inner.dotted("password"), "\(name)-proxy", &findings)
        }
        inner.finish(["socks5", "account", "password"], places, &findings)
        if (account == nil) != (password == nil), let at = account?.at ?? password?.at {
            findings.error(
                at, inner.dotted("account"),
                Sentence(
                    en: "a proxy takes both, account and password, or neither",
                    fr: "un proxy prend les deux, account et password, ou aucun"))
        }
        return address.flatMap { server($0, inner.dotted("socks5"), &findings) }.map {
            Proxy(server: $0, account: account, password: password)
        }
    }

    /// TLS to the port that everybody has for plain TCP never comes about.
    func checkPorts(_ path: [String], _ findings: inout Findings) {
        guard tls, let server = servers.first(where: { $0.value.port == 6667 }) else { return }
        findings.warning(
            server.at, path.joined(separator: ".") + ".irc",
            Sentence(
                en: "6667 is for plain TCP as a rule, and she speaks TLS: 6697, or no port at all",
                fr: "6667 est d'ordinaire pour le TCP en clair, et elle parle TLS : 6697, ou pas de port du tout"))
    }

    /// What plain TCP costs, said once.
    func checkPlain(_ at: Position, _ path: [String], _ findings: inout Findings) {
        let path = path.joined(separator: ".")
        if !pins.isEmpty {
            findings.warning(
                at, path + ".tls",
                Sentence(
                    en:
                        "the pins count only once the server itself asks for TLS: remove tls = false to use them at once",
                    fr:
                        "les pins ne comptent que quand le serveur demande TLS : ôter tls = false pour s'en servir aussitôt"
                ))
        }
        if let plain = sasl?.mechanisms.first(where: { $0.value == .plain }), sasl?.password != nil, !isLocal {
            findings.warning(
                plain.at, path + ".sasl",
                Sentence(
                    en: "PLAIN over plain TCP: her password can be read on the way",
                    fr: "PLAIN en TCP clair : son mot de passe peut se lire en chemin"))
        }
    }
}

extension NetworkEntry.SASL {
    /// What the file does not give for this mechanism; nil where nothing is missing.
    fileprivate func lack(of mechanism: Mechanism, hasCertificate: Bool) -> String? {
        switch mechanism {
        case .external: hasCertificate ? nil : "certificate"
        case .scramSHA256, .scramSHA512, .plain: account != nil && password != nil ? nil : "account, password"
        case .ecdsa: account != nil && key != nil ? nil : "account, key"
        }
    }
}
