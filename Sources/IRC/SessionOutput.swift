// SPDX-License-Identifier: Apache-2.0

public import Chat

/// What a session wants done, in order within each list. Taken after every call.
public struct SessionOutput: Sendable {
    /// To be emitted, all together.
    public var events: [Event] = []
    /// To be written, in order.
    public var lines: [IRCLine] = []
    /// Acts whose fate is known.
    public var settled: [Settled] = []
    /// The connection is to be closed after the lines are written.
    public var ending: Ending?
    /// The server's demand for TLS, told over TLS (IRCv3 sts): for how long; zero takes it back.
    public var secureFor: TimeSpan?
    /// When `tick` has something to do, and how long the server's lines may be: told with every output, because
    /// reading a property of a session from another module copies the session.
    public var nextDeadline = Timestamp.distantFuture
    public var lineLength = 512

    public struct Settled: Sendable {
        public var act: ActID
        public var fate: Fate
    }

    public enum Fate: Sendable, Hashable {
        case performed(Receipt)
        case failed(ActError)
        /// The answer to `observe`: nil when the room does not show it.
        case observed(Receipt?)
    }

    public var isEmpty: Bool { events.isEmpty && lines.isEmpty && settled.isEmpty && ending == nil && secureFor == nil }
}

/// What a session dropped or refused since it began: for `status` and for tests.
public struct SessionCounters: Sendable, Equatable {
    /// Lines without a verb.
    public var malformed = 0
    /// Lines of hers that the encoder refused.
    public var refusedLines = 0
    /// CTCP requests left unanswered because there were too many.
    public var rationedCTCP = 0
    /// Invitations that nobody heard of because there were too many.
    public var rationedInvites = 0
    /// Texts of servers and of unknown kinds, given to nobody.
    public var unread = 0
}
