// SPDX-License-Identifier: Apache-2.0

extension TextReader {
    /// Reads bytes that are all in 0x20…0x7E, word by word. What the loops touch is local: kept in `self` it would go
    /// through memory at each byte.
    mutating func readASCII(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let source = bytes.baseAddress, let out = folded.baseAddress else { return }
        let n = bytes.count
        let table = Self.foldedASCII.utf8Start
        let empty = SeededHash(seed: seed)
        var skeleton = empty
        var lastOfSkeleton: UInt8 = 0
        var count = 0  // bytes written
        var inToken = false  // between white space, something alphanumeric seen
        var tokens: Int32 = 0, letters: Int32 = 0, capitals: Int32 = 0, digits: Int32 = 0
        var run: Int32 = 0, longest: Int32 = 0
        var last: UInt8 = 0
        var i = 0
        while i < n {
            let byte = source[i]
            if table[Int(byte)] == 0x20 {
                run = byte == last ? run &+ 1 : 1
                last = byte
                if byte == 0x20 {
                    inToken = false
                } else {
                    longest = max(longest, run)
                    if byte == 0x2E || byte == 0x3A || byte == 0x5D || byte == 0x29, !mayLink {
                        mayLink = Self.mayLink(bytes, at: i)
                    }
                }
                i &+= 1
                continue
            }
            if count > 0 {
                out[count] = 0x20
                count &+= 1
            }
            if !inToken { tokens &+= 1 }
            inToken = true
            let start = count
            let from = i
            var hash = empty
            var wordDigits: Int32 = 0
            var before: UInt8 = 0, beforeThat: UInt8 = 0
            var hasTriple = false
            repeat {
                let byte = source[i]
                let c = table[Int(byte)]
                if c == 0x20 { break }
                run = byte == last ? run &+ 1 : 1
                longest = max(longest, run)
                last = byte
                let isDigit = c < 0x3A
                wordDigits &+= isDigit ? 1 : 0
                capitals &+= c != byte ? 1 : 0
                hasTriple = hasTriple || (c == before && c == beforeThat)
                beforeThat = before
                before = c
                out[count] = c
                count &+= 1
                hash.add(c)
                if c != lastOfSkeleton || isDigit { skeleton.add(c) }
                lastOfSkeleton = c
                i &+= 1
            } while i < n
            let wordLetters = Int32(i &- from) &- wordDigits
            letters &+= wordLetters
            digits &+= wordDigits
            foldedCount = count
            close(start: start, hash: hash.stirred, mayBeDisguised: hasTriple || (wordDigits > 0 && wordLetters > 0))
        }
        foldedCount = count
        self.skeleton = skeleton
        features.words = tokens
        features.letters = letters
        features.capitals = capitals
        features.digits = digits
        features.longestRun = longest
        features.scalars = Int32(n)
    }

    /// For each of 0x00…0x7F the folded letter or digit, else a space.
    private static let foldedASCII: StaticString = """
                                                        0123456789      \
         abcdefghijklmnopqrstuvwxyz     \
         abcdefghijklmnopqrstuvwxyz    \u{20}
        """

    /// A dot between two characters of a name, a scheme's colon before a slash, or a bracketed dot.
    static func mayLink(_ bytes: UnsafeBufferPointer<UInt8>, at i: Int) -> Bool {
        guard i > 0, i + 1 < bytes.count else { return false }
        let next = bytes[i + 1]
        switch bytes[i] {
        case 0x2E: return Domain.isNameByte(next) && Domain.isNameByte(bytes[i - 1])
        case 0x3A: return next == 0x2F || next == 0x5C
        case 0x5D, 0x29: return bytes[i - 1] == 0x2E && Domain.isNameByte(next)
        default: return false
        }
    }
}
