// SPDX-License-Identifier: Apache-2.0

public import Chat
import Language

/// One case that a moderator judged, as a lesson: no text, only hashes of its words and pairs of words.
///
/// Only people make lessons, by `ok`, `no` and `undo`: what lapses, what a list says or a second reader never becomes
/// one (THREATS E7).
public struct Lesson: Sendable, Hashable {
    /// The case it comes from: a case gives one lesson, its latest.
    public var caseNumber: Int32
    /// Whose words these were; forgotten with them.
    public var person: PersonID
    public var teacher: Teacher
    public var at: Timestamp
    /// Judged wrong or taken back: such words are fine here.
    public var isFine: Bool
    /// It would have flagged ordinary talk: counted, and nothing else.
    public var isRefused = false
    /// Hashes as `Language` makes them, 192 at most.
    public var pieces: [UInt32]

    /// Kept at most; beyond them goes the oldest of whoever taught most.
    static let most = 500
    /// Of one moderator in a day; what they judge beyond that is judged, and teaches nothing (THREATS E2).
    static let perDay = 10
    /// Lines of a case that are learnt from, the latest.
    static let lines = 3
    /// Detectors that go by what was said: what came too fast or too loud is nothing to learn words from.
    static let sources: Set<String> = [
        Asides.name, Domains.name, Duplicate.name, Learned.name, Links.name, Spam.name, Toxicity.name, ListedWords.name,
    ]

    /// Who taught, as hashes with the database's secret: two accounts from one place are one hand.
    public struct Teacher: Sendable, Hashable {
        public var person: UInt64
        public var place: UInt64

        /// Whoever was forgotten: agrees with nobody.
        static let nobody = Teacher(person: 0, place: 0)

        func isSame(_ other: Teacher) -> Bool {
            person != 0 && person == other.person || place != 0 && place == other.place
        }
    }
}

extension Lesson.Teacher {
    init(_ key: FirstKey, seed: UInt64) {
        person = key.person.map { Self.hash($0, seed: seed) } ?? SeededHash.of("control".utf8, seed: seed)
        place = key.host.isEmpty ? 0 : SeededHash.of(key.user.bytes + [0x40] + key.host.bytes, seed: seed)
    }

    static func hash(_ person: PersonID, seed: UInt64) -> UInt64 { SeededHash.of(person.packed, seed: seed) }
}

extension Lesson: Packed {
    public init(from reader: inout ByteReader) throws(PackedError) {
        caseNumber = try reader.signed(as: Int32.self)
        person = try PersonID(from: &reader)
        teacher = Teacher(person: try reader.unsigned(), place: try reader.unsigned())
        at = try Timestamp(from: &reader)
        isFine = try reader.flag()
        isRefused = try reader.flag()
        let count = try reader.count()
        pieces = []
        pieces.reserveCapacity(min(count, Lore.lessonLimit))
        for _ in 0..<count { pieces.append(try reader.unsigned(as: UInt32.self)) }
    }
    public func pack(into writer: inout ByteWriter) {
        writer.put(signed: Int64(caseNumber))
        person.pack(into: &writer)
        writer.put(unsigned: teacher.person)
        writer.put(unsigned: teacher.place)
        at.pack(into: &writer)
        writer.put(flag: isFine)
        writer.put(flag: isRefused)
        writer.put(count: pieces.count)
        for piece in pieces { writer.put(unsigned: UInt64(piece)) }
    }
}
