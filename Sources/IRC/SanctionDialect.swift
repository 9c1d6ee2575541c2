// SPDX-License-Identifier: Apache-2.0

public import Chat

/// How to silence or to ban one person on this server, derived from what it advertises, never from its name.
public struct SanctionDialect {
    /// A list mode and the mask in it, as a receipt keeps it: `q *!*@host`, `b m:*!*@host`.
    public struct Mark: Hashable, Sendable {
        public let letter: UInt8
        public let mask: Mask

        public init(letter: UInt8, mask: Mask) {
            self.letter = letter
            self.mask = mask
        }

        /// Reads a receipt's mark; nil for anything that is no list mode with a mask of one word.
        public init?(_ mark: ByteString) {
            guard mark.bytes.count > 2, mark.bytes[1] == 0x20 else { return nil }
            let mask = Array(mark.bytes.dropFirst(2))
            let letters = UInt8(ascii: "A")...UInt8(ascii: "z")
            guard letters.contains(mark.bytes[0]), mask[0] != UInt8(ascii: ":"), !mask.contains(where: { $0 <= 0x20 })
            else { return nil }
            self.init(letter: mark.bytes[0], mask: Mask(verbatim: mask))
        }

        public var text: ByteString { ByteString([letter, 0x20] + mask.bytes) }
    }

    enum Purpose { case mute, ban }

    let support: ISupport

    /// Everything that could have been set for these marks of a person, the one to prefer first. Used to set (the
    /// first, or the next one where the server refuses it) and, after a crash, to look for what was set.
    func marks(_ purpose: Purpose, account: ByteString?, plain: [Mask]) -> [Mark] {
        var matchers: [[UInt8]] = []
        if let account, Mask.isPlain(account.bytes), let prefix = accountMatch {
            matchers.append(prefix + account.bytes)
        }
        matchers += plain.map(\.bytes)
        return matchers.map { matcher in
            switch purpose {
            case .ban: Mark(letter: UInt8(ascii: "b"), mask: Mask(verbatim: matcher))
            case .mute: mute(matcher)
            }
        }
    }

    private func mute(_ matcher: [UInt8]) -> Mark {
        if support.modes.hasList(UInt8(ascii: "q")) {
            return Mark(letter: UInt8(ascii: "q"), mask: Mask(verbatim: matcher))
        }
        if let prefix = muteExtBan { return Mark(letter: UInt8(ascii: "b"), mask: Mask(verbatim: prefix + matcher)) }
        // No quiet at all: a ban without a kick keeps a member from speaking.
        return Mark(letter: UInt8(ascii: "b"), mask: Mask(verbatim: matcher))
    }

    private var prefix: [UInt8] { support.extBanPrefix.map { [$0] } ?? [] }
    private func has(_ type: UInt8) -> Bool { support.extBanTypes.contains(type) }
    private var isUnreal: Bool { support.extBanPrefix == UInt8(ascii: "~") }

    /// `m:` (InspIRCd 3, Ergo), `$m:` (hybrid), `~q:` (UnrealIRCd).
    var muteExtBan: [UInt8]? {
        guard !support.extBanTypes.isEmpty else { return nil }
        if isUnreal, has(UInt8(ascii: "q")) { return prefix + [UInt8]("q:") }
        return has(UInt8(ascii: "m")) ? prefix + [UInt8]("m:") : nil
    }

    /// `$a:` (solanum, hybrid), `~a:` (UnrealIRCd), `R:` (InspIRCd 3); ACCOUNTEXTBAN where the server names it.
    var accountMatch: [UInt8]? {
        if let name = support.accountExtBan, Mask.isPlain(name) { return prefix + name + [UInt8(ascii: ":")] }
        switch support.extBanPrefix {
        case UInt8(ascii: "$"), UInt8(ascii: "~"): return has(UInt8(ascii: "a")) ? prefix + [UInt8]("a:") : nil
        case nil: return has(UInt8(ascii: "R")) ? [UInt8]("R:") : nil
        default: return nil
        }
    }

    /// The lists that tell who is sanctioned or spared, of those that the server has.
    var lists: [UInt8] {
        ([UInt8(ascii: "b"), UInt8(ascii: "q")] + [support.exceptMode].compactMap { $0 }).filter(support.modes.hasList)
    }

    // MARK: - An end that the server keeps

    enum Timing: Equatable {
        /// `TBAN <room> <seconds>s <mask>` (InspIRCd; named by no token).
        case command
        /// `~t:<minutes>:<mask>` (UnrealIRCd).
        case mask
    }

    var timing: Timing? {
        if isUnreal, has(UInt8(ascii: "t")) { return .mask }
        return !support.lacksTimedCommand && support.software.lend { $0.hasPrefix("InspIRCd") } ? .command : nil
    }

    /// The same mark with its end in it; nil where the server takes none this long.
    static func timed(_ mark: Mark, for span: TimeSpan) -> Mark? {
        let minutes = (max(.zero, span).milliseconds + 59_999) / 60_000
        guard (1...9999).contains(minutes) else { return nil }
        return Mark(
            letter: mark.letter, mask: Mask(verbatim: [UInt8]("~t:") + Array("\(minutes):".utf8) + mark.mask.bytes))
    }

    // MARK: - Reading what others set

    /// What an entry of a list says, whichever way the server writes it: by letters or by names.
    struct Reading: Equatable {
        /// A mask of the form `nick!user@host`, or an account, or what only the server understands.
        var matcher: [UInt8]
        var isAccount = false
        var isMute = false
    }

    func read(_ mask: Bytes) -> Reading {
        var reading = Reading(matcher: mask.array)
        guard !support.extBanTypes.isEmpty else { return reading }
        // Such marks are nested: an end, then a quiet, then whom.
        for _ in 0..<4 {
            let rest = reading.matcher
            guard rest.starts(with: prefix), let colon = rest.firstIndex(of: UInt8(ascii: ":")) else { break }
            let inner = Array(rest[(colon + 1)...])
            switch Array(rest[prefix.count..<colon]) {
            case Array("t".utf8), Array("time".utf8):
                guard isUnreal, let end = inner.firstIndex(of: UInt8(ascii: ":")) else { return reading }
                reading.matcher = Array(inner[(end + 1)...])
            case Array("q".utf8) where isUnreal, Array("quiet".utf8) where isUnreal,
                Array("m".utf8) where has(UInt8(ascii: "m")), Array("mute".utf8) where has(UInt8(ascii: "m")):
                reading.isMute = true
                reading.matcher = inner
            case Array("a".utf8) where !prefix.isEmpty, Array("R".utf8) where prefix.isEmpty && has(UInt8(ascii: "R")),
                Array("account".utf8):
                reading.isAccount = true
                reading.matcher = inner
                return reading
            default: return reading
            }
        }
        return reading
    }

    /// What a change of a list by somebody else means to people.
    func meaning(letter: UInt8, mask: Bytes, isAdded: Bool) -> Event.Observed.What? {
        let isMute = letter == UInt8(ascii: "q") || letter == UInt8(ascii: "b") && read(mask).isMute
        guard letter == UInt8(ascii: "b") || isMute else { return nil }
        return isMute ? (isAdded ? .muted : .unmuted) : (isAdded ? .banned : .unbanned)
    }
}
