// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// The same person coming and going again and again.
struct Joins: CountingDetector {
    static let name = "joins"
    static let family = Family.arrivals

    static let limit = Setting(
        "detector.joins", "limit", .whole(3...8), default: 5,
        about: Sentence(
            en: "How often a newcomer may come in within the time before it counts.",
            fr: "À partir de combien d'arrivées d'une nouvelle personne cela compte, dans ce temps."))
    static let within = Setting(
        "detector.joins", "within", .span(.seconds(10) ... .minutes(30)), default: .minutes(2),
        about: Sentence(
            en: "The time over which arrivals are counted.", fr: "Le temps sur lequel on compte les arrivées."))

    static let section = AnySection(
        "detector.joins", about: Sentence(en: "Coming and going.", fr: "Allées et venues."),
        settings: [limit.description, within.description])

    let limit: Int32
    let within: TimeSpan

    func inspect(arrival look: borrowing ArrivalLook) -> Signal? {
        // Of somebody known it is a bad line, and silence mends none.
        guard look.standing == .newcomer else { return nil }
        var count: Int32 = 0
        for arrival in look.arrivals where look.at - arrival <= within { count += 1 }
        guard count >= limit else { return nil }
        return signal(200 + 100 * min(3, count - limit), Reason("joins", count: count, limit: limit, within: within))
    }
}
