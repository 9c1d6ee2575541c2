// SPDX-License-Identifier: Apache-2.0

public import Chat

/// The grammar of identifiers, by bytes (Matrix appendices, "Identifier Grammar"): never folded, at most 255 bytes.
extension ByteString {
    /// `@local:server`.
    public var isUser: Bool { isIdentifier(UInt8(ascii: "@")) && server != nil }
    /// `!opaque` (room version 12: no server) or `!opaque:server`.
    public var isRoom: Bool { isIdentifier(UInt8(ascii: "!")) }
    public var isEventID: Bool { isIdentifier(UInt8(ascii: "$")) }

    private func isIdentifier(_ sigil: UInt8) -> Bool {
        bytes.first == sigil && bytes.count > 1 && bytes.count <= 255 && !bytes.contains { $0 <= 0x20 || $0 == 0x7F }
    }

    /// Between sigil and first colon.
    public var localpart: ByteString {
        ByteString(Array(bytes.dropFirst().prefix { $0 != UInt8(ascii: ":") }))
    }

    /// For one segment of a path or one value of a query (RFC 3986 §2.3): everything else escaped.
    public var percentEncoded: String {
        var out: [UInt8] = []
        for c in bytes {
            switch c {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                out.append(c)
            default:
                out.append(UInt8(ascii: "%"))
                out += [c >> 4, c & 15].map { $0 < 10 ? 0x30 + $0 : 0x37 + $0 }
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}
