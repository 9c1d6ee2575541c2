// SPDX-License-Identifier: Apache-2.0

/// Words that people hide letters of, as the model brings them: for filling in `f*ck`.
public struct Lexicon: Sendable {
    /// By their first letter, in the order given: the first that fits is taken.
    private let words: [[UInt8]]
    /// Words looked through for one hidden one; those of three letters fit too much to be filled in.
    public static let limit = 1024

    public init(_ words: [[UInt8]]) { self.words = Array(words.prefix(Self.limit)) }
    public var isEmpty: Bool { words.isEmpty }

    /// The first word that could stand behind a piece with stars; a run of stars hides as many letters as it has,
    /// or any number where it has two or more.
    func word(fitting piece: ArraySlice<UInt8>, _ classes: [UInt8]) -> [UInt8]? {
        words.first { fits($0, Array(piece), exactly: true, classes) }
            ?? words.first { fits($0, Array(piece), exactly: false, classes) }
    }

    private func fits(_ word: [UInt8], _ piece: [UInt8], exactly: Bool, _ classes: [UInt8]) -> Bool {
        if exactly {
            guard word.count == piece.count, word.count >= 4 else { return false }
            for place in piece.indices
            where classes[Int(piece[place])] & ByteClass.star == 0 && piece[place] != word[place] { return false }
            return true
        }
        // One run of stars only: what stands before and after it must begin and end the word.
        guard let first = piece.firstIndex(where: { classes[Int($0)] & ByteClass.star != 0 }),
            let last = piece.lastIndex(where: { classes[Int($0)] & ByteClass.star != 0 }),
            piece[first...last].allSatisfy({ classes[Int($0)] & ByteClass.star != 0 }),
            first > 0, piece.count - (last - first + 1) >= 2, last > first || last == piece.count - 1
        else { return false }
        let tail = piece.count - 1 - last
        guard word.count >= first + tail + 1 else { return false }
        return word.starts(with: piece[..<first]) && word.suffix(tail).elementsEqual(piece[(last + 1)...])
    }
}
