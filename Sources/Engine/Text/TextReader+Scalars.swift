// SPDX-License-Identifier: Apache-2.0

extension TextReader {
    /// What the scalar loop remembers between two scalars.
    private struct Progress {
        var start = -1  // of the open word in `folded`
        var inToken = false
        var scripts: Scripts = []
        var isDressed = false
        var marks = 0
        var run: Int32 = 0
        var last: UInt32 = 0
        var lineEnded = false
        var sawText = false
        var afterSymbol = false
    }

    /// Reads any valid UTF-8, writing the plain view along the way.
    mutating func readScalars(_ bytes: UnsafeBufferPointer<UInt8>, plain: UnsafeMutableBufferPointer<UInt8>) {
        var p = Progress()
        var i = 0
        while i < bytes.count {
            // Most bytes of most languages in Latin letters: the same as below, without asking what they are.
            if stepASCII(bytes[i], &p, plain) {
                i += 1
                continue
            }
            let skip = Self.formattingLength(bytes, at: i)
            if skip > 0 {
                features.formattingCodes &+= 1
                i += skip
                continue
            }
            let (scalar, length) = Self.decode(bytes, at: i)
            i += length
            if Misread.mayBegin(scalar.value), let (meant, length) = Misread.sign(from: scalar.value, bytes, at: i) {
                i += length
                step(meant, &p, plain)
            } else {
                step(scalar, &p, plain)
            }
        }
        endWord(&p)
        mayLink = true
    }

    /// Reads an ASCII letter, digit or space; anything else is left to `step`.
    @inline(__always)
    private mutating func stepASCII(
        _ byte: UInt8, _ p: inout Progress, _ plain: UnsafeMutableBufferPointer<UInt8>
    ) -> Bool {
        guard byte < 0x80 else { return false }
        let c = Self.foldedASCII.utf8Start[Int(byte)]
        if c == 0x20 && byte != 0x20 { return false }
        plain[plainCount] = byte
        plainCount &+= 1
        features.scalars &+= 1
        p.marks = 0
        p.afterSymbol = false
        if c == 0x20 {
            p.last = 0x20
            p.run = 0
            p.inToken = false
            endWord(&p)
            return true
        }
        p.run = UInt32(byte) == p.last ? p.run &+ 1 : 1
        p.last = UInt32(byte)
        if p.run > features.longestRun { features.longestRun = p.run }
        if p.start < 0 { beginWord(&p) }
        if c < 0x3A {
            features.digits &+= 1
        } else {
            features.letters &+= 1
            if c != byte { features.capitals &+= 1 }
            p.scripts.insert(.latin)
        }
        folded[foldedCount] = c
        foldedCount &+= 1
        return true
    }

    private mutating func beginWord(_ p: inout Progress) {
        if p.lineEnded { features.lines &+= 1 }
        p.lineEnded = false
        p.sawText = true
        if !p.inToken { features.words &+= 1 }
        p.inToken = true
        if wordCount > 0 { fold(0x20) }
        p.start = foldedCount
        p.scripts = []
        p.isDressed = false
    }

    private mutating func step(
        _ scalar: Unicode.Scalar, _ p: inout Progress, _ plain: UnsafeMutableBufferPointer<UInt8>
    ) {
        let original = ScalarClass.of(scalar)
        switch original {
        case .invisible:
            // A joiner inside an emoji, or in a script that needs it, is no costume.
            let joins = scalar.value == 0x200D || scalar.value == 0x200C
            if !(joins && (p.afterSymbol || p.last >= 0x590)) { features.invisible &+= 1 }
            return
        case .selector: return
        case .mark:
            p.marks += 1
            if p.marks > TextView.marksPerBase {
                features.excessMarks &+= 1
                return
            }
            features.scalars &+= 1
            emit(scalar.value, to: plain)
            if p.start >= 0 && !Self.isAccent(scalar.value) { fold(scalar.value) }
            return
        case .letter, .number, .space, .symbol: break
        }
        p.marks = 0
        features.scalars &+= 1
        p.afterSymbol = original == .symbol
        let isLineEnd = original == .space && Self.isLineEnd(scalar.value)
        let shown = Folding.plain(scalar, original)
        emit(shown, to: plain)
        let kind = Self.kind(shown, original)
        p.run = scalar.value == p.last ? p.run &+ 1 : 1
        p.last = scalar.value
        if kind == .space {
            p.run = 0
            p.inToken = false
            if isLineEnd && p.sawText { p.lineEnded = true }
        } else {
            if p.lineEnded { features.lines &+= 1 }
            p.lineEnded = false
            p.sawText = true
        }
        if p.run > features.longestRun { features.longestRun = p.run }
        guard kind == .letter || kind == .number else {
            endWord(&p)
            return
        }
        count(shown, kind)
        if p.start < 0 { beginWord(&p) }
        if shown != scalar.value && kind == .letter { p.isDressed = true }
        if kind == .letter { p.scripts.insert(Scripts.of(shown)) }
        let folding = Folding.fold(shown)
        fold(folding.first)
        if folding.second != 0 { fold(UInt32(folding.second)) }
    }

