// SPDX-License-Identifier: Apache-2.0

import Chat

/// Tells the words of people who quit from those of servers.
enum PartingWords {
    /// What servers begin with when a connection is lost. Nobody's words: a bad line is no repetition.
    private static let servers: [StaticString] = [
        "ping timeout", "read error", "write error", "connection reset", "connection timed out", "connection closed",
        "remote host closed", "broken pipe", "no route to host", "operation timed out", "max sendq", "sendq exceeded",
        "recvq exceeded", "excess flood", "client quit", "client exited", "client closed connection", "eof from client",
        "input/output error", "registration timed out", "changing host", "killed (", "k-lined", "g-lined", "z-lined",
        "*.net *.split", "tls ", "ssl ",
    ]

    /// True for a text in a server's manner that leads nowhere (a link is somebody's), and for the names of two servers
    /// that lost each other.
    static func areServers(_ text: PeerText, seed: UInt64) -> Bool {
        if isSplit(text) { return true }
        guard servers.contains(where: { begins(text, $0) }) else { return false }
        return TextView(text, seed: seed).links.isEmpty
    }

    /// Two names with a dot and one space between, nothing else.
    private static func isSplit(_ text: PeerText) -> Bool {
        guard text.raw.utf8.count <= 128 else { return false }
        let names = text.raw.utf8.split(separator: 0x20, omittingEmptySubsequences: false)
        return names.count == 2
            && names.allSatisfy { name in
                name.contains(0x2E)
                    && name.allSatisfy {
                        0x61...0x7A ~= $0 | 0x20 || 0x30...0x39 ~= $0 || $0 == 0x2D || $0 == 0x2E || $0 == 0x2A
                    }
            }
    }

    /// Without the `Quit: ` that most networks put before what people say.
    static func own(_ text: PeerText) -> PeerText {
        guard begins(text, "quit:") else { return text }
        return PeerText(String(decoding: text.raw.utf8.dropFirst(5).drop { $0 == 0x20 }, as: UTF8.self))
    }

    private static func begins(_ text: PeerText, _ start: StaticString) -> Bool {
        start.withUTF8Buffer { start in
            var bytes = text.raw.utf8.makeIterator()
            return start.allSatisfy { expected in
                guard let byte = bytes.next() else { return false }
                return (0x41...0x5A ~= byte ? byte | 0x20 : byte) == expected
            }
        }
    }
}
