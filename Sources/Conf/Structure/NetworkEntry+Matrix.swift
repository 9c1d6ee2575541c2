// SPDX-License-Identifier: Apache-2.0

internal import Chat

extension NetworkEntry {
    static let matrixKeys: [AnySetting] = [
        Keys.key(
            "matrix", .text, "an address, \"https://atelier.example\"", "une adresse, \"https://atelier.example\"",
            "Its homeserver, where the network is Matrix.", "Son serveur, si le réseau est Matrix."),
        Keys.key(
            "token", .text, "secret:NAME", "secret:NOM",
            "Where her token is: geoffrin login NETWORK gets and stores it.",
            "Où est son jeton : geoffrin login RÉSEAU l'obtient et le range."),
        Keys.key(
            "unlimited", .flag, "true or false", "true ou false",
            "true: the homeserver has lifted its limits for her.", "true : le serveur a levé ses limites pour elle."),
    ]

    /// Nil when nothing can be connected to, which has then been said.
    static func readMatrix(_ name: String, _ reader: TableReader, _ places: Places, _ findings: inout Findings)
        -> NetworkEntry?
    {
        var table = reader
        let homeserver = table.text("matrix", maxBytes: 260, &findings).flatMap {
            address($0, table.dotted("matrix"), &findings)
        }
        if !table.entries.contains(where: { $0.key == "token" }) {
            let safe = SecretReference.isName(name) ? name : "NAME"
            table.missing(
                "token",
                Sentence(
                    en: "write token = \"secret:\(safe)\", then type `geoffrin login \(safe)`",
                    fr: "écrire token = \"secret:\(safe)\", puis taper `geoffrin login \(safe)`"), &findings)
        }
        let token = table.take("token").flatMap { secret($0, table.dotted("token"), name, &findings) }
        let isUnlimited = table.value("unlimited", .flag, &findings)?.value ?? false
        for entry in table.entries
        where entry.key == "irc"
            || Self.keys.contains(where: { $0.name.utf8.elementsEqual(entry.key.utf8) })
                && !matrixKeys.contains(where: { $0.name.utf8.elementsEqual(entry.key.utf8) })
        {
            table.ignore([entry.key])
            if entry.key == "password" {
                let safe = SecretReference.isName(name) ? name : "NAME"
                findings.error(
                    entry.keyAt, table.dotted(entry.key),
                    Sentence(
                        en:
                            "on Matrix no password is kept: `geoffrin login \(safe)` asks for it once and keeps her token",
                        fr:
                            "sur Matrix aucun mot de passe n'est gardé : `geoffrin login \(safe)` le demande une fois et garde son jeton"
                    ))
                continue
            }
            findings.error(
                entry.keyAt, table.dotted(entry.key),
                Sentence(
                    en: "\(entry.key) is for IRC, and this network has matrix: a network is one of the two",
                    fr: "\(entry.key) est pour IRC, et ce réseau a matrix : un réseau est l'un des deux"))
        }
        table.finish(matrixKeys.names, places, &findings)
        guard let homeserver, let token else { return nil }
        return NetworkEntry(
            name: NetworkID(name), at: table.at,
            matrix: Matrix(homeserver: homeserver, token: token, isUnlimited: isUnlimited),
            servers: [],
            nick: "", altnicks: [], realname: nil, user: nil, pass: nil, tls: true, pins: [], sasl: nil,
            certificate: nil, certificateKey: nil, proxy: nil)
    }

    /// `https://host[:port][/path]`, without a `/` at its end. `http://` only to this machine: over a wire her token
    /// could be read (THREATS H1).
    private static func address(_ text: Located<String>, _ path: String, _ findings: inout Findings) -> Located<
        String
    >? {
        var value = text.value
        while value.utf8.last == UInt8(ascii: "/") { value = String(decoding: value.utf8.dropLast(), as: UTF8.self) }
        let isSecure = value.utf8.starts(with: "https://".utf8)
        let isPlain = value.utf8.starts(with: "http://".utf8)
        let rest = String(decoding: value.utf8.dropFirst(isSecure ? 8 : isPlain ? 7 : 0), as: UTF8.self)
        let place = rest.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).first.map(String.init)
        var quiet = Findings(file: "")
        let isFine =
            rest.utf8.allSatisfy { (0x21...0x7E).contains($0) && ![0x22, 0x23, 0x3F, 0x40, 0x5C].contains($0) }
            && place.flatMap { server(Located($0, at: text.at), path, &quiet) } != nil
        guard isFine, isSecure || isPlain else {
            // @geoffrin:example.org names the server behind its colon.
            let user = value.utf8.first == UInt8(ascii: "@") ? value.split(separator: ":", maxSplits: 1) : []
            let domain = user.count == 2 ? String(user[1]) : ""
            let isDomain = server(Located(domain, at: text.at), path, &quiet) != nil
            let example = isFine ? rest : isDomain ? domain : "atelier.example"
            findings.error(
                text.at, path,
                Sentence(
                    en: "the address of a homeserver", fr: "l'adresse d'un serveur"
                ).expected(found: Sentence(Shown.quoted(text.value)))
                    + Sentence(
                        en: "; write \(Shown.quoted("https://" + example))",
                        fr: " ; écrire \(Shown.quoted("https://" + example))"))
            return nil
        }
        let host = place.flatMap { server(Located($0, at: text.at), path, &quiet)?.value.host } ?? ""
        let isHere = host == "localhost" || host == "::1" || host.utf8.starts(with: "127.".utf8)
        if isPlain, !isHere {
            findings.error(
                text.at, path,
                Sentence(
                    en:
                        "over http:// her token could be read on the way: write https://, http:// is for this machine only",
                    fr:
                        "par http:// son jeton se lirait en chemin : écrire https://, http:// n'est que pour cette machine"
                ))
            return nil
        }
        return Located(value, at: text.at)
    }
}
