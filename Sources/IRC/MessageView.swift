// SPDX-License-Identifier: Apache-2.0

import Chat

/// One message of the protocol, as positions in the bytes it was read from: parsing allocates nothing for up to
/// fifteen parameters. Valid only as long as those bytes are.
///
/// ```
/// message = ["@" tags SPACE] [":" source SPACE] verb *(SPACE param) [SPACE ":" trailing]
/// ```
/// RFC 1459 §2.3.1, IRCv3 message-tags. More than fifteen parameters and runs of spaces are accepted.
public struct MessageView {
    struct Part {
        var start: Int32 = 0
        var end: Int32 = 0
    }

    let bytes: Bytes
    private(set) var tagPart = Part()
    private(set) var sourcePart = Part()
    private(set) var verbPart = Part()
    private var first = InlineArray<15, Part>(repeating: Part())
    private var more: [Part] = []
    /// How many parameters there are, the trailing one included.
    public private(set) var count = 0

    /// Nil when there is no verb, or for more than 1 MiB (the framer's bound is far below).
    public init?(_ bytes: Bytes) {
        guard bytes.count < 1 << 20 else { return nil }
        self.bytes = bytes
        let end = bytes.count
        var at = 0
        if end > 0, bytes[0] == UInt8(ascii: "@") {
            let stop = bytes.position(of: 0x20, from: 1) ?? end
            tagPart = Part(start: 1, end: Int32(stop))
            at = Self.skipSpaces(bytes, stop)
        }
        if at < end, bytes[at] == UInt8(ascii: ":") {
            let stop = bytes.position(of: 0x20, from: at) ?? end
            sourcePart = Part(start: Int32(at + 1), end: Int32(stop))
            at = Self.skipSpaces(bytes, stop)
        }
        guard at < end else { return nil }
        let stop = bytes.position(of: 0x20, from: at) ?? end
        verbPart = Part(start: Int32(at), end: Int32(stop))
        at = Self.skipSpaces(bytes, stop)
        while at < end {
            if bytes[at] == UInt8(ascii: ":") {
                add(Part(start: Int32(at + 1), end: Int32(end)))
                break
            }
            let stop = bytes.position(of: 0x20, from: at) ?? end
            add(Part(start: Int32(at), end: Int32(stop)))
            at = Self.skipSpaces(bytes, stop)
        }
    }

    /// The tag section without its `@`; empty when there is none.
    public var tags: Bytes { slice(tagPart) }
    /// `nick!user@host` or a server's name; empty when there is none.
    public var source: Bytes { slice(sourcePart) }
    public var verb: Bytes { slice(verbPart) }

    /// A parameter; empty bytes when there is none at `index`, so that a short message cannot trap.
    public subscript(_ index: Int) -> Bytes {
        guard index >= 0, index < count else { return .none }
        return slice(index < 15 ? first[index] : more[index - 15])
    }

    /// The last parameter, empty when there is none.
    public var last: Bytes { self[count - 1] }

    private mutating func add(_ part: Part) {
        if count < 15 { first[count] = part } else { more.append(part) }
        count += 1
    }

    private func slice(_ part: Part) -> Bytes { bytes.part(Int(part.start), Int(part.end)) }

    private static func skipSpaces(_ bytes: Bytes, _ start: Int) -> Int {
        var at = start
        while at < bytes.count, bytes[at] == 0x20 { at += 1 }
        return at
    }
}
