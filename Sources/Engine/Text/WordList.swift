// SPDX-License-Identifier: Apache-2.0

import Chat

/// Words and phrases of a list, compared whole and folded: *salope* is not found in *salopette*, *cafe* is *café*.
/// An allowed word or phrase that covers a found one takes it back. Plain words never become patterns.
///
/// A class, immutable: a rule that asks it counts one reference instead of ten.
final class WordList: Sendable {
    private let seed: UInt64
    private let wanted: PhraseTable
    private let allowed: PhraseTable

    /// Words of one phrase that are compared.
    static let longestPhrase = 8

    var isEmpty: Bool { wanted.isEmpty }

    /// - Parameter seed: the seed of the views that it will read. A word without a letter or number is left out.
    init(_ words: [String], allowed: [String] = [], seed: UInt64) {
        self.seed = seed
        wanted = Self.phrases(words, seed)
        self.allowed = Self.phrases(allowed, seed)
    }

    private static func phrases(_ texts: [String], _ seed: UInt64) -> PhraseTable {
        PhraseTable(texts.map { TextView(PeerText($0), seed: seed).words.prefix(longestPhrase).map(\.hash) })
    }

    /// How many words of the text are listed and not allowed there; at most `limit`.
    func count(in view: TextView, limit: Int = 64) -> Int {
        var found = 0
        scan(view) { _ in
            found += 1
            return found < limit
        }
        return found
    }

    /// How many words this text completes with the lines before it: written letter by letter, or cut in two (THREATS D3).
    /// They are read as one, with and without spaces between them; what stands on either side alone does not count.
    func completed(by text: PeerText, after lines: ArraySlice<RecentLines.End>) -> Int {
        guard !lines.isEmpty, !isEmpty else { return 0 }
        let tail = Self.end(of: lines)
        let head = Self.beginning(of: text.raw)
        for separator in ["", " "] {
            let before = tail.joined(separator: separator)
            let all = count(in: TextView(PeerText(before + separator + head), seed: seed))
            guard all > 0 else { continue }
            let alone = [before, String(head)].reduce(0) { $0 + count(in: TextView(PeerText($1), seed: seed)) }
            if all > alone { return all - alone }
        }
        return 0
    }

    /// As far as a phrase reaches back from where the lines end; single letters are not counted, for a word may be
    /// spelled with any number of them.
    private static func end(of lines: ArraySlice<RecentLines.End>) -> [Substring] {
        var kept: [Substring] = []
        var words = Reach()
        for line in lines.reversed() {
            let bytes = line.text.utf8
            guard let cut = bytes.indices.last(where: { words.isFull(after: bytes[$0]) }) else {
                kept.append(line.text[...])
                continue
            }
            kept.append(line.text[bytes.index(after: cut)...])
            break
        }
        return kept.reversed()
    }

    /// As far as a phrase reaches into the text.
    private static func beginning(of text: String) -> Substring {
        var words = Reach()
        let bytes = text.utf8.prefix(headBytes)
        if let cut = bytes.indices.first(where: { words.isFull(after: bytes[$0]) }) { return text[..<cut] }
        guard bytes.endIndex < text.endIndex else { return text[...] }
        return bytes.lastIndex(of: 0x20).map { text[..<$0] } ?? ""
    }
    private static let headBytes = 2 * RecentLines.endBytes

    /// Counts, byte by byte, what stands between spaces and is certainly more than a letter: what decorates one, cannot be
    /// seen, or tells its colour is none. Who writes without spaces is read to the end.
    private struct Reach {
        var words = 0
        var letters = 0

        mutating func isFull(after byte: UInt8) -> Bool {
            switch byte {
            case 0x20:
                if letters > 1 { words += 1 }
                letters = 0
            case 0x41...0x5A, 0x61...0x7A, 0xC3...0xCB, 0xCE...0xD1, 0xD3...0xD5: letters += 1
            // A colour in hexadecimal digits.
            case 0x04: letters -= 8
            default: break
            }
            return words == WordList.longestPhrase
        }
    }

    func isFound(in view: TextView) -> Bool {
        var isFound = false
        scan(view) { _ in
            isFound = true
            return false
        }
        return isFound
    }

    /// The first listed word or phrase, as indices into the view's words.
    func first(in view: TextView) -> Range<Int>? {
        var first: Range<Int>?
        scan(view) {
            first = $0
            return false
        }
        return first
    }

    /// Calls `found` for each match until it returns false. Allocates nothing.
    private func scan(_ view: TextView, _ found: (Range<Int>) -> Bool) {
        if wanted.isEmpty { return }
        view.reading.words.withUnsafeBufferPointer { words in
            var i = 0
            while i < words.count {
                var length = wanted.match(words, at: i)
                if length == 0, words[i].mayBeDisguised, isDisguised(view, words[i]) { length = 1 }
                var step = 1
                if length == 0, words[i].length == 1 {
                    step = spacedLetters(words, at: i)
                    if step >= 3, isSpaced(view, i..<i + step) { length = step }
                }
                if length > 0 {
                    if !isAllowed(words, i..<i + length), !found(i..<i + length) { return }
                    step = length
                }
                i += step
            }
        }
    }

    private func isAllowed(_ words: UnsafeBufferPointer<TextWord>, _ range: Range<Int>) -> Bool {
        if allowed.isEmpty { return false }
        let earliest = max(0, range.lowerBound - Self.longestPhrase + 1)
        return (earliest...range.lowerBound).contains { $0 + allowed.match(words, at: $0) >= range.upperBound }
    }

    /// Digits read as the letters they imitate, and letters three times running taken once, then twice.
    private func isDisguised(_ view: TextView, _ word: TextWord) -> Bool {
        let bytes = view.bytes(of: word)
        for kept in 1...2 {
            var hash = SeededHash(seed: seed)
            var i = bytes.startIndex
            while i < bytes.endIndex {
                var end = i + 1
                while end < bytes.endIndex, bytes[end] == bytes[i] { end += 1 }
                let letter = Self.letter(bytes[i])
                for _ in 0..<(end - i > 2 ? kept : end - i) { hash.add(letter) }
                i = end
            }
            if wanted.hasWord(hash.stirred) { return true }
        }
        return false
    }

    private static func letter(_ b: UInt8) -> UInt8 {
        switch b {
        case 0x30: 0x6F
        case 0x31: 0x69
        case 0x33: 0x65
        case 0x34: 0x61
        case 0x35: 0x73
        case 0x37: 0x74
        default: b
        }
    }

    /// How many single letters stand in a row from `i` on, at least 1.
    private func spacedLetters(_ words: UnsafeBufferPointer<TextWord>, at i: Int) -> Int {
        var end = i + 1
        while end < words.count, words[end].length == 1 { end += 1 }
        return end - i
    }

    /// Single letters in a row read as one word: `s p a m`.
    private func isSpaced(_ view: TextView, _ range: Range<Int>) -> Bool {
        var hash = SeededHash(seed: seed)
        for word in view.words[range] { hash.add(view.folded[Int(word.start)]) }
        return wanted.hasWord(hash.stirred)
    }
}
