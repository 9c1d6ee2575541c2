// SPDX-License-Identifier: Apache-2.0

public import Chat
public import Conf

/// What was decided on one event: the unit of the journal, of `why` and of `undo`.
///
/// Hard state changes only by applying a decision, so that recovery can apply the recorded ones and never decide
/// anew what has been done already.
public struct Decision: Sendable, Hashable {
    /// What decided: a detector's or rule's name, `welcome`, `prompt NAME`, `command mute`, `guard rank`.
    public var rule: String
    public var room: RoomID?
    public var person: PersonID?
    /// The name shown for that person.
    public var name: PeerText
    public var mode: Mode
    public var verdict: Verdict
    /// The step chosen, or that would have been chosen.
    public var step: Step?
    public var acts: [OwedAct]
    public var changes: [Change]
    /// What an operator who asked is told.
    public var answer: [String] = []

    public init(
        rule: String, room: RoomID? = nil, person: PersonID? = nil, name: PeerText = PeerText(""), mode: Mode = .act,
        verdict: Verdict = .none, step: Step? = nil, acts: [OwedAct] = [], changes: [Change] = []
    ) {
        self.rule = rule
        self.room = room
        self.person = person
        self.name = name
        self.mode = mode
        self.verdict = verdict
        self.step = step
        self.acts = acts
        self.changes = changes
    }
}

extension Decision {
    /// It only adds somebody to a campaign that was counted with its first.
    var isJoining: Bool { changes.contains { if case .joined = $0 { true } else { false } } }
}
