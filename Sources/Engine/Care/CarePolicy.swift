// SPDX-License-Identifier: Apache-2.0

public import Chat

/// What the file says about care for people.
public struct CarePolicy: Sendable, Hashable {
    /// The team is told of distress.
    public var isOn = true
    /// She may write one private word herself.
    public var isAlone = true
    /// Whom to call, as admins wrote it; empty: no number is told.
    public var lines: [String] = []
    /// She says a calm word in a heated exchange.
    public var calms = true
    /// Between two calm words in a room.
    public var gap = TimeSpan.hours(1)
    public init() {}
}

/// Somebody may be in distress, and the team was told.
struct Worry: Sendable, Hashable {
    var number: Int32
    var person: PersonID
    var at: Timestamp
    /// When she writes a word herself, if nobody has reacted; nil where she does not, or somebody has.
    var due: Timestamp?
    /// Somebody of the team has reacted, or she has.
    var isAttended = false

    /// Told once in this time.
    static let told = TimeSpan.hours(1)
    /// The team's time to react.
    static let patience = TimeSpan.minutes(10)
    /// Kept at most; the oldest go.
    static let most = 64
    /// One private word a person in this time.
    static let wordEvery = TimeSpan.days(30)
    /// Lines of one person, in ten minutes, that are left alone by every rule (THREATS I5: no shelter for a flood).
    static let shieldedMost = 6
}

/// A calm word that was said, and what came of it.
struct Calm: Sendable, Hashable {
    var room: RoomID
    var at: Timestamp
    /// Heated lines in the ten minutes after; nil until then, −1 where it could not be seen.
    var after: Int32?

    /// What is measured, after the word.
    static let measured = TimeSpan.minutes(10)
    /// No more heated lines than this: it has calmed.
    static let calmLines: Int32 = 2
    /// Kept at most; told and let go after a week.
    static let most = 64
    static let summedUp = TimeSpan.days(7)
}

extension Worry: Packed {
    init(from reader: inout ByteReader) throws(PackedError) {
        self.init(
            number: try Number(from: &reader).value, person: try PersonID(from: &reader),
            at: try Timestamp(from: &reader), due: try Timestamp?(from: &reader))
        isAttended = try reader.flag()
    }
    func pack(into writer: inout ByteWriter) {
        Number(number).pack(into: &writer)
        person.pack(into: &writer)
        at.pack(into: &writer)
        due.pack(into: &writer)
        writer.put(flag: isAttended)
    }
}

extension Calm: Packed {
    init(from reader: inout ByteReader) throws(PackedError) {
        self.init(
            room: try RoomID(from: &reader), at: try Timestamp(from: &reader),
            after: try Number?(from: &reader)?.value)
    }
    func pack(into writer: inout ByteWriter) {
        room.pack(into: &writer)
        at.pack(into: &writer)
        after.map(Number.init).pack(into: &writer)
    }
}
