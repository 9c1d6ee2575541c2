// SPDX-License-Identifier: Apache-2.0

public import Chat

/// A `.scenario` file: a chat log with what must come of it. docs/scenarios.md is its grammar.
public struct ScenarioFile: Sendable {
    /// Where the settings come from.
    public enum Settings: Sendable, Equatable {
        /// A path beside the scenario, as written.
        case path(String)
        /// The text of a bot.conf, inside the scenario.
        case text(String)
    }

    /// A line `member NICK key=value…`: somebody who is known before the log begins.
    public struct Person: Sendable, Equatable {
        public var name: String
        public var rank = Rank.member
        public var account: String?
        public var user: String?
        public var host: String?
        public var isBot = false
        public var past = Past.none
        /// In the room when the log begins.
        public var isPresent = true
        /// May be at the desk.
        public var line = 0
    }

    /// What somebody was to the room before the log begins.
    public enum Past: String, Sendable {
        case none = "newcomer"
        /// A moderator trusts them.
        case trusted = "regular"
        /// Talked here on several days, and nobody said a word for them.
        case merit
    }

    /// One line of the log and what is expected to come of it.
    public struct Step: Sendable {
        public var line: Int
        public var when: When
        /// The room it happens in, as written; nil for the scenario's room.
        public var room: String?
        public var deed: Deed
        public var expected: [Expectation]
    }

    public enum When: Sendable, Equatable {
        /// Right after the step before.
        case now
        case after(TimeSpan)
        /// `09:00:00`, seconds of the day, on the day of the step before.
        case clock(Int64)
        /// `2026-01-05 09:00`.
        case date(day: Int, seconds: Int64)
    }

    /// One line of what is expected, without its indentation: `= mute eve 10m: …`.
    public struct Expectation: Sendable, Equatable {
        public var line: Int
        public var text: String
    }

    public var path: String
    public var lines: [String]
    /// What it covers: `FIELD 15`, `S4`, `PRODUCT 2`.
    public var covers: [String] = []
    public var settings: Settings?
    /// Texts that the settings name, by path.
    public var files: [String: String] = [:]
    public var persons: [Person] = []
    /// The room that lines happen in unless they say otherwise: `#tricot`, `libera/#tricot`.
    public var room: String?
    public var ownRank: Rank?
    public var paces = false
    public var can: [Event.Ability]?
    /// How long before the first step she comes in.
    public var lead = TimeSpan.minutes(10)
    public var steps: [Step] = []
}

/// A mistake in a scenario: `FILE:LINE: what was expected`.
public struct ScenarioMistake: Error, Sendable, CustomStringConvertible {
    public var path: String
    public var line: Int
    public var what: String
    public var description: String { "\(path):\(line): \(what)" }
}
