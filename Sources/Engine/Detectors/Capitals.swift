// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// A line in capitals. Soft: alone it is only noted.
struct Capitals: Detector {
    static let name = "capitals"
    static let family = Family.manner

    static let percent = Setting(
        "detector.capitals", "percent", .whole(50...100), default: 80,
        about: Sentence(
            en: "Share of capitals among the letters from which a line counts.",
            fr: "Part de capitales parmi les lettres à partir de laquelle une ligne compte."))
    static let letters = Setting(
        "detector.capitals", "letters", .whole(5...500), default: 20,
        about: Sentence(
            en: "Letters that a line must have to count.", fr: "Lettres qu'une ligne doit avoir pour compter."))

    static let section = AnySection(
        "detector.capitals", about: Sentence(en: "Lines in capitals.", fr: "Lignes en capitales."),
        settings: [percent.description, letters.description])

    let percent: Int32
    let letters: Int32

    init(_ configuration: Configuration, _ scope: Scope, _ compiled: Compiled) {
        percent = Int32(clamping: configuration.value(Self.percent, in: scope))
        letters = Int32(clamping: configuration.value(Self.letters, in: scope))
    }

    func relief(_ reason: Reason, in line: TextView) -> Relief? {
        Relief(Self.percent, reason.count &+ 1) ?? Relief(Self.letters, line.features.letters + 1)
    }

    func inspect(_ look: borrowing Look) -> Signal? {
        let features = look.view.features
        guard features.letters >= letters, features.capitalPercent >= percent else { return nil }
        return signal(100, Reason("capitals", count: features.capitalPercent, limit: percent))
    }
}
