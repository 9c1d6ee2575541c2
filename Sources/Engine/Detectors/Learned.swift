// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// A line made of what two moderators refused. It goes by people's verdicts, not by the model's opinion: it is a
/// repetition of what was judged already.
struct Learned: Detector {
    static let name = "learned"
    static let family = Family.repetition

    static let active = Setting(
        "detector.learned", "active", .flag, default: true,
        about: Sentence(
            en: "Whether lines count that are like what two moderators refused.",
            fr: "Si comptent les lignes semblables à ce que deux modérateurs ont refusé."))
    static let share = Setting(
        "detector.learned", "share", .whole(60...100, unit: Sentence(en: "% of a line", fr: "% d'une ligne")),
        default: 60,
        about: Sentence(
            en: "How much of a line must be what they refused.",
            fr: "La part d'une ligne qui doit être ce qu'ils ont refusé."))

    static let section = AnySection(
        "detector.learned", about: Sentence(en: "What moderators taught.", fr: "Ce que les modérateurs ont appris."),
        settings: [active.description, share.description])

    /// From here on, in thousandths, it is the same line with a word or two changed.
    static let same: Int32 = 850

    let isActive: Bool
    let share: Int32

    init(_ configuration: Configuration, _ scope: Scope, _ compiled: Compiled) {
        isActive = configuration.value(Self.active, in: scope)
        share = Int32(clamping: configuration.value(Self.share, in: scope))
    }

    func inspect(_ look: borrowing Look) -> Signal? {
        guard isActive, look.carrier != .name, look.taught >= share * 10 else { return nil }
        return signal(look.taught >= Self.same ? 600 : 400, Reason("learned", count: look.taught / 10, limit: share))
    }

    func relief(_ reason: Reason, in line: TextView) -> Relief? {
        Relief(Self.share, reason.count &+ 1) ?? Relief(Self.active, false)
    }
}
