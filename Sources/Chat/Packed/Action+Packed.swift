// SPDX-License-Identifier: Apache-2.0

extension Action: Packed {
    public init(from reader: inout ByteReader) throws(PackedError) {
        switch try reader.byte() {
        case 1: self = .say(try Utterance(from: &reader))
        case 2: self = .whisper(try Utterance(from: &reader))
        case 3: self = .alert(try Utterance(from: &reader))
        case 4: self = .remove(message: try ByteString(from: &reader))
        case 5: self = .mute(try TimeSpan?(from: &reader), reason: try Utterance(from: &reader))
        case 6: self = .unmute(mark: try ByteString(from: &reader))
        case 7: self = .kick(reason: try Utterance(from: &reader))
        case 8: self = .ban(try TimeSpan?(from: &reader), reason: try Utterance(from: &reader))
        case 9: self = .unban(mark: try ByteString(from: &reader))
        case 10: self = .join
        case 11: self = .leave(reason: try Utterance(from: &reader))
        case 20: self = .lock(try TimeSpan(from: &reader), mark: try ByteString(from: &reader))
        case 22: self = .remove(message: try ByteString(from: &reader), reason: try Utterance(from: &reader))
        case 21: self = .unlock(mark: try ByteString(from: &reader))
        case let other: throw .unknown("Action", UInt64(other))
        }
    }

    public func pack(into writer: inout ByteWriter) {
        switch self {
        case .say(let words): writer.put(1, words)
        case .whisper(let words): writer.put(2, words)
        case .alert(let words): writer.put(3, words)
        case .remove(let message, let reason):
            if reason.text.isEmpty { writer.put(4, message) } else { writer.put(22, message, reason) }
        case .mute(let span, let reason): writer.put(5, span, reason)
        case .unmute(let mark): writer.put(6, mark)
        case .kick(let reason): writer.put(7, reason)
        case .ban(let span, let reason): writer.put(8, span, reason)
        case .unban(let mark): writer.put(9, mark)
        case .join: writer.put(byte: 10)
        case .leave(let reason): writer.put(11, reason)
        case .lock(let span, let mark): writer.put(20, span, mark)
        case .unlock(let mark): writer.put(21, mark)
        }
    }
}

extension ByteWriter {
    /// A case number, then its values.
    mutating func put<each T: Packed>(_ number: UInt8, _ value: repeat each T) {
        put(byte: number)
        repeat (each value).pack(into: &self)
    }
}
