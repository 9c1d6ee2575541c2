// SPDX-License-Identifier: Apache-2.0

extension TextReader {
    /// Reads bytes that are all in 0x20…0x7E. Everything the loop touches is local: kept in `self` it would go
    /// through memory at each byte.
    mutating func readASCII(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let source = bytes.baseAddress, let out = folded.baseAddress else { return }
        let n = bytes.count
        let empty = SeededHash(seed: seed)
        var hash = empty
        var skeleton = empty
        var lastOfSkeleton: UInt8 = 0
        var count = 0  // bytes written
        var start = -1  // of the open word in `folded`
        var inToken = false  // between white space, something alphanumeric seen
        var tokens: Int32 = 0, letters: Int32 = 0, capitals: Int32 = 0, digits: Int32 = 0
        var wordLetters: Int32 = 0, wordDigits: Int32 = 0
        var run: Int32 = 0, longest: Int32 = 0
        var last: UInt8 = 0
        var wordRun = 0
        var hasTriple = false
        for i in 0..<n {
            let byte = source[i]
            run = byte == last ? run &+ 1 : 1
            if run > longest && byte != 0x20 { longest = run }
            last = byte
            let lower = byte | 0x20
            let isLetter = lower &- 0x61 < 26
            let isDigit = byte &- 0x30 < 10
            if isLetter || isDigit {
                if start < 0 {
                    if count > 0 {
                        out[count] = 0x20
                        count &+= 1
                    }
                    start = count
                    hash = empty
                    wordLetters = 0
                    wordDigits = 0
                    wordRun = 0
                    hasTriple = false
                    if !inToken { tokens &+= 1 }
                    inToken = true
                }
                let c = isLetter ? lower : byte
                wordLetters &+= isLetter ? 1 : 0
                wordDigits &+= isDigit ? 1 : 0
                capitals &+= isLetter && byte == c &- 0x20 ? 1 : 0
                wordRun = count > start && out[count &- 1] == c ? wordRun &+ 1 : 1
                if wordRun > 2 { hasTriple = true }
                out[count] = c
                count &+= 1
                hash.add(c)
                if c != lastOfSkeleton || isDigit { skeleton.add(c) }
                lastOfSkeleton = c
            } else {
                if start >= 0 {
                    letters &+= wordLetters
                    digits &+= wordDigits
                    foldedCount = count
                    close(
                        start: start, hash: hash.stirred,
                        mayBeDisguised: hasTriple || (wordDigits > 0 && wordLetters > 0))
                    start = -1
                }
                if byte == 0x20 {
                    inToken = false
                } else if byte == 0x2E || byte == 0x3A || byte == 0x5D || byte == 0x29 {
                    if !mayLink { mayLink = Self.mayLink(bytes, at: i) }
                }
            }
        }
        foldedCount = count
        if start >= 0 {
            letters &+= wordLetters
            digits &+= wordDigits
            close(
                start: start, hash: hash.stirred, mayBeDisguised: hasTriple || (wordDigits > 0 && wordLetters > 0))
        }
        self.skeleton = skeleton
        features.words = tokens
        features.letters = letters
        features.capitals = capitals
        features.digits = digits
        features.longestRun = longest
        features.scalars = Int32(n)
    }

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
