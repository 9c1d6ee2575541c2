// SPDX-License-Identifier: Apache-2.0

public import Chat

extension Poll: Packed {
    init(from reader: inout ByteReader) throws(PackedError) {
        self.init(
            number: try reader.signed(), question: try PeerText(from: &reader), options: try [PeerText](from: &reader),
            asked: try [Asked](from: &reader), by: try PersonID?(from: &reader), name: try PeerText(from: &reader),
            isOfTeam: try reader.flag(), openedAt: try Timestamp(from: &reader), until: try Timestamp(from: &reader),
            outcome: try Outcome?(from: &reader), toldAt: try Timestamp?(from: &reader))
    }
    func pack(into writer: inout ByteWriter) {
        writer.put(signed: number)
        question.pack(into: &writer)
        options.pack(into: &writer)
        asked.pack(into: &writer)
        by.pack(into: &writer)
        name.pack(into: &writer)
        writer.put(flag: isOfTeam)
        openedAt.pack(into: &writer)
        until.pack(into: &writer)
        outcome.pack(into: &writer)
        toldAt.pack(into: &writer)
    }
}

extension Poll.Asked: Packed {
    init(from reader: inout ByteReader) throws(PackedError) {
        self.init(
            room: try RoomID(from: &reader), act: try ActID(from: &reader), start: try ByteString(from: &reader))
    }
    func pack(into writer: inout ByteWriter) {
        room.pack(into: &writer)
        act.pack(into: &writer)
        start.pack(into: &writer)
    }
}

extension Poll.Outcome: Packed {
    init(from reader: inout ByteReader) throws(PackedError) {
        self.init(
            votes: try [Number](from: &reader).map(\.value), left: try Number(from: &reader).value,
            isElsewhere: try reader.flag())
    }
    func pack(into writer: inout ByteWriter) {
        votes.map(Number.init).pack(into: &writer)
        Number(left).pack(into: &writer)
        writer.put(flag: isElsewhere)
    }
}

extension Ballot: Packed {
    init(from reader: inout ByteReader) throws(PackedError) {
        self.init(
            person: try PersonID(from: &reader), member: try MemberID(from: &reader),
            place: try PersonID?(from: &reader), choice: try Number(from: &reader).value,
            at: try Timestamp(from: &reader), changes: try Number(from: &reader).value,
            id: try ByteString(from: &reader))
    }
    func pack(into writer: inout ByteWriter) {
        person.pack(into: &writer)
        member.pack(into: &writer)
        place.pack(into: &writer)
        Number(choice).pack(into: &writer)
        at.pack(into: &writer)
        Number(changes).pack(into: &writer)
        id.pack(into: &writer)
    }
}

extension BallotID: Packed {
    init(from reader: inout ByteReader) throws(PackedError) {
        self.init(poll: try reader.signed(), person: try PersonID(from: &reader))
    }
    func pack(into writer: inout ByteWriter) {
        writer.put(signed: poll)
        person.pack(into: &writer)
    }
}

extension PollChange: Packed {
    public init(from reader: inout ByteReader) throws(PackedError) {
        switch try reader.byte() {
        case 1: self = .opened(PollRecord(poll: try Poll(from: &reader)))
        case 2: self = .voted(try reader.signed(), VoteRecord(ballot: try Ballot(from: &reader)))
        case 3:
            let number: Int64 = try reader.signed()
            let outcome = try Poll.Outcome(from: &reader)
            self = .closed(number, votes: outcome.votes, left: outcome.left, isElsewhere: outcome.isElsewhere)
        case 4: self = .told(try reader.signed(), at: try Timestamp(from: &reader))
        case 5: self = .forgotten(try reader.signed())
        case let other: throw .unknown("PollChange", UInt64(other))
        }
    }
    public func pack(into writer: inout ByteWriter) {
        switch self {
        case .opened(let record): writer.put(1, record.poll)
        case .voted(let number, let record):
            writer.put(byte: 2)
            writer.put(signed: number)
            record.ballot.pack(into: &writer)
        case .closed(let number, let votes, let left, let isElsewhere):
            writer.put(byte: 3)
            writer.put(signed: number)
            Poll.Outcome(votes: votes, left: left, isElsewhere: isElsewhere).pack(into: &writer)
        case .told(let number, let at):
            writer.put(byte: 4)
            writer.put(signed: number)
            at.pack(into: &writer)
        case .forgotten(let number):
            writer.put(byte: 5)
            writer.put(signed: number)
        }
    }
}

extension ByteWriter {
    fileprivate mutating func put(_ number: UInt8, _ value: some Packed) {
        put(byte: number)
        value.pack(into: &self)
    }
}
