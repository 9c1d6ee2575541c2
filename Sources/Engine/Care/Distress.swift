// SPDX-License-Identifier: Apache-2.0

import Chat
import Language

/// Whether somebody says of themselves that they do not want to live, or hurt themselves. Reads phrases, English and
/// French; figures of speech, talk about others and suicide as a subject are none. The model confirms.
///
/// An ordinary line costs one look into a bitmap a word.
struct Distress: Sendable {
    /// The phrases, as a view reads them: a line without any is read no further.
    private let gate: PhraseTable
    private let seed: UInt64

    /// What was read of one line.
    struct Finding: Sendable, Hashable {
        /// Said of oneself, in words that are no figure of speech.
        var isOwn: Bool
        /// The model agrees, at once in 10,000 ordinary lines.
        var isRare: Bool
    }
    /// From here on the model's word counts.
    static let rarity: Int32 = 10_000
    private static let fewestWords: Int32 = 6

    init(seed: UInt64) {
        self.seed = seed
        gate = PhraseTable(
            Self.phrases.map { phrase in
                let text = ByteString(Array(phrase.words.joined(separator: [0x20]))).text
                return TextView(PeerText(text), seed: seed).words.map(\.hash)
            })
    }

    /// - Parameter level: of the model for self-harm, *once in N ordinary lines*.
    func read(_ view: TextView, level: Int32) -> Finding? {
        let isRare = level >= Self.rarity
        guard isRare || gate.isIn(view.words) else { return nil }
        // Rare from here on. What is quoted is another's.
        let own = TextView(PeerText(OwnWords.of(view.text.raw)), seed: seed)
        let line = Line(own)
        if line.isFigure { return nil }
        switch line.saysSoOfItself {
        case true?: return Finding(isOwn: true, isRare: isRare)
        case false?: return nil
        // By the model alone: a fragment says too little.
        case nil:
            let isEnough = own.features.words >= Self.fewestWords
            return isRare && isEnough && line.isAboutOneself ? Finding(isOwn: false, isRare: true) : nil
        }
    }

    /// The folded words of one line.
    private struct Line {
        let words: [ArraySlice<UInt8>]
        let raw: String

        init(_ view: TextView) {
            words = view.words.prefix(Self.longest).map { view.bytes(of: $0) }
            raw = view.text.raw
        }
        /// Words that are read.
        private static let longest = 120

        /// The places at which a phrase stands.
        private func places(of phrase: [[UInt8]]) -> [Int] {
            guard words.count >= phrase.count else { return [] }
            return (0...words.count - phrase.count).filter { start in
                phrase.indices.allSatisfy { words[start + $0].elementsEqual(phrase[$0]) }
            }
        }

        private func has(anyOf list: Set<ByteString>) -> Bool {
            words.contains { list.contains(ByteString(Array($0))) }
        }

        /// Nil: none of the phrases; false: only denied, compared, or of others.
        var saysSoOfItself: Bool? {
            var isSaid: Bool?
            for phrase in Distress.phrases {
                for start in places(of: phrase.words) {
                    let isMeant =
                        !isDenied(phrase, before: start) && !isCompared(phrase, after: start + phrase.words.count)
                        && (!phrase.needsSelf || isOwnSubject(before: start))
                    if isMeant { return true }
                    isSaid = false
                }
            }
            return isSaid
        }

        /// «I would never …», «sans …»: back to the subject.
        private func isDenied(_ phrase: Phrase, before start: Int) -> Bool {
            // «ne veux plus vivre»: what it denies is living.
            let denials = phrase.isDenial ? Distress.denialsOfAll : Distress.denials
            for place in stride(from: start - 1, through: max(0, start - 4), by: -1) {
                let word = at(place)
                // «j'en peux plus, envie de mourir» is no denial.
                if denials.contains(word), !isOfStrength(place) { return true }
                if Distress.subjects.contains(word) {
                    return place > 0 && Distress.denialsOfAll.contains(at(place - 1))
                }
            }
            return false
        }

        /// «en peux plus».
        private func isOfStrength(_ place: Int) -> Bool {
            place > 0 && words[place].elementsEqual("plus".utf8) && words[place - 1].elementsEqual("peux".utf8)
        }

        private func at(_ place: Int) -> ByteString { ByteString(Array(words[place])) }

        /// «… of boredom», «… than use vim», «… avec ce projet».
        private func isCompared(_ phrase: Phrase, after end: Int) -> Bool {
            guard end < words.count else { return false }
            if Distress.followers.contains(at(end)) { return true }
            if phrase.words.last?.elementsEqual("crever".utf8) == true, Distress.burst.contains(at(end)) { return true }
            let isOfLiving = ["live", "living", "vivre", "exister"].contains {
                phrase.words.last?.elementsEqual($0.utf8) == true
            }
            return isOfLiving && Distress.places.contains(at(end))
        }

        private func isOwnSubject(before start: Int) -> Bool {
            (max(0, start - 6)..<start).contains { Distress.subjects.contains(at($0)) }
                && !(max(0, start - 3)..<start).contains { Distress.others.contains(at($0)) }
        }

        /// The speaker is in it, and nobody is addressed.
        var isAboutOneself: Bool { has(anyOf: Distress.subjects) && !has(anyOf: Distress.addressed) }

        /// Laughed off, or about what people only swear at.
        var isFigure: Bool {
            if raw.utf8.count <= TextView.limit, raw.unicodeScalars.contains(where: { Distress.laughing.contains($0) })
            {
                return true
            }
            if Distress.smiles.contains(where: { raw.hasSuffix($0) }) { return true }
            if words.contains(where: { Self.isLaughter($0) }) || has(anyOf: Distress.trade) { return true }
            return Distress.figures.contains { !places(of: $0).isEmpty }
        }

        private static func isLaughter(_ word: ArraySlice<UInt8>) -> Bool {
            if Distress.laughter.contains(ByteString(Array(word))) { return true }
            // «hahaha», «ahah», «hehe», «jajaja»; «loool», «mdrrr».
            guard word.count >= 4 else { return false }
            let letters = Set(word)
            if letters.count == 2, letters.contains(UInt8(ascii: "h")) || letters.contains(UInt8(ascii: "j")),
                letters.contains(UInt8(ascii: "a")) || letters.contains(UInt8(ascii: "e"))
                    || letters.contains(UInt8(ascii: "i"))
            {
                return true
            }
            return word.starts(with: Array("mdr".utf8)) && letters.count == 3
                || word.starts(with: Array("lo".utf8)) && word.last == UInt8(ascii: "l") && letters.count == 2
        }
    }
}