    private mutating func count(_ shown: UInt32, _ kind: ScalarClass) {
        if kind == .number {
            features.digits &+= 1
            return
        }
        features.letters &+= 1
        let isCapital: Bool
        switch shown {
        case 0x41...0x5A, 0xC0...0xDE: isCapital = true
        case 0x00...0xFF, 0x3041...0x30FF, 0x4E00...0x9FFF, 0xAC00...0xD7A3: isCapital = false
        default: isCapital = Unicode.Scalar(shown)?.properties.isUppercase ?? false
        }
        if isCapital { features.capitals &+= 1 }
    }

    /// Ends the open word: costumes off, then hashed from its folded bytes.
    private mutating func endWord(_ p: inout Progress) {
        guard p.start >= 0 else { return }
        let start = p.start
        p.start = -1
        if p.isDressed { features.costumes &+= 1 }
        if p.scripts.contains(.latin) && p.scripts != .latin && undress(from: start) { features.costumes &+= 1 }
        var hash = SeededHash(seed: seed)
        var hasDigit = false
        var hasLetter = false
        var hasTriple = false
        for i in start..<foldedCount {
            let byte = folded[i]
            if byte &- 0x30 < 10 { hasDigit = true } else { hasLetter = true }
            if i >= start + 2 && byte == folded[i - 1] && byte == folded[i - 2] { hasTriple = true }
            hash.add(byte)
            addToSkeleton(byte)
        }
        close(start: start, hash: hash.stirred, mayBeDisguised: hasTriple || (hasDigit && hasLetter))
    }

    /// Replaces look-alike letters by the Latin ones, if every foreign letter of the word is one.
    private mutating func undress(from start: Int) -> Bool {
        for isWriting in [false, true] {
            var from = start
            var to = start
            while from < foldedCount {
                let (scalar, length) = Self.decode(UnsafeBufferPointer(rebasing: folded[..<foldedCount]), at: from)
                from += length
                guard scalar.value >= 0x370 && scalar.value <= 0x52F else {
                    if isWriting { for k in 0..<length { folded[to + k] = folded[from - length + k] } }
                    to += length
                    continue
                }
                let latin = Scripts.lookAlike(scalar.value)
                if latin == 0 { return false }
                if isWriting { folded[to] = latin }
                to += 1
            }
            if isWriting { foldedCount = to }
        }
        return true
    }

    @inline(__always)
    private mutating func fold(_ v: UInt32) {
        foldedCount += Self.encode(v, folded, at: foldedCount)
    }

    @inline(__always)
    private mutating func emit(_ v: UInt32, to plain: UnsafeMutableBufferPointer<UInt8>) {
        plainCount += Self.encode(v, plain, at: plainCount)
    }

    /// The class after undressing: a circled letter counts as a letter.
    private static func kind(_ shown: UInt32, _ original: ScalarClass) -> ScalarClass {
        if original == .space { return .space }
        guard shown < 0x80 else { return original }
        switch shown {
        case 0x30...0x39: return .number
        case 0x41...0x5A, 0x61...0x7A: return .letter
        default: return .symbol
        }
    }

    private static func isLineEnd(_ v: UInt32) -> Bool {
        v == 0x0A || v == 0x0D || v == 0x0B || v == 0x0C || v == 0x85 || v == 0x2028 || v == 0x2029
    }

    /// Marks that only decorate a letter; those of other scripts are part of the word.
    private static func isAccent(_ v: UInt32) -> Bool {
        switch v {
        case 0x300...0x36F, 0x1AB0...0x1AFF, 0x1DC0...0x1DFF, 0x20D0...0x20FF, 0xFE20...0xFE2F: true
        default: false
        }
    }
}
