// SPDX-License-Identifier: Apache-2.0

/// Did you mean? The nearest of the names that exist.
public enum Suggestion {
    /// Longer names are not compared: scalars.
    static let longest = 32

    /// The name nearest to what was written, or nil when none is near: at most one edit in three letters, where
    /// swapping two neighbours is one edit. Case does not count. Of equally near names the first is taken.
    public static func nearest(to written: String, among names: [String]) -> String? {
        let source = folded(written)
        guard source.count <= longest, !source.isEmpty else { return nil }
        var best: (name: String, distance: Int)?
        for name in names {
            let target = folded(name)
            guard target.count <= longest, !target.isEmpty else { continue }
            let allowed = max(1, min(source.count, target.count) / 3)
            guard abs(source.count - target.count) <= allowed else { continue }
            let distance = distance(source, target)
            if distance <= allowed, distance < best?.distance ?? .max { best = (name, distance) }
        }
        return best?.name
    }

    /// `; did you mean "x"?`, or nothing.
    public static func hint(for written: String, among names: [String]) -> Sentence {
        // A name of the file may hold anything.
        let near = nearest(to: written, among: names) ?? translated(written, among: names)
        guard let name = near.map({ Shown.plain($0, most: longest) }) else { return Sentence("") }
        return Sentence(en: "; did you mean \"\(name)\"?", fr: " ; peut-être \"\(name)\" ?")
    }

    /// What the word means where one writes French: `agir` is `act`.
    private static func translated(_ written: String, among names: [String]) -> String? {
        let word = String(String.UnicodeScalarView(folded(written)))
        return french.first { $0.0 == word && names.contains($0.1) }?.1
    }

    private static let french: [(String, String)] = [
        ("français", "fr"), ("francais", "fr"), ("french", "fr"), ("anglais", "en"), ("english", "en"),
        ("fr_fr", "fr"), ("fr-fr", "fr"), ("en_us", "en"), ("en-us", "en"), ("en_gb", "en"), ("en-gb", "en"),
        ("tutoiement", "tu"), ("vouvoiement", "vous"), ("agir", "act"), ("agit", "act"), ("demander", "ask"),
        ("demande", "ask"), ("proposer", "ask"), ("regarder", "observe"), ("doux", "gentle"), ("douce", "gentle"),
        ("normal", "standard"), ("moyen", "standard"), ("noter", "note"), ("mot", "word"), ("retirer", "remove"),
        ("supprimer", "remove"), ("effacer", "remove"), ("delete", "remove"), ("silence", "mute"), ("muet", "mute"),
        ("exclure", "kick"), ("expulser", "kick"), ("bannir", "ban"), ("proposer", "propose"), ("rien", "nothing"),
        ("nouveau", "newcomer"), ("nouvelle", "newcomer"), ("habitué", "regular"),
    ]

    /// Optimal string alignment: insertions, deletions, substitutions, and swaps of neighbours, each 1.
    static func distance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
        guard !a.isEmpty, !b.isEmpty else { return max(a.count, b.count) }
        var before: [Int] = []
        var above = Array(0...b.count)
        for i in 1...a.count {
            var row = [i]
            for j in 1...b.count {
                var least = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { least = min(least, before[j - 2] + 1) }
                row.append(least)
            }
            before = above
            above = row
        }
        return above[b.count]
    }

    private static func folded(_ name: String) -> [Unicode.Scalar] {
        name.unicodeScalars.prefix(longest + 1).map {
            $0.value >= 0x41 && $0.value <= 0x5A ? Unicode.Scalar(UInt8($0.value) | 0x20) : $0
        }
    }
}
