// SPDX-License-Identifier: Apache-2.0

public import Chat

/// One line of a chat log, whatever client wrote it.
public struct LogLine: Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
        case message, action, notice
        case join, part, quit
        /// The text is who was put out; the nick did it.
        case kick
        /// The text is the new name.
        case nick
        case mode, topic, other
    }

    /// In the file, from 1.
    public var number: Int
    /// On the wall; nil where the log gives none.
    public var at: Timestamp
    /// How finely it is stamped.
    public var resolution: TimeSpan
    /// Empty where the file is of one room.
    public var room: String
    public var kind: Kind
    public var nick: String
    public var text: String

    public init(
        number: Int, at: Timestamp, resolution: TimeSpan, room: String, kind: Kind, nick: String, text: String
    ) {
        self.number = number
        self.at = at
        self.resolution = resolution
        self.room = room
        self.kind = kind
        self.nick = nick
        self.text = text
    }
}

/// Who wrote the log.
public enum LogFormat: String, Sendable, CaseIterable {
    /// `ISO-8601 time ⇥ room ⇥ kind ⇥ nick ⇥ text`, further columns ignored.
    case tsv
    case weechat, irssi, znc, energymech
}
