// SPDX-License-Identifier: Apache-2.0

public import Chat

/// What may be written at the top for all, or inside a community for it alone.
public struct Content: Sendable {
    public var rules: [RuleEntry] = []
    public var prompts: [PromptEntry] = []
    public var banks: [BankEntry] = []
    public var lists: [ListEntry] = []
    public var expectations: [ExpectEntry] = []
}

/// A `[[rule]]`.
public struct RuleEntry: Sendable {
    public var name: Located<String>
    /// Compiled by the engine.
    public var when: Excerpt?
    /// From the first that the room can do.
    public var then: [Located<Step>]
    public var mode: Located<Mode>?
    /// What the person and the desk are told.
    public var reason: Located<Wording>?
    /// Empty: every room.
    public var rooms: [Located<RoomID>]
}

/// A `[[prompt]]`: a moment at which she speaks unasked.
public struct PromptEntry: Sendable {
    public enum Moment: Sendable {
        /// `lundi 9h30`, `monday 9:30`: read by the engine.
        case at(Excerpt)
        /// Five fields: read by the engine.
        case cron(Excerpt)
        /// Silence, at hours when people usually talk.
        case lull(Located<TimeSpan>)
    }
    public var name: Located<String>
    public var moment: Moment
    /// The bank that it draws from.
    public var from: Located<String>?
    /// Its own text, when it draws from none.
    public var text: Located<Wording>?
    /// Empty: every room of the community.
    public var rooms: [Located<RoomID>]
    /// Days on which a lull counts, 1 for Monday; empty: every day.
    public var days: [Int]
}

/// A `[bank.NAME]`: prompts in a file, one a paragraph, or in place.
public struct BankEntry: Sendable {
    public var name: Located<String>
    /// Relative to the directory of bot.conf.
    public var file: Located<String>?
    public var prompts: [Located<String>]
}

/// A `[list.NAME]`, `@NAME` in rules.
public struct ListEntry: Sendable {
    public var name: Located<String>
    public var items: [Located<String>]
    /// One item a line, relative to the directory of bot.conf.
    public var file: Located<String>?
}

/// An `[[expect]]`: a test of the file, in the file.
public struct ExpectEntry: Sendable {
    public enum Author: String, Sendable, CaseIterable { case newcomer, regular, trusted, moderator }
    public var text: Located<String>
    public var by: Author
    /// Empty: nothing is done.
    public var gets: [Located<Step>]
    public var room: Located<RoomID>?
    public var at: Position
}
