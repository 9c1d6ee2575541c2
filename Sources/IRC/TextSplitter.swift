// SPDX-License-Identifier: Apache-2.0

/// Cuts a text into pieces that fit a line, by bytes, never inside a scalar, at a space where one is near, and not
/// inside what reads as one sign (a family of emoji, a letter and its accent, a flag) unless that alone fills half a line.
///
/// A continuation begins with `… `: what stands after a cut may be another's words, and a line that begins with
/// `!op eve` is an order to services and bots (THREATS B4).
enum TextSplitter {
    static let continuation = [UInt8]("… ")

    /// At most `lines` pieces of at most `budget` bytes, which are at least 32; what remains after them is cut off
    /// with `…`.
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
        var end = scalar(text, min(text.count, start + room), after: start)
        var space = end
        while space > start + room / 2 {
            if text[space - 1] == 0x20 { return space - 1 }
            space -= 1
        }
        let hard = end
        while end > start + room / 2, !isBoundary(text, end, from: start) {
            end = scalar(text, end - 1, after: start)
        }
        return end > start + room / 2 ? end : hard
    }

    /// One line of at most `limit` bytes, however few; what does not fit is cut off with `…` where that fits.
    static func line(_ text: [UInt8], limit: Int) -> [UInt8] {
        guard text.count > limit else { return text }
        guard limit >= 8 else { return Array(text[..<scalar(text, max(0, limit), after: -1)]) }
        return Array(text[..<cut(text, 0, limit - 4)]) + [UInt8](" …")
    }

    /// The last beginning of a scalar at or before `end`, at least one byte after `start`.
    private static func scalar(_ text: [UInt8], _ end: Int, after start: Int) -> Int {
        var end = end
        while end > start + 1, end < text.count, text[end] & 0xC0 == 0x80 { end -= 1 }
        return end
    }

    /// False inside a sign of several scalars: before a joiner, a variation selector, a skin tone, an accent or a tag,
    /// after a joiner, between the halves of a flag (Unicode Annex 29, as far as chat needs it).
    private static func isBoundary(_ text: [UInt8], _ at: Int, from start: Int) -> Bool {
        guard at < text.count, at > start else { return true }
        let next = text[at...]
        if next.starts(with: joiner) || text[start..<at].suffix(3).elementsEqual(joiner) { return false }
        if next.starts(with: [0xEF, 0xB8, 0x8F]) || next.starts(with: [0xF3, 0xA0]) { return false }
        if next.starts(with: [0xF0, 0x9F, 0x8F]), at + 3 < text.count, text[at + 3] >= 0xBB { return false }
        if next.first == 0xCC || next.first == 0xCD && at + 1 < text.count && text[at + 1] < 0xB0 { return false }
        guard next.starts(with: flag), at + 3 < text.count, text[at + 3] >= 0xA6 else { return true }
        var (halves, before) = (0, at)
        while before - 4 >= start, text[before - 4..<before].starts(with: flag), text[before - 1] >= 0xA6 {
            halves += 1
            before -= 4
        }
        return halves % 2 == 0
    }

    private static let joiner: [UInt8] = [0xE2, 0x80, 0x8D]
    private static let flag: [UInt8] = [0xF0, 0x9F, 0x87]
}
