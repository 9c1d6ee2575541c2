// SPDX-License-Identifier: Apache-2.0

import Chat

/// Where a link of Matrix leads that stands for somebody or for a room (client-server API, "User and room mentions";
/// appendices, "matrix.to navigation" and "matrix: URI scheme"). Nil of `init` for every other link, one to a message among them.
enum MatrixLink: Sendable, Hashable {
    case user(ByteString)
    case room(ByteString)

    init?(_ link: String) {
        for (start, sigil) in Self.starts where link.utf8.starts(with: start.utf8) {
            let rest = link.utf8.dropFirst(start.utf8.count).prefix { $0 != UInt8(ascii: "?") }
            let id = ByteString((sigil.map { [$0] } ?? []) + Self.unescaped(Array(rest)))
            switch id.bytes.first {
            case UInt8(ascii: "@") where id.isUser && id.hasPlainServer: self = .user(id)
            case UInt8(ascii: "#") where id.bytes.count <= 255 && id.hasPlainServer: self = .room(id)
            case UInt8(ascii: "!") where id.isRoom && (id.server == nil || id.hasPlainServer): self = .room(id)
            default: return nil
            }
            return
        }
        return nil
    }

    private static let starts: [(String, UInt8?)] = [
        ("https://matrix.to/#/", nil), ("matrix:u/", UInt8(ascii: "@")), ("matrix:r/", UInt8(ascii: "#")),
        ("matrix:roomid/", UInt8(ascii: "!")),
    ]

    private static func unescaped(_ bytes: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        var i = 0
        while i < bytes.count {
            if bytes[i] == UInt8(ascii: "%"), i + 2 < bytes.count,
                let value = UInt8(String(decoding: bytes[i + 1...i + 2], as: UTF8.self), radix: 16)
            {
                out.append(value)
                i += 3
            } else {
                out.append(bytes[i])
                i += 1
            }
        }
        return out
    }
}

extension ByteString {
    /// A host and perhaps a port stand behind the first colon, and nothing else: no path of another address.
    fileprivate var hasPlainServer: Bool {
        let server = bytes.drop { $0 != UInt8(ascii: ":") }.dropFirst()
        return !server.isEmpty
            && server.allSatisfy { c in
                switch c {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: ":"),
                    UInt8(ascii: "["), UInt8(ascii: "]"):
                    true
                default: false
                }
            }
    }
}
