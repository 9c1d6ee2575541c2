// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// Several newcomers from one host, or one small network, one after another (IRC). Soft: a school, a gateway or a café
/// has one host too (THREATS A7).
struct Clones: Detector {
    static let name = "clones"
    static let family = Family.manner

    static let limit = Setting(
        "detector.clones", "limit", .whole(2...50), default: 4,
        about: Sentence(
            en: "How many newcomers may come from one host, or one /24 or /64, in ten minutes before it is noted.",
            fr:
                "À partir de combien de nouvelles personnes d'un hôte, d'un /24 ou d'un /64, en dix minutes, c'est noté."
        ))

    static let section = AnySection(
        "detector.clones", about: Sentence(en: "Newcomers from one place.", fr: "Arrivées d'un même endroit."),
        settings: [limit.description])

    let limit: Int32

    init(_ configuration: Configuration, _ scope: Scope, _ compiled: Compiled) {
        limit = Int32(clamping: configuration.value(Self.limit, in: scope))
    }

    func relief(_ reason: Reason, in line: TextView) -> Relief? { Relief(Self.limit, reason.count &+ 1) }

    func inspect(arrival look: borrowing ArrivalLook) -> Signal? {
        guard look.clones >= limit else { return nil }
        return signal(150, Reason("clones", count: look.clones, limit: limit, within: HostRing.window))
    }
}
