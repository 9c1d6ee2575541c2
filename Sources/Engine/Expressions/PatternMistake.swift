// SPDX-License-Identifier: Apache-2.0

/// What is wrong with a pattern, in words for people: RE2 says it in its own, in English.
enum PatternMistake {
    /// - Parameters:
    ///   - why: the library's words, from `re2/regexp.h` (RegexpStatusCode).
    ///   - piece: what it points at, perhaps empty.
    static func sentence(_ why: String, _ piece: String) -> (en: String, fr: String) {
        let shown = piece.isEmpty ? "" : "'\(piece)'"
        for (begins, en, fr) in known where why.hasPrefix(begins) {
            return (en.filled(shown), fr.filled(shown))
        }
        return ("not a pattern: \(why)", "motif incorrect : \(why)")
    }

    /// `$` stands for the piece.
    private static let known: [(String, String, String)] = [
        ("missing )", "a ( in this pattern is never closed", "une ( de ce motif n'est jamais fermée"),
        ("unexpected )", "a ) in this pattern closes nothing", "une ) de ce motif ne ferme rien"),
        ("missing ]", "a [ in this pattern is never closed: $", "un [ de ce motif n'est jamais fermé : $"),
        ("invalid character class range", "the range $ goes backwards", "l'intervalle $ va à rebours"),
        ("invalid character class", "$ is no set of characters", "$ n'est pas un ensemble de caractères"),
        (
            "invalid escape sequence", "$ means nothing in a pattern; a \\ itself is written \\\\",
            "$ ne veut rien dire dans un motif ; un \\ s'écrit \\\\"
        ),
        (
            "trailing \\", "a \\ at the end of a pattern stands for nothing", "un \\ à la fin d'un motif ne vaut rien"
        ),
        (
            "no argument for repetition operator", "$ has nothing before it to repeat",
            "$ n'a rien à répéter devant lui"
        ),
        ("invalid repetition size", "$: at most 1000 repetitions", "$ : 1000 répétitions au plus"),
        ("bad repetition operator", "$: one repetition at a time", "$ : une seule répétition à la fois"),
        ("invalid perl operator", "$ is not understood here", "$ n'est pas compris ici"),
        ("invalid named capture group", "$ is not understood here", "$ n'est pas compris ici"),
        ("pattern too large", "this pattern is too large", "ce motif est trop grand"),
    ]
}

extension String {
    fileprivate func filled(_ piece: String) -> String {
        split(separator: "$", omittingEmptySubsequences: false).joined(separator: piece)
    }
}
