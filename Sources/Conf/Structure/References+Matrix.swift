// SPDX-License-Identifier: Apache-2.0

internal import Chat

/// Names of Matrix, which are bytes: case matters, and nothing is folded
/// (https://spec.matrix.org/v1.16/appendices/#identifier-grammar).
extension References {
    /// `#alias:server` or `!id`; since room version 12 an id names no server.
    func matrixRoom(
        _ network: String, _ name: String, _ text: Located<String>, _ path: String, _ findings: inout Findings
    ) -> Located<RoomID>? {
        let bytes = Array(name.utf8)
        let isFine =
            switch bytes.first {
            case UInt8(ascii: "#"): Self.hasServer(bytes)
            case UInt8(ascii: "!"): bytes.count > 1
            default: false
            }
        guard isFine, Self.isIdentifier(bytes) else {
            findings.error(
                text.at, path,
                Sentence(
                    en: "a Matrix room is #name:server or !id, found \(Shown.quoted(name))",
                    fr: "un salon Matrix s'écrit #nom:serveur ou !id ; trouvé : \(Shown.quoted(name))"))
            return nil
        }
        return Located(RoomID(NetworkID(network), ByteString(name)), at: text.at)
    }

    /// A room of Matrix in which others keep a policy list.
    func policyList(_ text: Located<String>, _ path: String, _ findings: inout Findings) -> Located<RoomID>? {
        guard let room = room(text, path, &findings) else { return nil }
        guard matrix.contains(room.value.network.description) else {
            findings.error(
                text.at, path,
                Sentence(
                    en: "policy lists are rooms of Matrix, found \(Shown.quoted(text.value))",
                    fr: "une liste de modération est un salon Matrix ; trouvé : \(Shown.quoted(text.value))"))
            return nil
        }
        return room
    }

    /// `@name:server`, whole.
    func matrixPerson(
        _ network: String, _ account: String, _ text: Located<String>, _ path: String, _ findings: inout Findings
    ) -> Located<PersonID>? {
        let bytes = Array(account.utf8)
        guard bytes.first == UInt8(ascii: "@"), Self.hasServer(bytes), Self.isIdentifier(bytes),
            !bytes.contains(where: { $0 == 0x2A || $0 == 0x3F })
        else {
            findings.error(
                text.at, path,
                Sentence(
                    en: "someone on Matrix is @name:server, whole, found \(Shown.quoted(account))",
                    fr: "quelqu'un sur Matrix s'écrit @nom:serveur, en entier ; trouvé : \(Shown.quoted(account))"))
            return nil
        }
        return Located(PersonID(NetworkID(network), .account, ByteString(account)), at: text.at)
    }

    /// At most 255 bytes, nothing invisible.
    private static func isIdentifier(_ bytes: [UInt8]) -> Bool {
        bytes.count <= 255 && !bytes.contains { $0 <= 0x20 || $0 == 0x7F }
    }

    /// Something on both sides of the first colon.
    private static func hasServer(_ bytes: [UInt8]) -> Bool {
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { return false }
        return colon > 1 && colon < bytes.count - 1
    }
}
