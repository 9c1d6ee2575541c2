// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// One person changing names again and again: each change is a line in everybody's window.
struct Nicks: CountingDetector {
    static let name = "nicks"
    static let family = Family.arrivals

    static let limit = Setting(
        "detector.nicks", "limit", .whole(3...8), default: 5,
        about: Sentence(
            en: "How often one person may change names within the time before it counts.",
            fr: "À partir de combien de changements de nom d'une personne cela compte, dans ce temps."))
    static let within = Setting(
        "detector.nicks", "within", .span(.seconds(10) ... .minutes(30)), default: .minutes(1),
        about: Sentence(
            en: "The time over which changes are counted.", fr: "Le temps sur lequel on compte les changements."))

    static let section = AnySection(
        "detector.nicks", about: Sentence(en: "Changing names.", fr: "Changements de nom."),
        settings: [limit.description, within.description])

    let limit: Int32
    let within: TimeSpan

    func inspect(naming look: borrowing NamingLook) -> Signal? {
        var count: Int32 = 0
        for change in look.changes where look.at - change <= within { count += 1 }
        guard count >= limit else { return nil }
        return signal(300 + 100 * min(5, count - limit), Reason("nicks", count: count, limit: limit, within: within))
    }
}
