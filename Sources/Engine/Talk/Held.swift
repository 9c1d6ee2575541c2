// SPDX-License-Identifier: Apache-2.0

public import Chat
import Conf

/// What speaks against somebody while it is too soon to judge: put by, and judged when its time has come, whether or
/// not they say another word. To wait is a lease (THREATS L6, S3, S7).
///
/// That it was put by is recorded, and so is that it was judged: whether it had to wait hangs on what is not kept over a
/// restart, and a line that was judged would be judged again after one.
public struct Held: Sendable, Hashable {
    var candidate: Engine.Candidate
    var room: RoomID
    var member: MemberID
    var person: PersonID
    var standing: Standing
    /// As told when it was seen.
    var facts: Facts
    var line: CaseLine?
    /// What the same person said before it that speaks for the same step, the newest `linesMost`: it goes along.
    var others: [CaseLine] = []
    static let linesMost = 10
    /// When it is judged.
    var due: Timestamp

    func isOf(_ person: PersonID, in room: RoomID) -> Bool { self.person == person && self.room == room }

    /// As a decision records it: what was said stands in the event beside it, and ends with the texts.
    var withoutWords: Held {
        var held = self
        held.line?.text = PeerText("")
        held.others = []
        return held
    }

    /// Of somebody who is to be forgotten.
    var nobodys: Held {
        var held = withoutWords
        held.line = nil
        (held.facts.name, held.facts.user, held.facts.host) = (PeerText(""), "", "")
        return held
    }
}

extension Held: Packed {
    public init(from reader: inout ByteReader) throws(PackedError) {
        candidate = try Engine.Candidate(from: &reader)
        room = try RoomID(from: &reader)
        member = try MemberID(from: &reader)
        person = try PersonID(from: &reader)
        let number = try reader.byte()
        guard let standing = Standing(rawValue: number) else { throw .unknown("Standing", UInt64(number)) }
        self.standing = standing
        facts = try Facts(from: &reader)
        line = try CaseLine?(from: &reader)
        others = try [CaseLine](from: &reader)
        due = try Timestamp(from: &reader)
    }
    public func pack(into writer: inout ByteWriter) {
        candidate.pack(into: &writer)
        room.pack(into: &writer)
        member.pack(into: &writer)
        person.pack(into: &writer)
        writer.put(byte: standing.rawValue)
        facts.pack(into: &writer)
        line.pack(into: &writer)
        others.pack(into: &writer)
        due.pack(into: &writer)
    }
}

extension Engine.Candidate: Packed {
    init(from reader: inout ByteReader) throws(PackedError) {
        rule = try String(from: &reader)
        step = try Step(from: &reader)
        mode = try Mode(from: &reader)
        verdict = try Verdict(from: &reader)
        score = try reader.signed(as: Int32.self)
        threshold = try reader.signed(as: Int32.self)
        isOfFile = try reader.flag()
    }
    func pack(into writer: inout ByteWriter) {
        writer.put(text: rule)
        step.pack(into: &writer)
        mode.pack(into: &writer)
        verdict.pack(into: &writer)
        writer.put(signed: Int64(score))
        writer.put(signed: Int64(threshold))
        writer.put(flag: isOfFile)
    }
}
