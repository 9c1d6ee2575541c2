// SPDX-License-Identifier: Apache-2.0

/// Cuts a text into pieces that fit a line, by bytes, never inside a scalar, at a space where one is near.
///
/// A continuation begins with `… `: what stands after a cut may be another's words, and a line that begins with
/// `!op eve` is an order to services and bots (THREATS B4).
enum TextSplitter {
    static let continuation = [UInt8]("… ")

    /// At most `lines` pieces of at most `budget` bytes; what remains after them is cut off with `…`.
    static func pieces(_ text: [UInt8], budget: Int, lines: Int) -> [[UInt8]] {
        let budget = max(32, budget)
        var pieces: [[UInt8]] = []
        var start = 0
        while start < text.count, pieces.count < lines {
            let lead = pieces.isEmpty ? [] : continuation
            let room = budget - lead.count
            if text.count - start <= room {
                pieces.append(lead + text[start...])
                return pieces
            }
            let isLast = pieces.count == lines - 1
            let end = cut(text, start, room - (isLast ? 4 : 0))
            pieces.append(lead + text[start..<end] + (isLast ? [UInt8](" …") : []))
            start = end
            while start < text.count, text[start] == 0x20 { start += 1 }
        }
        return pieces
    }

    /// Where to cut so that at most `room` bytes stand before: at the last space of the second half, else between
    /// scalars. Always after `start`.
    private static func cut(_ text: [UInt8], _ start: Int, _ room: Int) -> Int {
        var end = min(text.count, start + room)
        while end > start + 1, end < text.count, text[end] & 0xC0 == 0x80 { end -= 1 }
        var space = end
        while space > start + room / 2 {
            if text[space - 1] == 0x20 { return space - 1 }
            space -= 1
        }
        return end
    }
}
