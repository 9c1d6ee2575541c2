// SPDX-License-Identifier: Apache-2.0

import Chat

/// Reads the tag section of a message. IRCv3 message-tags: `@key[=value]*(;key[=value])`.
enum TagReader {
    /// Tags kept of one message; further ones are ignored.
    static let limit = 256

    /// Every tag in order, the value still escaped; a missing value is an empty one.
    static func forEach(_ tags: Bytes, _ body: (_ key: Bytes, _ value: Bytes) -> Void) {
        tags.pieces(UInt8(ascii: ";")) { piece in
            let equals = piece.position(of: UInt8(ascii: "=")) ?? piece.count
            guard equals > 0 else { return }
            body(piece.part(0, equals), piece.part(equals + 1, piece.count))
        }
    }

    /// `\:` `\s` `\\` `\r` `\n` undone; a lone or unknown backslash is dropped.
    static func unescaped(_ value: Bytes) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(value.count)
        var isEscape = false
        for byte in value {
            if isEscape {
                switch byte {
                case UInt8(ascii: ":"): out.append(UInt8(ascii: ";"))
                case UInt8(ascii: "s"): out.append(0x20)
                case UInt8(ascii: "r"): out.append(0x0D)
                case UInt8(ascii: "n"): out.append(0x0A)
                default: out.append(byte)
                }
                isEscape = false
            } else if byte == UInt8(ascii: "\\") {
                isEscape = true
            } else {
                out.append(byte)
            }
        }
        return out
    }

    static func escaped(_ value: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        for byte in value {
            switch byte {
            case UInt8(ascii: ";"): out += Array("\\:")
            case 0x20: out += Array("\\s")
            case UInt8(ascii: "\\"): out += Array("\\\\")
            case 0x0D: out += Array("\\r")
            case 0x0A: out += Array("\\n")
            default: out.append(byte)
            }
        }
        return out
    }
}

/// The tags the session reads of one message.
struct KnownTags {
    var account: Bytes?
    var time: Bytes?
    var messageID: Bytes?
    var batch: Bytes?
    var isBot = false

    init(_ tags: Bytes) {
        guard !tags.isEmpty else { return }
        var found = KnownTags()
        TagReader.forEach(tags) { key, value in
            if key.equals("time") {
                found.time = value
            } else if key.equals("account") {
                found.account = value.isEmpty ? nil : value
            } else if key.equals("msgid") {
                found.messageID = value.isEmpty ? nil : value
            } else if key.equals("batch") {
                found.batch = value.isEmpty ? nil : value
            } else if key.equals("bot") || key.equals("draft/bot") {
                found.isBot = true
            }
        }
        self = found
    }

    private init() {}
}
