// SPDX-License-Identifier: Apache-2.0

public import Chat
public import Conf

/// Everything that decides how hard she judges, in one table. `check` prints it.
///
/// Scores are hundredths. Each detector gives a score for what it saw; a family counts at most its cap; what stays of
/// earlier incidents (heat) is added; the sum is compared with the thresholds.
public struct Scale: Sendable, Hashable {
    public var name: String
    /// Multiplies every detector's score, in hundredths.
    public var weight: Int32
    public var caps: Caps
    public var thresholds: Thresholds
    /// What regulars and the trusted are allowed beyond a newcomer, added to every threshold but `note`.
    public var regularBonus: Int32
    public var trustedBonus: Int32
    public var halfLife: TimeSpan

    public struct Caps: Sendable, Hashable {
        public var pace: Int32
        public var repetition: Int32
        public var links: Int32
        public var manner: Int32
        public var mentions: Int32
        public var arrivals: Int32

        func cap(_ family: Family) -> Int32 {
            switch family {
            case .pace: pace
            case .repetition: repetition
            case .links: links
            case .manner: manner
            case .mentions: mentions
            case .arrivals: arrivals
            }
        }
    }

    public struct Thresholds: Sendable, Hashable {
        public var note: Int32
        public var word: Int32
        public var remove: Int32
        public var mute10m: Int32
        public var mute1h: Int32
        public var mute24h: Int32
        public var kick: Int32
        public var ban24h: Int32

        /// Gentle to hard, each with its threshold.
        public var steps: [(step: Step, score: Int32)] {
            [
                (.note, note), (.word, word), (.remove, remove), (.mute(.minutes(10)), mute10m),
                (.mute(.hours(1)), mute1h),
                (.mute(.hours(24)), mute24h), (.kick, kick), (.ban(.hours(24)), ban24h),
            ]
        }
    }

    public static let gentle = Scale(
        name: "gentle", weight: 100,
        caps: Caps(pace: 900, repetition: 1000, links: 500, manner: 150, mentions: 700, arrivals: 400),
        thresholds: Thresholds(
            note: 150, word: 350, remove: 550, mute10m: 600, mute1h: 1100, mute24h: 1700, kick: 2100, ban24h: 2500),
        regularBonus: 200, trustedBonus: 600, halfLife: .hours(6))

    public static let standard = Scale(
        name: "standard", weight: 100,
        caps: Caps(pace: 1000, repetition: 1200, links: 600, manner: 200, mentions: 900, arrivals: 500),
        thresholds: Thresholds(
            note: 100, word: 300, remove: 500, mute10m: 600, mute1h: 1000, mute24h: 1500, kick: 1800, ban24h: 2200),
        regularBonus: 150, trustedBonus: 500, halfLife: .hours(12))

    public static let strict = Scale(
        name: "strict", weight: 120,
        caps: Caps(pace: 1200, repetition: 1400, links: 800, manner: 250, mentions: 1000, arrivals: 600),
        thresholds: Thresholds(
            note: 100, word: 300, remove: 450, mute10m: 550, mute1h: 850, mute24h: 1200, kick: 1500, ban24h: 1800),
        regularBonus: 100, trustedBonus: 400, halfLife: .hours(24))

    public static let all = [gentle, standard, strict]

    public static func of(_ preset: Preset) -> Scale {
        switch preset {
        case .gentle: gentle
        case .standard: standard
        case .strict: strict
        }
    }
}

extension Scale {
    /// Adds up signals: each family at most its cap; a negative sum counts as nothing.
    public func verdict(_ signals: [Signal]) -> Verdict {
        if signals.isEmpty { return .none }
        var score: Int32 = 0
        var isHard = false
        for family in Family.allCases {
            var sum: Int32 = 0
            for signal in signals where signal.family == family { sum = min(20_000, sum + signal.score) }
            let weighted = min(caps.cap(family), sum * weight / 100)
            score += weighted
            if weighted > 0, !family.isSoft { isHard = true }
        }
        return Verdict(signals: signals, score: max(0, score), isHard: isHard)
    }

    /// The step for a sum, and the threshold it passed; nil below every threshold.
    ///
    /// Soft evidence alone never leads beyond a note, whatever its sum.
    public func step(for score: Int32, standing: Standing, isHard: Bool) -> (step: Step, threshold: Int32)? {
        let bonus = bonus(of: standing)
        var found: (step: Step, threshold: Int32)?
        for (step, threshold) in thresholds.steps {
            let needed = step == .note ? threshold : threshold + bonus
            if score >= needed { found = (step, needed) }
            if step == .note, !isHard { break }
        }
        return found
    }

    /// The least sum that leads to a step, or to the hardest below it.
    func score(reaching step: Step, standing: Standing) -> Int32? {
        thresholds.steps.last { $0.step.isSanction && $0.step.severity <= step.severity }.map {
            $0.score + bonus(of: standing)
        }
    }

    private func bonus(of standing: Standing) -> Int32 {
        switch standing {
        case .newcomer: 0
        case .regular: regularBonus
        case .trusted: trustedBonus
        }
    }
}
