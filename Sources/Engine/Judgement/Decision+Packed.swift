// SPDX-License-Identifier: Apache-2.0

public import Chat
public import Conf

extension Step: Packed {
    public init(from reader: inout ByteReader) throws(PackedError) {
        switch try reader.byte() {
        case 1: self = .note
        case 2: self = .word
        case 3: self = .remove
        case 4: self = .mute(try TimeSpan(from: &reader))
        case 5: self = .kick
        case 6: self = .ban(try TimeSpan(from: &reader))
        case 7: self = .propose
        case let other: throw .unknown("Step", UInt64(other))
        }
    }
    public func pack(into writer: inout ByteWriter) {
        switch self {
        case .note: writer.put(byte: 1)
        case .word: writer.put(byte: 2)
        case .remove: writer.put(byte: 3)
        case .mute(let span):
            writer.put(byte: 4)
            span.pack(into: &writer)
        case .kick: writer.put(byte: 5)
        case .ban(let span):
            writer.put(byte: 6)
            span.pack(into: &writer)
        case .propose: writer.put(byte: 7)
        }
    }
}

extension Mode: Packed {
    public init(from reader: inout ByteReader) throws(PackedError) {
        switch try reader.byte() {
        case 1: self = .observe
        case 2: self = .ask
        case 3: self = .act
        case let other: throw .unknown("Mode", UInt64(other))
        }
    }
    public func pack(into writer: inout ByteWriter) {
        switch self {
        case .observe: writer.put(byte: 1)
        case .ask: writer.put(byte: 2)
        case .act: writer.put(byte: 3)
        }
    }
}

extension Reason: Packed {
    public init(from reader: inout ByteReader) throws(PackedError) {
        self.init(
            try String(from: &reader), count: try reader.signed(as: Int32.self),
            limit: try reader.signed(as: Int32.self),
            span: try TimeSpan(from: &reader), within: try TimeSpan(from: &reader), name: try String(from: &reader))
        enough = try reader.signed(as: Int32.self)
    }
    public func pack(into writer: inout ByteWriter) {
        writer.put(text: key)
        writer.put(signed: Int64(count))
        writer.put(signed: Int64(limit))
        span.pack(into: &writer)
        within.pack(into: &writer)
        writer.put(text: name)
        writer.put(signed: Int64(enough))
    }
}

extension Signal: Packed {
    public init(from reader: inout ByteReader) throws(PackedError) {
        let name = try String(from: &reader)
        let number = try reader.byte()
        guard let family = Family(rawValue: number) else { throw .unknown("Family", UInt64(number)) }
        self.init(name, family, score: try reader.signed(as: Int32.self), reason: try Reason(from: &reader))
    }
    public func pack(into writer: inout ByteWriter) {
        writer.put(text: name)
        writer.put(byte: family.rawValue)
        writer.put(signed: Int64(score))
        reason.pack(into: &writer)
    }
}

extension Verdict: Packed {
    public init(from reader: inout ByteReader) throws(PackedError) {
        self.init(
            signals: try [Signal](from: &reader), score: try reader.signed(as: Int32.self), isHard: try reader.flag())
    }
    public func pack(into writer: inout ByteWriter) {
        signals.pack(into: &writer)
        writer.put(signed: Int64(score))
        writer.put(flag: isHard)
    }
}

extension Decision: Packed {
    public init(from reader: inout ByteReader) throws(PackedError) {
        self.init(
            rule: try String(from: &reader), room: try RoomID?(from: &reader), person: try PersonID?(from: &reader),
            name: try PeerText(from: &reader), mode: try Mode(from: &reader), verdict: try Verdict(from: &reader),
            step: try Step?(from: &reader), acts: try [OwedAct](from: &reader), changes: try [Change](from: &reader))
        answer = try [String](from: &reader)
    }
    public func pack(into writer: inout ByteWriter) {
        writer.put(text: rule)
        room.pack(into: &writer)
        person.pack(into: &writer)
        name.pack(into: &writer)
        mode.pack(into: &writer)
        verdict.pack(into: &writer)
        step.pack(into: &writer)
        acts.pack(into: &writer)
        changes.pack(into: &writer)
        answer.pack(into: &writer)
    }
}
