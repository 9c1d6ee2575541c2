// SPDX-License-Identifier: Apache-2.0

internal import Chat

/// What to write instead of a room or an account that is none.
extension References {
    /// `#tricot`, `libera:#tricot` or an address of matrix.to, as bot.conf writes it.
    func roomExample(_ written: String) -> String {
        // https://matrix.to/#/#atelier:example.org
        let written = written.hasPrefix("https://matrix.to/#/") ? String(written.dropFirst(20)) : written
        let parts = written.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let name = parts.count == 2 ? "#" + parts[1] : "#" + written
        if hasDomain(name) { return (matrix.first ?? "matrix") + "/" + name }
        let before = parts.count == 2 ? parts[0].split { ":/ ".contains($0) }.first.map(String.init) : nil
        return (before.flatMap { networks.contains($0) ? $0 : nil } ?? networks.first ?? "libera") + "/" + name
    }

    /// `["libera/a", "libera/b"]` for what was written into one text.
    func several(_ written: String) -> String? {
        let parts = written.split { ",; ".contains($0) }.map(String.init)
        guard parts.count > 1, parts.count <= 8, parts.allSatisfy({ $0.utf8.contains(UInt8(ascii: "/")) }) else {
            return nil
        }
        return "[" + parts.map { Shown.quoted($0) }.joined(separator: ", ") + "]"
    }

    /// The same for `#a,#b` behind one network.
    func severalRooms(_ network: String, _ names: String) -> String? {
        several(
            names.split { ",; ".contains($0) }.map { "\(network)/\($0.hasPrefix("#") ? "" : "#")\($0)" }
                .joined(separator: ","))
    }

    /// The same for accounts without a network, `lise, margaux`.
    func severalAccounts(_ names: String) -> String? {
        guard !names.utf8.contains(UInt8(ascii: "/")) else { return nil }
        let network = networks.first { !matrix.contains($0) } ?? "libera"
        return several(names.split { ",; ".contains($0) }.map { "\(network)/\($0)" }.joined(separator: ","))
    }

    func several(
        _ list: String, _ text: Located<String>, _ path: String, _ findings: inout Findings
    ) -> Located<PersonID>? {
        findings.error(
            text.at, path,
            Sentence(en: "a list of accounts, \"network/account\"", fr: "une liste de comptes, \"réseau/compte\"")
                .expected(found: Sentence(Shown.quoted(text.value)))
                + Sentence(
                    en: "; anyone can take a nickname: write \(list) if those are the accounts",
                    fr: " ; un pseudonyme se prend : écrire \(list) si ce sont bien les comptes"))
        return nil
    }

    func aRoom(_ text: Located<String>, _ path: String, _ findings: inout Findings) -> Located<PersonID>? {
        findings.error(
            text.at, path,
            Sentence(en: "an account of a person", fr: "le compte d'une personne")
                .expected(
                    found: Sentence(
                        en: "the room \(Shown.quoted(text.value))", fr: "le salon \(Shown.quoted(text.value))")))
        return nil
    }

    func write(_ example: String?) -> Sentence {
        example.map { Sentence(en: "; write \($0)", fr: " ; écrire \($0)") } ?? Sentence("")
    }

    /// `@name:server` without its network.
    func wholeUser(_ text: Located<String>, _ path: String, _ findings: inout Findings) -> Located<PersonID>? {
        let example = Shown.quoted("\(matrix.first ?? "matrix")/\(text.value)")
        findings.error(
            text.at, path,
            Sentence(en: "an account as \"network/account\"", fr: "un compte, \"réseau/compte\"")
                .expected(found: Sentence(Shown.quoted(text.value))) + write(example))
        return nil
    }

    /// A colon, and a dot or a port's digits behind it: a server's name.
    func hasDomain(_ name: String) -> Bool {
        let parts = name.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        return parts.count == 2 && parts[0].utf8.count > 1 && parts[1].utf8.contains(UInt8(ascii: "."))
    }
}
