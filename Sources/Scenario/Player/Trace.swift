// SPDX-License-Identifier: Apache-2.0

public import Chat
public import Engine

/// One thing that came of playing, in the order it happened.
public enum Trace: Sendable {
    /// The engine decided; `event` is the place of its cause in the player's count of events.
    case decided(Decision, at: Timestamp, event: Int)
    /// An act reached the room.
    case performed(OwedAct, at: Timestamp)
    /// An act was tried in vain.
    case failed(OwedAct, ActError, at: Timestamp)
    /// An act was decided and not done: it was not wanted any more, replaced, or too late.
    case dropped(OwedAct, Why, at: Timestamp)
    /// A line or an arrival that the server would not have let through.
    case unheard(PeerText, Unheard, at: Timestamp)
    /// A line was sent to the second reader, masked.
    case asked(Question, at: Timestamp)
    /// Somebody's host was looked for in lists outside.
    case lookedUp(HostQuestion, PeerText, at: Timestamp)
    /// Something that must never be: a broken promise of the engine or the player.
    case fault(String, at: Timestamp)

    public enum Unheard: Sendable, Hashable { case muted, banned, locked }
    public enum Why: Sendable, Hashable { case refused, superfluous, stale, unknownFate }

    public var at: Timestamp {
        switch self {
        case .decided(_, let at, _), .performed(_, let at), .failed(_, _, let at), .dropped(_, _, let at),
            .unheard(_, _, let at), .asked(_, let at), .lookedUp(_, _, let at), .fault(_, let at):
            at
        }
    }
}
