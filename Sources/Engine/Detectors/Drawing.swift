// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// A picture drawn with signs, line by line, however slowly: lines that are hardly more than punctuation. A few of them
/// are a border, a table, a face; many are a flood.
struct Drawing: CountingDetector {
    static let name = "drawing"
    static let family = Family.pace

    static let limit = Setting(
        "detector.drawing", "limit", .whole(4...100), default: 8,
        about: Sentence(
            en: "How many lines of signs without letters one person may send within the time before they count.",
            fr: "À partir de combien de lignes de signes sans lettres d'une personne cela compte, dans ce temps."))
    static let within = Setting(
        "detector.drawing", "within", .span(.seconds(30) ... .minutes(3)), default: .minutes(3),
        about: Sentence(
            en: "The time over which such lines are counted.", fr: "Le temps sur lequel on compte ces lignes."))

    static let section = AnySection(
        "detector.drawing", about: Sentence(en: "Pictures made of signs.", fr: "Dessins faits de signes."),
        settings: [limit.description, within.description])

    let limit: Int32
    let within: TimeSpan

    func inspect(_ look: borrowing Look) -> Signal? {
        // An ordinary line ends here.
        guard look.view.features.isDrawn else { return nil }
        var count: Int32 = 0
        for line in look.recent.newest(within: within) where line.isDrawn { count &+= 1 }
        guard count >= limit else { return nil }
        return signal(
            300 + 75 * min(20, count - limit), Reason("drawing", count: count, limit: limit, within: within))
    }
}

extension TextFeatures {
    /// Hardly any letters and numbers among eight signs or more: a line of a picture.
    var isDrawn: Bool { scalars >= 8 && (letters &+ digits) &* 4 <= scalars }
}
