// SPDX-License-Identifier: Apache-2.0

import Chat

/// The verbs a session reads.
enum Verb: Sendable {
    case privmsg, notice, join, part, quit, nick, kick, mode, topic, invite, account, chghost, setname, batch
    case cap, authenticate, ping, pong, error, fail, knock, away, redact
    case numeric(Int)
    case other

    init(_ bytes: Bytes) {
        if bytes.count == 3, let number = bytes.number(limit: 999) {
            self = .numeric(number)
            return
        }
        guard bytes.count <= 12 else {
            self = .other
            return
        }
        switch CaseMapping.upper8(bytes) {
        case Self.word("PRIVMSG"): self = .privmsg
        case Self.word("NOTICE"): self = .notice
        case Self.word("JOIN"): self = .join
        case Self.word("PART"): self = .part
        case Self.word("QUIT"): self = .quit
        case Self.word("NICK"): self = .nick
        case Self.word("KICK"): self = .kick
        case Self.word("MODE"): self = .mode
        case Self.word("TOPIC"): self = .topic
        case Self.word("INVITE"): self = .invite
        case Self.word("ACCOUNT"): self = .account
        case Self.word("CHGHOST"): self = .chghost
        case Self.word("SETNAME"): self = .setname
        case Self.word("BATCH"): self = .batch
        case Self.word("CAP"): self = .cap
        case Self.word("AUTHENTI"): self = bytes.count == 12 ? .authenticate : .other
        case Self.word("PING"): self = .ping
        case Self.word("PONG"): self = .pong
        case Self.word("ERROR"): self = .error
        case Self.word("FAIL"): self = .fail
        case Self.word("KNOCK"): self = .knock
        case Self.word("AWAY"): self = .away
        case Self.word("REDACT"): self = .redact
        default: self = .other
        }
    }

    /// Up to eight letters as one number.
    @inline(__always)
    private static func word(_ text: StaticString) -> UInt64 {
        var value: UInt64 = 0
        for index in 0..<text.utf8CodeUnitCount { value = value << 8 | UInt64(text.utf8Start[index]) }
        return value
    }
}

extension CaseMapping {
    /// The first eight bytes in upper case as one number.
    @inline(__always)
    static func upper8(_ bytes: Bytes) -> UInt64 {
        var value: UInt64 = 0
        for index in 0..<Swift.min(8, bytes.count) {
            let byte = bytes[index]
            value = value << 8 | UInt64(byte >= 0x61 && byte <= 0x7A ? byte & 0xDF : byte)
        }
        return value
    }
}
