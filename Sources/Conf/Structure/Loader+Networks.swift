// SPDX-License-Identifier: Apache-2.0

/// Sections that were meant as networks: told once, and not again wherever the network is named.
extension Loader {
    /// `[libera]` for `[network.libera]`: it holds what only a network has.
    func bareNetworks(_ top: inout TableReader, _ findings: inout Findings) -> Bool {
        let found = top.entries.filter { entry in
            let keys = entry.node.entries?.map(\.key) ?? []
            // `[network libera]` is told as a key that nobody knows.
            return !places.topNames.contains(entry.key) && !entry.key.utf8.starts(with: "network ".utf8)
                && places.meant(by: entry.key, among: places.topNames) == nil
                && keys.contains { ["irc", "matrix", "server", "nick", "altnicks", "sasl"].contains($0) }
        }
        for entry in found {
            top.ignore([entry.key])
            let name = Places.plainName(entry.key) ?? "libera"
            findings.error(
                entry.keyAt, entry.key,
                Sentence(
                    en: "a network's section is written [network.\(name)]",
                    fr: "la section d'un réseau s'écrit [network.\(name)]"))
        }
        return !found.isEmpty
    }

    /// `[network.irc.libera.chat]`, where a name has no dots.
    func dottedNetworks(_ top: TableReader, _ findings: inout Findings) -> Bool {
        let entries = top.entries.first { $0.key == "network" }?.node.entries ?? []
        let found = entries.filter(Self.isDotted)
        for entry in found {
            let second = entry.node.entries?.first.map(\.key) ?? ""
            let name = Places.plainName(entry.key == "irc" || entry.key == "chat" ? second : entry.key) ?? "libera"
            findings.error(
                entry.keyAt, "network.\(entry.key)",
                Sentence(
                    en: "a network's name has no dots: write [network.\(name)], the server goes below, irc = \"…\"",
                    fr:
                        "le nom d'un réseau n'a pas de point : écrire [network.\(name)] ; le serveur va dessous, irc = \"…\""
                ))
        }
        return !found.isEmpty
    }

    /// Nothing in it but one section that no network has.
    static func isDotted(_ entry: Entry) -> Bool {
        guard let entries = entry.node.entries, entries.count == 1, let only = entries.first,
            only.node.entries != nil
        else { return false }
        return !["sasl", "proxy"].contains(only.key)
    }
}
