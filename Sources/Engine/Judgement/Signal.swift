// SPDX-License-Identifier: Apache-2.0

public import Chat

/// A group of detectors that look at the same thing; together they count no more than the family's cap.
public enum Family: UInt8, Sendable, CaseIterable {
    /// How much and how often one speaks.
    case pace = 1
    /// The same thing again.
    case repetition
    /// Links and whom they lead to.
    case links
    /// What is said and how: words, capitals. Soft: never more than a note alone.
    case manner
    /// Whom one calls upon.
    case mentions
    /// Comings and goings.
    case arrivals

    /// Evidence that alone never leads beyond a note (FIELD rule 13).
    public var isSoft: Bool { self == .manner }
}

/// One piece of evidence: what was seen, how much it weighs, and its measure in words.
public struct Signal: Sendable, Hashable {
    /// The detector's name: `flood`.
    public var name: String
    public var family: Family
    /// In hundredths; may be negative.
    public var score: Int32
    /// The reason, with its measure.
    public var reason: Reason

    public init(_ name: String, _ family: Family, score: Int32, reason: Reason) {
        self.name = name
        self.family = family
        self.score = score
        self.reason = reason
    }

    /// What one person does in the same way day after day where it is their work, or once without a thought.
    var isOfHabit: Bool { [Duplicate.name, Drawing.name, Links.name, MassMentions.name].contains(name) }
    /// Says nothing of what is meant.
    private var isOfForm: Bool { [Capitals.name, Fragments.name, Letters.name].contains(name) }

    /// Whether habits are all that is seen here.
    static func areOfHabit(_ signals: [Signal]) -> Bool {
        signals.contains { $0.isOfHabit } && signals.allSatisfy { $0.score <= 0 || $0.isOfHabit || $0.isOfForm }
    }

    /// Comes of what was said or done before, or by others: never of one line alone.
    var takesOthers: Bool {
        switch name {
        case Duplicate.name: reason.key != "duplicate.words"
        case Campaigns.name, Clones.name, Flood.name, Fragments.name, Joins.name: true
        default: false
        }
    }
}

/// A reason as data: a key of the catalogue and its numbers, put into words where it is read (a member's language,
/// the desk's, the operator's).
public struct Reason: Sendable, Hashable {
    /// The part of the catalogue's key after `reason.`: `flood`, `duplicate.same`.
    public var key: String
    public var count: Int32
    public var limit: Int32
    public var span: TimeSpan
    public var within: TimeSpan

    /// The name of a rule or list it speaks of.
    public var name: String
    /// The least limit that would have let it pass, where that is not the measure itself; else 0.
    public var enough: Int32 = 0

    public init(
        _ key: String, count: Int32 = 0, limit: Int32 = 0, span: TimeSpan = .zero, within: TimeSpan = .zero,
        name: String = ""
    ) {
        self.key = key
        self.count = count
        self.limit = limit
        self.span = span
        self.within = within
        self.name = name
    }
}

/// The signals of one message, capped per family, and their sum.
public struct Verdict: Sendable, Hashable {
    public var signals: [Signal]
    /// Capped sum in hundredths.
    public var score: Int32
    /// At least one signal is of a family that may lead to a sanction.
    public var isHard: Bool

    public static let none = Verdict(signals: [], score: 0, isHard: false)
}
