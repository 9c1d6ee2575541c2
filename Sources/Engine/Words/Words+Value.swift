// SPDX-License-Identifier: Apache-2.0

public import Chat

extension Words {
    /// What fills a slot. The type says who wrote it: nothing a stranger wrote can pass for hers.
    public indirect enum Value: Sendable {
        /// Her own words or those of bot.conf: taken as they are, never parsed again (THREATS.md B3).
        case own(String)
        /// Something she has said already.
        case said(Utterance)
        /// Another utterance of the catalogue: a reason, a step.
        case phrase(Key, [Slot: Value])
        /// A member's name in public: not shown when it is an advert or longer than 32 scalars (THREATS.md B1).
        case name(PeerText)
        /// Several names in public: at most five, then how many more.
        case names([PeerText])
        /// A person at the desk: the name, whatever it is, and the account that proves it (THREATS.md A8).
        case who(PeerText, account: ByteString?)
        /// A stranger's text, cleaned, cut to this many scalars.
        case peer(PeerText, limit: Int)
        /// What the team says in her name, cleaned like a stranger's text. It may begin a line where it begins as a
        /// sentence does.
        case spoken(PeerText, limit: Int)
        /// A room by its name.
        case room(RoomID)
        case number(Int)
        /// `10 min`, `1 h 30`, `3 jours`.
        case duration(TimeSpan)
        /// `9h30`, `9:30`.
        case clock(Timestamp, Zone)
        /// The clock, with the day unless it is that of `now`.
        case moment(Timestamp, now: Timestamp, Zone)
        /// `5 janvier 2026`.
        case day(Timestamp, Zone)
        /// One after the other, with commas.
        case list([Value])

        /// A stranger's text of ordinary length, 200 scalars.
        public static func peer(_ text: PeerText) -> Value { .peer(text, limit: 200) }
        public static func phrase(_ key: Key) -> Value { .phrase(key, [:]) }
    }
}
