// SPDX-License-Identifier: Apache-2.0

import Chat
import Language

/// A line as it may leave the house: the author's own words, without anything that says who or where (THREATS J4).
///
/// Words are what a space ends. Names of people, calls and addresses become `[name]`, links `[link]`, rooms `[room]`,
/// long numbers `[number]`. What is quoted from others is not there. A name nobody present bears goes as it stands.
struct Masked {
    /// Bytes.
    static let longest = 400
    /// Scalars of the line looked at.
    static let read = 500
    /// Words of a name, on networks where names have spaces.
    static let wordsOfAName = 4
    /// Digits of what is a number of something: a telephone, a card, an id.
    static let digits = 6
    /// Letters beyond the masks; less is nothing to read.
    static let least = 4

    /// Nil where next to nothing is left.
    let text: String?

    /// - Parameter isName: whether somebody is called so, by `Mentions.key`.
    init(_ raw: String, seed: UInt64, isName: (UInt64) -> Bool) {
        let clean = CleanText(PeerText(OwnWords.of(raw)), limit: Self.read).text
        let words = clean.utf8.split(separator: 0x20).map(Array.init)
        var out: [UInt8] = []
        var letters = 0
        var place = 0
        while place < words.count {
            let (mask, used) = Self.mask(words[place...], seed, isName)
            let shown = mask.map { Array($0.utf8) } ?? words[place]
            if mask == nil { letters += shown.count { $0 >= 0x80 || $0 | 0x20 &- 0x61 < 26 } }
            place += used
            // The same mask again says nothing more.
            if mask != nil, out.count >= shown.count, out.suffix(shown.count).elementsEqual(shown) { continue }
            guard out.count + shown.count + 1 <= Self.longest else { break }
            if !out.isEmpty { out.append(0x20) }
            out += shown
        }
        text = letters >= Self.least ? String(decoding: out, as: UTF8.self) : nil
    }

    private static func mask(
        _ words: ArraySlice<[UInt8]>, _ seed: UInt64, _ isName: (UInt64) -> Bool
    ) -> (mask: String?, used: Int) {
        guard let word = words.first else { return (nil, 1) }
        if word.contains(0x40) { return ("[name]", 1) }
        if word.first == 0x23, word.count > 1 { return ("[room]", 1) }
        var scanner = LinkScanner(seed: seed)
        word.withUnsafeBufferPointer { scanner.scan($0) }
        if scanner.count > 0 || contains(word, "://") { return ("[link]", 1) }
        if let used = name(words, seed, isName) { return ("[name]", used) }
        if let used = number(words) { return ("[number]", used) }
        return (nil, 1)
    }

    /// Words that make a name, the longest first, whatever stands around it.
    private static func name(_ words: ArraySlice<[UInt8]>, _ seed: UInt64, _ isName: (UInt64) -> Bool) -> Int? {
        for count in stride(from: min(wordsOfAName, words.count), through: 1, by: -1) {
            let joined = words.prefix(count).joined(separator: [0x20])
            if isName(Mentions.key(of: joined, seed: seed)) { return count }
            let bare = Array(joined.drop { !isOfAName($0) }.reversed().drop { !isOfAName($0) }.reversed())
            if !bare.isEmpty, isName(Mentions.key(of: bare, seed: seed)) { return count }
        }
        // `alice's`, `alice,bob`.
        for part in words.first?.split(whereSeparator: { !isOfAName($0) }) ?? []
        where part.count >= Mentions.shortestName {
            if isName(Mentions.key(of: part, seed: seed)) { return 1 }
        }
        return nil
    }

    /// Words of digits alone, with what people put between them, and a word with many.
    private static func number(_ words: ArraySlice<[UInt8]>) -> Int? {
        var digits = 0
        var used = 0
        for word in words {
            let own = word.count { $0 &- 0x30 < 10 }
            guard own > 0, word.allSatisfy({ $0 &- 0x30 < 10 || (0x28...0x2F).contains($0) }) else { break }
            digits += own
            used += 1
        }
        if digits >= Self.digits { return used }
        return (words.first?.count { $0 &- 0x30 < 10 } ?? 0) >= Self.digits ? 1 : nil
    }

    // RFC 2812 §2.3.1, and letters beyond ASCII.
    private static func isOfAName(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5B...0x60, 0x7B...0x7D, 0x2D, 0x80...0xFF: true
        default: false
        }
    }

    private static func contains(_ word: [UInt8], _ part: StaticString) -> Bool {
        let part = UnsafeBufferPointer(start: part.utf8Start, count: part.utf8CodeUnitCount)
        guard word.count >= part.count else { return false }
        return (0...word.count - part.count).contains { word[$0..<$0 + part.count].elementsEqual(part) }
    }
}
