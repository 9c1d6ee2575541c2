// SPDX-License-Identifier: Apache-2.0

public import Chat
public import Conf
import Language

/// The core of one community: everything that happens goes in as an `Event`, everything she does comes out as the
/// acts of a `Decision`. No clock, no chance, no input or output; never throws, never waits.
///
/// Owned by the loop and changed in place: copying an engine out of a collection costs as much as its state is large.
public struct Engine: Sendable {
    public private(set) var policy: Policy
    var state: State
    /// Keeps the buffers of the model's reading; nothing of a line stays in it.
    var reader: Reader?

    /// - Parameter epoch: makes the ids of this engine's acts unique for ever; differs for each community and each
    ///   database.
    public init(policy: Policy, epoch: UInt32) {
        self.policy = policy
        state = State(epoch: epoch)
        reader = policy.model.map { Reader($0) }
        rehearsePolicy()
    }

    /// Takes one event in and says what is decided. Microseconds; the result is to be written down before anything of
    /// it is done.
    public mutating func handle(_ event: Event) -> [Decision] {
        var turn = Turn(event)
        observe(&turn)
        decide(&turn)
        return turn.decisions
    }

    /// Takes one journalled event in, with the decisions recorded for it: those are applied, whatever the code would
    /// decide today (ADR 0003). Call it in the journal's order after `restore`.
    public mutating func recover(_ event: Event, recorded: [Decision]) {
        var turn = Turn(event)
        observe(&turn)
        for decision in recorded {
            apply(decision, at: turn.at)
            putWords(of: event, into: decision)
        }
        if state.deadlines.isStale { refreshDeadlines() }
    }

    /// A copy that answers in another language; it decides nothing.
    public func speaking(_ tongue: Tongue?) -> Engine {
        var copy = self
        copy.policy.words = policy.words.speaking(tongue)
        return copy
    }

    /// Takes a policy over. State stays; what the new policy knows nothing of (a prompt's moments) is dropped.
    public mutating func adopt(_ policy: Policy) {
        self.policy = policy
        reader = policy.model.map { Reader($0) }
        state.lessons.isStale = !state.lessons.isEmpty
        rehearsePolicy()
    }

    /// When it wants to be woken with `.ticked`, if at all. Constant time.
    public var nextDeadline: Timestamp? { state.deadlines.earliest }

    /// The rows that changed since the last call, encoded. Written in one transaction with the journal row they follow.
    public mutating func takeDirtyRows() -> [StateRow] { state.takeDirtyRows() }

    /// True when so much has changed that it is time to write rows.
    public var hasManyDirtyRows: Bool { state.dirtyCount >= 8192 }

    /// Takes stored rows in. Call it once, on a new engine, before the first event.
    public mutating func restore(_ rows: [StateRow]) throws(PackedError) {
        state.rooms = []
        try state.restore(rows)
        rehearsePolicy()
    }

    /// Acts owed and not yet settled, oldest first: what the outbox is filled from after a start.
    public var pendingActs: [OwedAct] { state.acts.values.sorted { $0.id < $1.id } }
}
