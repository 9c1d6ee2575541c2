// SPDX-License-Identifier: Apache-2.0

extension TextReader {
    /// Reads bytes that are all in 0x20…0x7E.
    mutating func readASCII(_ bytes: UnsafeBufferPointer<UInt8>) {
        let n = bytes.count
        var hash = SeededHash(seed: seed)
        var start = -1  // of the open word in `folded`
        var inToken = false  // between white space, something alphanumeric seen
        var run: Int32 = 0
        var last: UInt8 = 0
        var hasDigit = false
        var hasLetter = false
        var hasTriple = false
        var spaces: Int32 = 0
        var i = 0
        while i < n {
            let byte = bytes[i]
            run = byte == last ? run &+ 1 : 1
            last = byte
            let lower = byte | 0x20
            let isLetter = lower &- 0x61 < 26
            let isDigit = byte &- 0x30 < 10
            if isLetter || isDigit {
                if start < 0 {
                    if wordCount > 0 {
                        folded[foldedCount] = 0x20
                        foldedCount &+= 1
                    }
                    start = foldedCount
                    hash = SeededHash(seed: seed)
                    hasDigit = false
                    hasLetter = false
                    hasTriple = false
                    if !inToken {
                        features.words &+= 1
                        inToken = true
                    }
                }
                let out = isLetter ? lower : byte
                if isLetter {
                    features.letters &+= 1
                    if byte & 0x20 == 0 { features.capitals &+= 1 }
                    hasLetter = true
                } else {
                    features.digits &+= 1
                    hasDigit = true
                }
                folded[foldedCount] = out
                foldedCount &+= 1
                if foldedCount &- start > 2 && out == folded[foldedCount &- 2] && out == folded[foldedCount &- 3] {
                    hasTriple = true
                }
                hash.add(out)
                addToSkeleton(out)
            } else {
                if start >= 0 {
                    close(
                        start: start, hash: hash.stirred, mayBeDisguised: hasTriple || (hasDigit && hasLetter))
                    start = -1
                }
                if byte == 0x20 {
                    inToken = false
                    spaces &+= 1
                    run = 0
                } else if byte == 0x2E || byte == 0x3A || byte == 0x5D || byte == 0x29 {
                    if !mayLink { mayLink = Self.mayLink(bytes, at: i) }
                }
            }
            if run > features.longestRun { features.longestRun = run }
            i &+= 1
        }
        if start >= 0 {
            close(start: start, hash: hash.stirred, mayBeDisguised: hasTriple || (hasDigit && hasLetter))
        }
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
