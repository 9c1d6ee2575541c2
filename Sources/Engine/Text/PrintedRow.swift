// SPDX-License-Identifier: Apache-2.0

import Chat

/// A row that a program printed while it fetched something, with the place it came from in the middle:
/// `Get:4 http://mirror.example/ubuntu focal/main amd64 Packages [970 kB]`. Who shows what a program said shows the one
/// place in each row, and leads nobody there.
///
/// Two things together tell it from an advert that is numbered or has figures in it: it counts, with a number glued to a tag
/// or in brackets, and of what stands beside the address most is no words.
enum PrintedRow {
    static func isOne(_ view: TextView) -> Bool {
        guard view.features.links > 0 else { return false }
        return view.withPlain { bytes in
            let tokens = bytes.split(separator: 0x20, maxSplits: most).prefix(most)
            guard tokens.count >= fewest, let first = tokens.first,
                let place = tokens.firstIndex(where: isAddress), place + 1 < tokens.endIndex
            else { return false }
            // A package manager's row is told by how it begins and what it names; that is not weighed again.
            let begin = tags(tokens[..<place])
            if begin, namesIndex(tokens[(place + 1)...]) { return true }
            guard begin || counts(first) else { return false }
            var figures = 0
            var words = 0
            for token in tokens where !isAddress(token) {
                // Prices, names and rooms are somebody's who wants something.
                if token.contains(where: { $0 == 0x24 || $0 == 0x25 || $0 == 0x40 || $0 == 0x23 || $0 == 0x21 }) {
                    return false
                }
                if isFigure(token) { figures += 1 } else if token.contains(where: isLetter) { words += 1 }
            }
            return figures > words
        }
    }

    /// `Get: 1`, `Ign`, `Hit:3`, `Réception de : 1`: what apt says it does with what follows.
    private static func tags(_ tokens: ArraySlice<Token>) -> Bool {
        guard let first = tokens.first, tokens.count <= 4 else { return false }
        let tag = first.prefix(while: isLetter)
        guard aptTags.contains(where: { $0.elementsEqual(tag) }), first.dropFirst(tag.count).allSatisfy(isOfCount)
        else { return false }
        return tokens.dropFirst().allSatisfy { $0.allSatisfy(isOfCount) || $0.elementsEqual("de".utf8) }
    }
    private static let aptTags: [[UInt8]] = [
        "Get", "Hit", "Ign", "Err", "Atteint", "Réception",
    ].map { Array($0.utf8) }
    private static func isOfCount(_ byte: UInt8) -> Bool { isDigit(byte) || byte == 0x3A }

    /// `trusty InRelease`, `focal/main amd64 Packages [970 kB]`: one word, a file of a repository, its size, and nothing else.
    private static func namesIndex(_ tokens: ArraySlice<Token>) -> Bool {
        guard let file = tokens.firstIndex(where: isIndexName), file > tokens.startIndex,
            tokens[..<file].dropFirst().allSatisfy({ isFigure($0) && !isAddress($0) }),
            let suite = tokens.first, suite.allSatisfy(isOfSuite)
        else { return false }
        var rest = tokens[(file + 1)...]
        if let kind = rest.first, kind.elementsEqual("Metadata".utf8) { rest = rest.dropFirst() }
        guard let size = rest.first else { return true }
        return rest.count <= 3 && size.first == 0x5B && size.dropFirst().first.map(isDigit) ?? false
            && rest.last?.last == 0x5D
    }
    private static func isOfSuite(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- 0x61 < 26 || isDigit(byte) || byte == 0x2D || byte == 0x2E || byte == 0x2F || byte == 0x5F
    }

    /// `InRelease`, `Release.gpg`, `Packages`, `Translation-fr`.
    private static func isIndexName(_ token: Token) -> Bool {
        let name = token.prefix(while: isLetter)
        guard indexNames.contains(where: { $0.elementsEqual(name) }) else { return false }
        let ending = token.dropFirst(name.count)
        return ending.count <= longestEnding && (ending.first.map { $0 == 0x2E || $0 == 0x2D } ?? true)
    }
    /// `-zh_CN`, `-amd64`.
    private static let longestEnding = 6
    private static let indexNames: [[UInt8]] = [
        "InRelease", "Release", "Packages", "Sources", "Translation", "Contents", "DEP",
    ].map { Array($0.utf8) }

    private static let most = 40
    /// Two before or behind an address say too little.
    private static let fewest = 4

    /// `Get:4`, `[3/7]`, `(1/5):`; not `1.`, `2)` or `3`, with which people number what they say.
    private static func counts(_ token: Token) -> Bool {
        let digits = token.count(where: isDigit)
        guard digits > 0, !isAddress(token) else { return false }
        if token.contains(where: isLetter) {
            // `Get:4`: the tag, a sign, the number.
            let tag = token.prefix(while: isLetter)
            let rest = token.dropFirst(tag.count)
            return !tag.isEmpty && rest.count == digits + 1 && rest.dropFirst().allSatisfy(isDigit)
        }
        return token.contains(0x2F)
    }

    /// No word of any language: it holds digits, but not among its letters as in a costume, or signs that no word has; or
    /// capitals within, as programs write.
    private static func isFigure(_ token: Token) -> Bool {
        let inner = token.trimmed { !isLetter($0) && !isDigit($0) }
        if inner.contains(where: { $0 == 0x2F || $0 == 0x3A || $0 == 0x5F || $0 == 0x3D }) { return true }
        if token.first == 0x5B || token.last == 0x5D { return true }
        var before: UInt8 = 0
        var hasDigit = false
        var hasHump = false
        for (offset, byte) in inner.enumerated() {
            if isDigit(byte) { hasDigit = true }
            if isCapital(byte), before &- 0x61 < 26 { hasHump = true }
            // `fr33`, `c1alis`: a number among letters.
            if isDigit(before), isLetter(byte), offset > 1, inner.prefix(offset).contains(where: isLetter),
                !inner.contains(where: { $0 == 0x2E || $0 == 0x2D || $0 == 0x2B || $0 == 0x7E })
            {
                return false
            }
            before = byte
        }
        return hasDigit || hasHump
    }

    private typealias Token = Slice<UnsafeBufferPointer<UInt8>>
    private static func isAddress(_ token: Token) -> Bool {
        token.count > 3
            && token.indices.dropLast(2).contains {
                token[$0] == 0x3A && token[$0 + 1] == 0x2F && token[$0 + 2] == 0x2F
            }
    }
    private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
    private static func isCapital(_ byte: UInt8) -> Bool { byte &- 0x41 < 26 }
    /// Bytes above ASCII belong to letters, or to signs that no program prints there.
    private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 || byte >= 0x80 }
}

extension Slice<UnsafeBufferPointer<UInt8>> {
    fileprivate func trimmed(_ isEdge: (UInt8) -> Bool) -> Self {
        var rest = self
        while let first = rest.first, isEdge(first) { rest = rest.dropFirst() }
        while let last = rest.last, isEdge(last) { rest = rest.dropLast() }
        return rest
    }
}
