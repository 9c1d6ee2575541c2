// SPDX-License-Identifier: Apache-2.0

import Chat

/// Relays that nobody has declared: whoever has been about as long as a regular and hardly says anything but `<name> text`
/// speaks for many. Such a line is judged by what stands behind the name and beside what the same name said, and nothing is
/// done about it that a moderator has not agreed to: silencing a relay silences everybody behind it.
extension Engine {
    /// Counts a line as carried or not; what it carries, where its author is such a relay.
    mutating func carried(_ message: Message, by number: Int32, _ standing: Standing) -> RelayedLine? {
        guard message.carrier == .message, message.edits == nil, !message.isPrivate else { return nil }
        let line = CarriedLine.read(message.text)
        // Nearly always.
        if line == nil, state.persons[number].carries == .none { return nil }
        let isOther = line.map { ByteString($0.name) != ByteString(state.persons[number].name.raw) } ?? false
        state.persons[number].carries.count(isOther)
        guard let line, isCarrier(number, standing), line.name.utf8.count <= CarriedLine.nameMost else { return nil }
        // What stands where a name should is read as what it is.
        return TextView(PeerText(line.name), seed: policy.textSeed).features.words <= 3 ? line : nil
    }

    func isCarrier(_ number: Int32, _ standing: Standing) -> Bool {
        standing != .newcomer && state.persons[number].carries.isServant
    }
}

enum CarriedLine {
    /// `<alice> hello`, and `[network] <alice> hello` of a relay that joins several.
    static func read(_ text: PeerText) -> RelayedLine? {
        var bytes = text.raw.utf8[...]
        guard let first = bytes.first, first == 0x5B || first == 0x3C || first < 0x20 else { return nil }
        // The network, and when it was said, of what was kept back.
        for _ in 1...tagsMost where bytes.first == 0x5B {
            guard let end = bytes.prefix(tagMost).firstIndex(of: 0x5D) else { return nil }
            bytes = bytes[bytes.index(after: end)...]
            guard bytes.first == 0x20 else { return nil }
            bytes = bytes.dropFirst()
        }
        return RelayedLine(first == 0x5B ? PeerText(String(decoding: bytes, as: UTF8.self)) : text)
    }
    /// Bytes of a name.
    static let nameMost = 32
    private static let tagsMost = 2
    private static let tagMost = 34

    /// Whose line it is: lines of two people are no repetition.
    static func mark(of line: RelayedLine, seed: UInt64) -> UInt16 {
        max(1, UInt16(truncatingIfNeeded: SeededHash.of(line.name.utf8, seed: seed)))
    }
}
