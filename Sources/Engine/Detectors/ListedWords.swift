// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// Words of the community's own list. Soft: alone they are only noted. No list is switched on by default.
struct ListedWords: Detector {
    static let name = "words"
    static let family = Family.manner

    static let lists = Setting(
        "detector.words", "lists", .texts(maxCount: 50, maxBytes: 100), default: [],
        about: Sentence(
            en: "Names of the lists whose words count, each a [list.NAME]; none unless you say so.",
            fr: "Noms des listes dont les mots comptent, chacune une [list.NOM] ; aucune par défaut."))

    static let section = AnySection(
        "detector.words", about: Sentence(en: "Words of your own lists.", fr: "Mots de vos propres listes."),
        settings: [lists.description])

    let words: WordList
    private let seed: UInt64

    init(_ configuration: Configuration, _ scope: Scope, _ compiled: Compiled) {
        let listed = configuration.value(Self.lists, in: scope).flatMap { compiled.lists[$0] ?? [] }
        seed = compiled.textSeed
        words = WordList(listed, allowed: compiled.allowedWords, seed: compiled.textSeed)
    }

    func relief(_ reason: Reason, in line: TextView) -> Relief? {
        let listed = line.words.map { String(decoding: line.bytes(of: $0), as: UTF8.self) }
            .filter { words.isFound(in: TextView(PeerText($0), seed: seed)) }
        return Relief(ModerationSettings.allowedWords, adding: Set(listed).sorted())
    }

    func inspect(_ look: borrowing Look) -> Signal? {
        if words.isEmpty { return nil }
        var found = words.count(in: look.view)
        if found == 0 { found = words.completed(by: look.view.text, after: look.recent.ends.dropLast()) }
        guard found > 0 else { return nil }
        let count = Int32(clamping: found)
        return signal(100 + 50 * min(4, count - 1), Reason("words", count: count))
    }
}
