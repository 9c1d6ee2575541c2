// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// Letters made to be odd: heaps of accents, costumes from other alphabets, letters that nobody sees, colours over
/// colours. Soft: alone it is only noted, for people write for fun as well.
struct Letters: Detector {
    static let name = "letters"
    static let family = Family.manner

    static let accents = Setting(
        "detector.letters", "accents", .whole(1...500), default: 4,
        about: Sentence(
            en: "Accents heaped on letters, beyond what any language needs, from which a line counts.",
            fr:
                "Accents entassés sur les lettres, au-delà de ce que veut une langue, à partir desquels une ligne compte."
        ))
    static let costumes = Setting(
        "detector.letters", "costumes", .whole(1...500), default: 3,
        about: Sentence(
            en: "Words in which letters of another alphabet pass for others, from which a line counts.",
            fr:
                "Mots où des lettres d'un autre alphabet se font passer pour d'autres, à partir desquels une ligne compte."
        ))
    static let unseen = Setting(
        "detector.letters", "unseen", .whole(1...500), default: 5,
        about: Sentence(
            en: "Characters that nobody sees from which a line counts.",
            fr: "Caractères que personne ne voit à partir desquels une ligne compte."))
    static let colours = Setting(
        "detector.letters", "colours", .whole(1...500), default: 16,
        about: Sentence(
            en: "Changes of colour and weight from which a line counts.",
            fr: "Changements de couleur et de graisse à partir desquels une ligne compte."))

    static let section = AnySection(
        "detector.letters", about: Sentence(en: "Odd letters.", fr: "Lettres étranges."),
        settings: [accents.description, costumes.description, unseen.description, colours.description])

    let accents: Int32
    let costumes: Int32
    let unseen: Int32
    let colours: Int32

    init(_ configuration: Configuration, _ scope: Scope, _ compiled: Compiled) {
        accents = Int32(clamping: configuration.value(Self.accents, in: scope))
        costumes = Int32(clamping: configuration.value(Self.costumes, in: scope))
        unseen = Int32(clamping: configuration.value(Self.unseen, in: scope))
        colours = Int32(clamping: configuration.value(Self.colours, in: scope))
    }

    func relief(_ reason: Reason, in line: TextView) -> Relief? {
        switch reason.key {
        case "letters.accents": Relief(Self.accents, reason.count &+ 1)
        case "letters.costumes": Relief(Self.costumes, reason.count &+ 1)
        case "letters.unseen": Relief(Self.unseen, reason.count &+ 1)
        default: Relief(Self.colours, reason.count &+ 1)
        }
    }

    func inspect(_ look: borrowing Look) -> Signal? {
        let features = look.view.features
        if features.excessMarks >= accents { return odd("letters.accents", features.excessMarks, accents) }
        if features.costumes >= costumes { return odd("letters.costumes", features.costumes, costumes) }
        if features.invisible >= unseen { return odd("letters.unseen", features.invisible, unseen) }
        if features.formattingCodes >= colours { return odd("letters.colours", features.formattingCodes, colours) }
        return nil
    }

    private func odd(_ what: String, _ count: Int32, _ limit: Int32) -> Signal {
        signal(150, Reason(what, count: count, limit: limit))
    }
}
