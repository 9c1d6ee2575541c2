// SPDX-License-Identifier: Apache-2.0

public import Chat

/// What is told once an act is done, and to nobody before: she never claims more than the room shows (FIELD rule 32).
public struct Notice: Sendable, Hashable {
    /// The desk's line.
    public var desk: Utterance
    /// The moderator who asked elsewhere than at the desk: gets the same line.
    public var asker: Target?
    /// To the person concerned.
    public var told: Utterance?
    /// Where in it stands how long it lasts, in bytes, from the first place to the last: of what is done late less is left.
    public var lasting: [Range<Int>] = []
}

extension Notice: Packed {
    public init(from reader: inout ByteReader) throws(PackedError) {
        desk = try Utterance(from: &reader)
        asker = try Target?(from: &reader)
        // 0 and 1 are those of `Utterance?`, as it was written without places.
        let number = try reader.byte()
        guard number <= 2 else { throw .unknown("Notice", UInt64(number)) }
        told = try number == 0 ? nil : Utterance(from: &reader)
        let places = try number == 2 ? reader.count() : 0
        for _ in 0..<places {
            let (start, count) = (try reader.unsigned(as: UInt16.self), try reader.unsigned(as: UInt16.self))
            lasting.append(Int(start)..<Int(start) + Int(count))
        }
    }
    public func pack(into writer: inout ByteWriter) {
        desk.pack(into: &writer)
        asker.pack(into: &writer)
        guard let told else { return writer.put(byte: 0) }
        writer.put(byte: lasting.isEmpty ? 1 : 2)
        told.pack(into: &writer)
        guard !lasting.isEmpty else { return }
        writer.put(count: lasting.count)
        for place in lasting {
            writer.put(unsigned: UInt64(place.lowerBound))
            writer.put(unsigned: UInt64(place.count))
        }
    }
}

extension Utterance {
    /// With another text at these places, from the first to the last; as it is where one of them is none.
    func replacing(_ places: [Range<Int>], with text: String) -> Utterance {
        var bytes = Array(self.text.utf8)
        for place in places.reversed() {
            guard place.upperBound <= bytes.count else { return self }
            bytes.replaceSubrange(place, with: text.utf8)
        }
        return Utterance(String(decoding: bytes, as: UTF8.self), veiled: veiled, form: form, isDated: isDated)
    }
}
