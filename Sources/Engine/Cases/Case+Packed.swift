// SPDX-License-Identifier: Apache-2.0

public import Chat
import Conf

extension Case: Packed {
    public init(from reader: inout ByteReader) throws(PackedError) {
        number = try reader.signed(as: Int32.self)
        openedAt = try Timestamp(from: &reader)
        changedAt = try Timestamp(from: &reader)
        room = try RoomID(from: &reader)
        person = try PersonID(from: &reader)
        name = try PeerText(from: &reader)
        target = try Target(from: &reader)
        rule = try String(from: &reader)
        mode = try Mode(from: &reader)
        step = try Step(from: &reader)
        proposed = try Step?(from: &reader)
        verdict = try Verdict(from: &reader)
        score = try reader.signed(as: Int32.self)
        threshold = try reader.signed(as: Int32.self)
        acts = try [ActID](from: &reader)
        judgement = try Judgement(from: &reader)
        judgedBy = try PeerText?(from: &reader)
        lines = try [CaseLine](from: &reader)
        appeal = try PeerText?(from: &reader)
        answerDue = try Timestamp?(from: &reader)
        let flags = try reader.byte()
        guard flags < 16 else { throw .unknown("Case", UInt64(flags)) }
        isAnswered = flags & 1 != 0
        hasErased = flags & 2 != 0
        isUntold = flags & 4 != 0
        also = try [Accused](from: &reader)
        if flags & 8 != 0 { endedAt = try Timestamp(from: &reader) }
    }
    public func pack(into writer: inout ByteWriter) {
        writer.put(signed: Int64(number))
        openedAt.pack(into: &writer)
        changedAt.pack(into: &writer)
        room.pack(into: &writer)
        person.pack(into: &writer)
        name.pack(into: &writer)
        target.pack(into: &writer)
        writer.put(text: rule)
        mode.pack(into: &writer)
        step.pack(into: &writer)
        proposed.pack(into: &writer)
        verdict.pack(into: &writer)
        writer.put(signed: Int64(score))
        writer.put(signed: Int64(threshold))
        acts.pack(into: &writer)
        judgement.pack(into: &writer)
        judgedBy.pack(into: &writer)
        lines.pack(into: &writer)
        appeal.pack(into: &writer)
        answerDue.pack(into: &writer)
        // Rows of before have the first of these alone.
        writer.put(byte: (isAnswered ? 1 : 0) | (hasErased ? 2 : 0) | (isUntold ? 4 : 0) | (endedAt == nil ? 0 : 8))
        also.pack(into: &writer)
        endedAt?.pack(into: &writer)
    }
}

extension Case.Judgement: Packed {
    public init(from reader: inout ByteReader) throws(PackedError) {
        let number = try reader.byte()
        guard let value = Case.Judgement(rawValue: number) else { throw .unknown("Judgement", UInt64(number)) }
        self = value
    }
    public func pack(into writer: inout ByteWriter) { writer.put(byte: rawValue) }
}

extension Sanction: Packed {
    public init(from reader: inout ByteReader) throws(PackedError) {
        act = try ActID(from: &reader)
        let number = try reader.byte()
        guard let kind = Kind(rawValue: number) else { throw .unknown("Sanction", UInt64(number)) }
        self.kind = kind
        room = try RoomID(from: &reader)
        target = try Target(from: &reader)
        caseNumber = try reader.signed(as: Int32.self)
        until = try Timestamp?(from: &reader)
        receipt = try Receipt?(from: &reader)
        liftedBy = try ActID?(from: &reader)
        let packed = try reader.byte()
        tries = packed & 0x7F
        isDoubtful = packed & 0x80 != 0
        nextTry = try Timestamp?(from: &reader)
    }
    public func pack(into writer: inout ByteWriter) {
        act.pack(into: &writer)
        writer.put(byte: kind.rawValue)
        room.pack(into: &writer)
        target.pack(into: &writer)
        writer.put(signed: Int64(caseNumber))
        until.pack(into: &writer)
        receipt.pack(into: &writer)
        liftedBy.pack(into: &writer)
        // There are ten tries at most: the highest bit is free.
        writer.put(byte: min(tries, 0x7F) | (isDoubtful ? 0x80 : 0))
        nextTry.pack(into: &writer)
    }
}
