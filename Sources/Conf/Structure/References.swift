// SPDX-License-Identifier: Apache-2.0

internal import Chat

/// The networks of a file, to read `network/#room` and `network/account` against.
struct References: Sendable {
    /// Names of the networks that exist, in the order of the file.
    let networks: [String]
    /// Those of them that are Matrix.
    let matrix: [String]
    /// Networks whose section could not be read: nothing more is said about them.
    let later: [String]
    /// A section of networks was lost to a mistake already reported.
    let isLost: Bool

    /// A room: on IRC its name with ASCII letters folded, on Matrix as it is written, where case matters.
    func room(_ text: Located<String>, _ path: String, _ findings: inout Findings) -> Located<RoomID>? {
        guard let (network, name) = split(text) else {
            let example = roomExample(text.value)
            findings.error(
                text.at, path,
                Sentence(en: "a room as \"network/#room\"", fr: "un salon, \"réseau/#salon\"")
                    .expected(found: Sentence(Shown.quoted(text.value)))
                    + Sentence(en: "; write \(Shown.quoted(example))", fr: " ; écrire \(Shown.quoted(example))"))
            return nil
        }
        guard isKnown(network, text, path, &findings) else { return nil }
        if matrix.contains(network) { return matrixRoom(network, name, text, path, &findings) }
        guard isRoomName(name) else {
            let isMarked = name.utf8.first.map { [0x23, 0x26, 0x2B, 0x21].contains($0) } ?? true
            let example = !isMarked && isRoomName("#" + name) ? Shown.quoted("\(network)/#\(name)") : nil
            findings.error(
                text.at, path,
                Sentence(
                    en: "a room's name begins with # and has no space or comma, found \(Shown.quoted(name))",
                    fr: "un nom de salon commence par #, sans espace ni virgule ; trouvé : \(Shown.quoted(name))")
                    + write(example ?? several(text.value) ?? severalRooms(network, name)))
            return nil
        }
        if hasDomain(name) {
            let example = Shown.quoted("\(matrix.first ?? "matrix")/\(name)")
            findings.warning(
                text.at, path,
                Sentence(
                    en: "\(network) is IRC, and this looks like a room of Matrix, which is written \(example)",
                    fr: "\(network) est IRC, et ceci a l'air d'un salon Matrix, qui s'écrit \(example)"))
        }
        return Located(RoomID(NetworkID(network), ByteString(name).asciiLowercased), at: text.at)
    }

    /// Someone by account: nicknames and masks identify nobody (THREATS A5, C8).
    func person(_ text: Located<String>, _ path: String, _ findings: inout Findings) -> Located<PersonID>? {
        guard let (network, account) = split(text), !account.isEmpty else {
            if text.value.utf8.first == UInt8(ascii: "@") { return wholeUser(text, path, &findings) }
            if isRoomName(text.value) { return aRoom(text, path, &findings) }
            if let list = severalAccounts(text.value) { return several(list, text, path, &findings) }
            let example =
                (networks.first { !matrix.contains($0) } ?? "libera") + "/"
                + (text.value.isEmpty ? "margaux" : text.value)
            findings.error(
                text.at, path,
                Sentence(en: "an account as \"network/account\"", fr: "un compte, \"réseau/compte\"")
                    .expected(found: Sentence(Shown.quoted(text.value)))
                    + Sentence(
                        en: "; anyone can take a nickname: write \(Shown.quoted(example)) if that is the account",
                        fr: " ; un pseudonyme se prend : écrire \(Shown.quoted(example)) si c'est bien le compte"))
            return nil
        }
        guard isKnown(network, text, path, &findings) else { return nil }
        if matrix.contains(network) { return matrixPerson(network, account, text, path, &findings) }
        if account.utf8.first == UInt8(ascii: "@"), hasDomain(account) {
            let example = Shown.quoted("\(matrix.first ?? "matrix")/\(account)")
            findings.error(
                text.at, path,
                Sentence(
                    en: "\(network) is IRC, and \(Shown.quoted(account)) is someone on Matrix; write \(example)",
                    fr: "\(network) est IRC, et \(Shown.quoted(account)) est quelqu'un sur Matrix ; écrire \(example)"))
            return nil
        }
        if isRoomName(account) { return aRoom(text, path, &findings) }
        guard
            !account.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F || [0x2A, 0x3F, 0x21, 0x40, 0x2C].contains($0) })
        else {
            findings.error(
                text.at, path,
                Sentence(
                    en: "an account, whole: a mask or pattern fits strangers too, found \(Shown.quoted(text.value))",
                    fr:
                        "un compte entier : un masque convient aussi à des inconnus, trouvé : \(Shown.quoted(text.value))"
                ) + write(several(text.value)))
            return nil
        }
        let key = ByteString(account).asciiLowercased
        return Located(PersonID(NetworkID(network), .account, key), at: text.at)
    }

    private func split(_ text: Located<String>) -> (String, String)? {
        let bytes = Array(text.value.utf8)
        // An address, `https://matrix.to/#/#room:server`, names no network.
        guard let slash = bytes.firstIndex(of: UInt8(ascii: "/")), slash > 0, !isRoomName(text.value),
            bytes[slash - 1] != UInt8(ascii: ":")
        else { return nil }
        return (
            String(decoding: bytes[..<slash], as: UTF8.self), String(decoding: bytes[(slash + 1)...], as: UTF8.self)
        )
    }

    func isKnown(_ network: String, _ text: Located<String>, _ path: String, _ findings: inout Findings) -> Bool {
        if networks.contains(where: { $0.utf8.elementsEqual(network.utf8) }) { return true }
        guard !later.contains(network), !isLost else { return false }
        let hint = Suggestion.hint(for: network, among: networks)
        let known =
            networks.isEmpty
            ? Sentence(en: "; there is no [network.…] yet", fr: " ; il n'y a pas encore de [network.…]")
            : hint.en.isEmpty
                ? Sentence(
                    en: "; known: \(networks.joined(separator: ", "))",
                    fr: " ; connus : \(networks.joined(separator: ", "))")
                : hint
        let message =
            Sentence(en: "unknown network \(Shown.quoted(network))", fr: "réseau inconnu \(Shown.quoted(network))")
            + known
        // Where there is none at all, one section mends every place that names it.
        if networks.isEmpty, findings.diagnostics.contains(where: { $0.message == message }) { return false }
        findings.error(text.at, path, message)
        return false
    }

    /// RFC 1459 §1.3, with the prefixes of RFC 2811 §2.1.
    private func isRoomName(_ name: String) -> Bool {
        guard let first = name.utf8.first, [0x23, 0x26, 0x2B, 0x21].contains(first), name.utf8.count <= 200 else {
            return false
        }
        return name.utf8.count > 1 && !name.utf8.contains { $0 <= 0x20 || $0 == 0x2C || $0 == 0x7F }
    }
}
