// SPDX-License-Identifier: Apache-2.0

/// What a program says when something fails, which those whom it fails show each other: `W: GPG error: …`,
/// `Fatal: not a repository`, `TypeError: x is undefined`, `Erreur : …`. A word of that kind with a colon behind it.
enum Complaint {
    static func isIn(_ view: TextView) -> Bool {
        view.withPlain { bytes in
            // Behind whom it is shown to it begins as well.
            var begins = true
            var former: Token = bytes[0..<0]
            for token in bytes.split(separator: 0x20, maxSplits: most) {
                defer {
                    begins = begins && former.isEmpty && (token.last == 0x3A || token.last == 0x2C)
                    former = token
                }
                guard token.last == 0x3A else { continue }
                // French puts a space before it.
                let word = token.count == 1 ? former : token.dropLast()
                if complains(word) || begins && tags.contains(where: { $0.elementsEqual(word) }) { return true }
            }
            return false
        }
    }

    private typealias Token = Slice<UnsafeBufferPointer<UInt8>>

    /// `error`, `GPGError`, `"error`, `ÉCHEC`: how it ends.
    private static func complains(_ word: Token) -> Bool {
        words.contains { end in
            word.count >= end.count && zip(word.suffix(end.count), end).allSatisfy { lower($0) == lower($1) }
        }
    }

    /// Of ASCII, and of the second byte of É.
    private static func lower(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte == 0x89 ? 0xA9 : byte }

    /// Words that are looked at.
    private static let most = 64
    /// Package managers begin their lines so.
    private static let tags: [[UInt8]] = ["E", "W"].map { Array($0.utf8) }
    private static let words: [[UInt8]] = [
        "error", "exception", "warning", "fatal", "failed", "failure", "erreur", "avertissement", "échec",
    ].map { Array($0.utf8) }
}
