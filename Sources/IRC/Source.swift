// SPDX-License-Identifier: Apache-2.0

import Chat

/// The author of a message: `nick[!user][@host]`, or a server's name.
public struct Source {
    public let nick: Bytes
    public let user: Bytes
    public let host: Bytes

    public init(_ bytes: Bytes) {
        let at = bytes.position(of: UInt8(ascii: "@"))
        let bang = bytes.position(of: UInt8(ascii: "!")).flatMap { position in
            at.map { position < $0 } ?? true ? position : nil
        }
        let nameEnd = bang ?? at ?? bytes.count
        nick = bytes.part(0, nameEnd)
        user = bang.map { bytes.part($0 + 1, at ?? bytes.count) } ?? .none
        host = at.map { bytes.part($0 + 1, bytes.count) } ?? .none
    }

    /// Says its user and host, so it is a person (or services), not a server.
    var isPerson: Bool { !host.isEmpty }
}
