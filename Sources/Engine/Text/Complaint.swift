// SPDX-License-Identifier: Apache-2.0

/// What a program says when something fails, which those whom it fails show each other: `W: GPG error: …`,
/// `Fatal: not a repository`, `TypeError: x is undefined`. A word of that kind, and a colon right behind it.
enum Complaint {
    static func isIn(_ view: TextView) -> Bool {
        view.withPlain { bytes in
            var start = 0
            for at in 0...bytes.count where at == bytes.count || bytes[at] == 0x20 {
                defer { start = at + 1 }
                guard at - start > 1, bytes[at - 1] == 0x3A, at - start <= longest else { continue }
                if complains(UnsafeBufferPointer(rebasing: bytes[start..<at - 1])) { return true }
            }
            return false
        }
    }

    /// `error`, `GPGError`, `"error`, `E`; in small letters or not.
    private static func complains(_ word: UnsafeBufferPointer<UInt8>) -> Bool {
        let letters = word.reversed().prefix { ($0 | 0x20) &- 0x61 < 26 || $0 >= 0x80 }
        if tags.contains(where: { $0.elementsEqual(word) }) { return true }
        return words.contains { end in
            letters.count >= end.count && zip(letters, end.reversed()).allSatisfy { ($0 < 0x80 ? $0 | 0x20 : $0) == $1 }
        }
    }

    /// Bytes of a word that is looked at.
    private static let longest = 48
    /// Package managers begin their lines so.
    private static let tags: [[UInt8]] = ["E", "W"].map { Array($0.utf8) }
    private static let words: [[UInt8]] = [
        "error", "exception", "warning", "fatal", "failed", "failure", "erreur", "avertissement", "échec",
    ].map { Array($0.utf8) }
}
