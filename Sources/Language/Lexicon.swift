// SPDX-License-Identifier: Apache-2.0

/// Words that people hide letters of, as the model brings them: for filling in `f*ck`.
public struct Lexicon: Sendable {
    /// By their first letter, in the order given: the first that fits is taken.
    let words: [[UInt8]]
    /// Words looked through for one hidden one; those of three letters fit too much to be filled in.
    public static let limit = 1024
    /// Bytes of one of them; longer ones, which only a foreign model has, are left out: one hidden letter would make a line
    /// of them (THREATS G3).
    public static let longest = 32

    /// Which marks of letters some word has, in one bit each: most words of a line are known not to be meant by it.
    private var marks = [UInt64](repeating: 0, count: 512)
    /// Words of four letters and more by the mark of their letters, the first of each.
    private var byLetters: [UInt32: Int] = [:]
    private var known: Set<[UInt8]> = []

    public init(_ words: [[UInt8]]) {
        self.words = Array(words.lazy.filter { $0.count <= Self.longest }.prefix(Self.limit))
        known = Set(self.words)
        for (place, word) in self.words.enumerated() where word.count >= 4 {
            let mark = Features.letters(word[...])
            marks[Int(mark >> 23)] |= 1 << UInt64((mark >> 17) & 63)
            if byLetters[mark] == nil { byLetters[mark] = place }
        }
    }

    /// Whether some word may have these letters, by their mark: `Features.letters`.
    @inline(__always) func mayHave(_ mark: UInt32) -> Bool {
        marks[Int(mark >> 23)] >> UInt64((mark >> 17) & 63) & 1 != 0
    }

    /// The word that a piece is but for two neighbours in each other's place, the first letter excepted (`fcuk`); nil
    /// for a word of the list itself.
    func word(unswapping piece: ArraySlice<UInt8>, _ mark: UInt32) -> [UInt8]? {
        guard let place = byLetters[mark], words[place].count == piece.count, !known.contains(Array(piece)) else {
            return nil
        }
        let word = words[place]
        guard let first = word.indices.first(where: { word[$0] != piece[piece.startIndex + $0] }),
            first + 1 < word.count, word[first] == piece[piece.startIndex + first + 1],
            word[first + 1] == piece[piece.startIndex + first],
            word[(first + 2)...].elementsEqual(piece[(piece.startIndex + first + 2)...])
        else { return nil }
        return word
    }
    public var isEmpty: Bool { words.isEmpty }

    /// The first word that could stand behind a piece with stars; a run of stars hides as many letters as it has,
    /// or any number where it has two or more.
    func word(fitting piece: ArraySlice<UInt8>, _ classes: [UInt8]) -> [UInt8]? {
        let stars = piece.map { classes[Int($0)] & ByteClass.star != 0 }
        let piece = Array(piece)
        if piece.count >= 4,
            let word = words.first(where: { word in
                word.count == piece.count && piece.indices.allSatisfy { stars[$0] || piece[$0] == word[$0] }
            })
        {
            return word
        }
        // One run of stars only: what stands before and after it must begin and end the word.
        guard let first = stars.firstIndex(of: true), let last = stars.lastIndex(of: true),
            stars[first...last].allSatisfy({ $0 }),
            first > 0, piece.count - (last - first + 1) >= 2, last > first || last == piece.count - 1
        else { return nil }
        let (head, tail) = (piece[..<first], piece[(last + 1)...])
        return words.first { word in
            word.count > head.count + tail.count && word.starts(with: head)
                && word.suffix(tail.count).elementsEqual(tail)
        }
    }
}
