// SPDX-License-Identifier: Apache-2.0

extension ByteString: Packed {
    public init(from reader: inout ByteReader) throws(PackedError) { self = try reader.byteString() }
    public func pack(into writer: inout ByteWriter) { withBytes { writer.put(bytes: $0) } }
}

extension PeerText: Packed {
    public init(from reader: inout ByteReader) throws(PackedError) { self.init(try reader.text()) }
    public func pack(into writer: inout ByteWriter) { writer.put(text: raw) }
}

extension Utterance: Packed {
    /// Beside the number of its form: what had no moment in front of it was written so always.
    private static let datedBit: UInt8 = 0x80

    public init(from reader: inout ByteReader) throws(PackedError) {
        let (text, veiled) = (try reader.text(), try reader.text())
        let number = try reader.byte()
        let form: Form? =
            switch number & ~Self.datedBit {
            case 0: nil
            case 1: .question(try reader.text(), answers: try [String](from: &reader))
            case 2: .closing(try ByteString(from: &reader))
            case let other: throw .unknown("Utterance", UInt64(other))
            }
        self.init(text, veiled: veiled, form: form, isDated: number & Self.datedBit != 0)
    }
    public func pack(into writer: inout ByteWriter) {
        writer.put(text: text)
        writer.put(text: veiled)
        let dated = isDated ? Self.datedBit : 0
        switch form {
        case nil: writer.put(byte: dated)
        case .question(let question, let answers):
            writer.put(byte: 1 | dated)
            writer.put(text: question)
            answers.pack(into: &writer)
        case .closing(let asked):
            writer.put(byte: 2 | dated)
            asked.pack(into: &writer)
        }
    }
}

extension Vote: Packed {
    public init(from reader: inout ByteReader) throws(PackedError) {
        self.init(
            question: try ByteString(from: &reader), answer: try ByteString(from: &reader),
            id: try ByteString(from: &reader))
    }
    public func pack(into writer: inout ByteWriter) {
        question.pack(into: &writer)
        answer.pack(into: &writer)
        id.pack(into: &writer)
    }
}

extension Timestamp: Packed {
    public init(from reader: inout ByteReader) throws(PackedError) { self.init(milliseconds: try reader.signed()) }
    public func pack(into writer: inout ByteWriter) { writer.put(signed: milliseconds) }
}

extension TimeSpan: Packed {
    public init(from reader: inout ByteReader) throws(PackedError) { self.init(milliseconds: try reader.signed()) }
    public func pack(into writer: inout ByteWriter) { writer.put(signed: milliseconds) }
}

extension NetworkID: Packed {
    public init(from reader: inout ByteReader) throws(PackedError) { self.init(try ByteString(from: &reader)) }
    public func pack(into writer: inout ByteWriter) { name.pack(into: &writer) }
}

extension CommunityID: Packed {
    public init(from reader: inout ByteReader) throws(PackedError) { self.init(try reader.text()) }
    public func pack(into writer: inout ByteWriter) { name.pack(into: &writer) }
}

extension RoomID: Packed {
    public init(from reader: inout ByteReader) throws(PackedError) {
        self.init(try NetworkID(from: &reader), try ByteString(from: &reader))
    }
    public func pack(into writer: inout ByteWriter) {
        network.pack(into: &writer)
        name.pack(into: &writer)
    }
}

extension MemberID: Packed {
    public init(from reader: inout ByteReader) throws(PackedError) {
        self.init(try NetworkID(from: &reader), try ByteString(from: &reader))
    }
    public func pack(into writer: inout ByteWriter) {
        network.pack(into: &writer)
        key.pack(into: &writer)
    }
}

extension PersonID: Packed {
    public init(from reader: inout ByteReader) throws(PackedError) {
        self.init(try NetworkID(from: &reader), try reader.enumCase(Kind.self), try ByteString(from: &reader))
    }
    public func pack(into writer: inout ByteWriter) {
        network.pack(into: &writer)
        writer.put(case: kind)
        key.pack(into: &writer)
    }
}

extension ActID: Packed {
    public init(from reader: inout ByteReader) throws(PackedError) {
        self.init(
            epoch: try reader.unsigned(as: UInt32.self), sequence: try reader.signed(),
            index: try reader.unsigned(as: UInt16.self))
    }
    public func pack(into writer: inout ByteWriter) {
        writer.put(unsigned: UInt64(epoch))
        writer.put(signed: sequence)
        writer.put(unsigned: UInt64(index))
    }
}
