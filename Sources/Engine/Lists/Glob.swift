// SPDX-License-Identifier: Apache-2.0

import Chat

/// A pattern with `*` (any bytes, also none) and `?` (one byte), as policy lists write them.
///
/// Linear in the text, whatever the pattern (THREATS G5): all places of the pattern that the text may have reached are
/// bits of one word of 256, moved on together.
struct Glob: Sendable {
    private typealias Bits = SIMD4<UInt64>

    /// Bytes of a pattern, stars not counted.
    static let longest = 255

    /// For each byte, which row of `matching` is its; row 0 is that of bytes the pattern does not name.
    private var row = [UInt8](repeating: 0, count: 256)
    /// Per row: the places whose next byte it may be.
    private var matching: [Bits] = [.zero]
    /// Places at which a star stands: they may be stayed at.
    private var staying = Bits.zero
    private let end: Int

    /// Nil for a pattern longer than `longest`.
    init?(_ pattern: ByteString) {
        let bytes = pattern.bytes
        let count = bytes.count { $0 != Self.star }
        guard count <= Self.longest else { return nil }
        end = count
        var place = 0
        var any = Bits.zero
        for byte in bytes {
            switch byte {
            case Self.star: Self.set(place, in: &staying)
            case Self.one:
                Self.set(place, in: &any)
                place += 1
            default:
                if row[Int(byte)] == 0 {
                    row[Int(byte)] = UInt8(matching.count)
                    matching.append(.zero)
                }
                Self.set(place, in: &matching[Int(row[Int(byte)])])
                place += 1
            }
        }
        for index in matching.indices { matching[index] |= any }
    }

    /// Whether the whole of `text` fits.
    func matches(_ text: ByteString) -> Bool {
        var reached = Bits.zero
        Self.set(0, in: &reached)
        for byte in text.bytes {
            let moved = reached & matching[Int(row[Int(byte)])]
            reached = Self.next(moved) | (reached & staying)
            if reached == .zero { return false }
        }
        return reached[end / 64] & (1 << UInt64(end % 64)) != 0
    }

    private static let star = UInt8(ascii: "*")
    private static let one = UInt8(ascii: "?")

    private static func set(_ place: Int, in bits: inout Bits) { bits[place / 64] |= 1 << UInt64(place % 64) }

    private static func next(_ bits: Bits) -> Bits {
        var moved = bits &<< Bits(repeating: 1)
        for lane in 1..<4 { moved[lane] |= bits[lane - 1] >> 63 }
        return moved
    }
}
