// SPDX-License-Identifier: Apache-2.0

public import Conf

/// One field of the rule language, as it describes itself: what `geoffrin fields` and the reference print.
public struct RuleField: Sendable {
    /// Dotted, as `when` spells it: `member.age`.
    public let name: String
    /// What its values are, and how they are written.
    public let type: Sentence
    public let summary: Sentence

    /// All fields, in the order of the catalogue: the member, the text, links, detectors, the room.
    public static var all: [RuleField] {
        RuleFields.catalog.entries.map { RuleField(name: $0.name, type: $0.type.name, summary: $0.summary) }
    }
}
