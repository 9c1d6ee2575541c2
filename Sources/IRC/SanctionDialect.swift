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
    /// first) and, after a crash, to look for what was set.
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

    /// `m:` (InspIRCd 3, Ergo), `$m:` (hybrid), `~q:` (UnrealIRCd).
    var muteExtBan: [UInt8]? {
        guard !support.extBanTypes.isEmpty else { return nil }
        let prefix = support.extBanPrefix.map { [$0] } ?? []
        if support.extBanPrefix == UInt8(ascii: "~"), support.extBanTypes.contains(UInt8(ascii: "q")) {
            return prefix + [UInt8]("q:")
        }
        return support.extBanTypes.contains(UInt8(ascii: "m")) ? prefix + [UInt8]("m:") : nil
    }

    /// `$a:` (solanum, hybrid), `~a:` (UnrealIRCd), `R:` (InspIRCd 3); ACCOUNTEXTBAN where the server names it.
    var accountMatch: [UInt8]? {
        let prefix = support.extBanPrefix.map { [$0] } ?? []
        if let name = support.accountExtBan, Mask.isPlain(name) { return prefix + name + [UInt8(ascii: ":")] }
        switch support.extBanPrefix {
        case UInt8(ascii: "$"), UInt8(ascii: "~"):
            return support.extBanTypes.contains(UInt8(ascii: "a")) ? prefix + [UInt8]("a:") : nil
        case nil: return support.extBanTypes.contains(UInt8(ascii: "R")) ? [UInt8]("R:") : nil
        default: return nil
        }
    }

    /// What a change of a list by somebody else means to people.
    func meaning(letter: UInt8, mask: Bytes, isAdded: Bool) -> Event.Observed.What? {
        let isMute =
            letter == UInt8(ascii: "q")
            || letter == UInt8(ascii: "b") && muteExtBan.map { isPrefix($0, of: mask) } ?? false
        guard letter == UInt8(ascii: "b") || isMute else { return nil }
        return isMute ? (isAdded ? .muted : .unmuted) : (isAdded ? .banned : .unbanned)
    }

    /// The mask of people inside a list entry: without `m:` or `~q:`.
    func plainMask(_ mask: Bytes) -> Mask {
        if let prefix = muteExtBan, isPrefix(prefix, of: mask) {
            return Mask(verbatim: mask.part(prefix.count, mask.count).array)
        }
        return Mask(verbatim: mask.array)
    }

    private func isPrefix(_ prefix: [UInt8], of mask: Bytes) -> Bool { mask.part(0, prefix.count).equals(prefix) }
}
