// SPDX-License-Identifier: Apache-2.0

extension TextReader {
    /// Reads bytes that are all in 0x20…0x7E, word by word. What the loop touches is local, and little: what can be
    /// counted without words is counted apart (`ASCIICounts`).
    mutating func readASCII(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let source = bytes.baseAddress, let out = folded.baseAddress else { return }
        let n = bytes.count
        let table = Self.foldedASCII.utf8Start
        let counts = ASCIICounts(bytes)
        let empty = SeededHash(seed: seed)
        var skeleton = empty
        var lastOfSkeleton: UInt8 = 0
        var count = 0  // bytes written
        var inToken = false  // between white space, something alphanumeric seen
        var tokens: Int32 = 0
        var i = 0
        while i < n {
            let byte = source[i]
            if table[Int(byte)] == 0x20 {
                if byte == 0x20 {
                    inToken = false
                } else if byte == 0x2E || byte == 0x3A || byte == 0x5D || byte == 0x29, !mayLink {
                    mayLink = Self.mayLink(bytes, at: i)
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
            var hash = empty
            var digits = 0
            repeat {
                let c = table[Int(source[i])]
                if c == 0x20 { break }
                out[count] = c
                count &+= 1
                hash.add(c)
                if c < 0x3A {
                    digits &+= 1
                    skeleton.add(c)
                } else if c != lastOfSkeleton {
                    skeleton.add(c)
                }
                lastOfSkeleton = c
                i &+= 1
            } while i < n
            foldedCount = count
            let isMixed = digits > 0 && digits < count &- start
            close(
                start: start, hash: hash.stirred,
                mayBeDisguised: isMixed || (counts.mayHaveTriple && hasTriple(start, count)))
        }
        self.skeleton = skeleton
        features.words = tokens
        features.letters = counts.letters
        features.capitals = counts.capitals
        features.digits = counts.digits
        features.longestRun = counts.longestRun
        features.scalars = Int32(n)
    }

    private func hasTriple(_ start: Int, _ end: Int) -> Bool {
        var i = start &+ 2
        while i < end {
            if folded[i] == folded[i &- 1] && folded[i] == folded[i &- 2] { return true }
            i &+= 1
        }
        return false
    }

    /// For each of 0x00…0x7F the folded letter or digit, else a space.
    static let foldedASCII: StaticString = """
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
