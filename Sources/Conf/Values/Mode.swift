// SPDX-License-Identifier: Apache-2.0

/// How far her own initiative in moderation goes.
public enum Mode: String, Sendable, CaseIterable, Comparable {
    /// Writes down what she would do.
    case observe
    /// Proposes; a person decides.
    case ask
    /// Does it, within the ceiling.
    case act

    private var freedom: Int {
        switch self {
        case .observe: 0
        case .ask: 1
        case .act: 2
        }
    }
    /// The stricter mode is the smaller: of rule and community, `min` wins.
    public static func < (a: Mode, b: Mode) -> Bool { a.freedom < b.freedom }
}

/// How soon evidence becomes a step: one table of weights, caps, thresholds and half-lives each.
public enum Preset: String, Sendable, CaseIterable {
    case gentle, standard, strict
}

/// How French addresses people.
public enum Address: String, Sendable, CaseIterable {
    case tu, vous
}
