// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import Engine

/// A name is its bytes, whether they stand in the value or elsewhere.
struct ByteStringTests {
    /// Of every length around the border between the two, zeros and high bytes among them.
    private static let samples: [[UInt8]] = {
        var state: UInt64 = 1
        func next(_ below: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % below
        }
        let letters: [UInt8] = [0, 0, 1, 0x61, 0x62, 0x7F, 0x80, 0xFF]
        return (0..<400).map { _ in (0..<next(20)).map { _ in letters[next(letters.count)] } } + [[], [0], [0, 0]]
    }()

    @Test func bytesComeBackAsTheyWere() {
        for sample in Self.samples {
            let name = ByteString(sample)
            #expect(name.bytes == sample)
            #expect(name.withBytes { Array($0) } == sample)
            #expect(name.count == sample.count && name.isEmpty == sample.isEmpty && name.first == sample.first)
            #expect(sample.withUnsafeBufferPointer { ByteString($0) } == name)
        }
    }

    @Test func orderAndEqualityAreThoseOfTheBytes() {
        for a in Self.samples {
            for b in Self.samples {
                guard (ByteString(a) < ByteString(b)) == a.lexicographicallyPrecedes(b),
                    (ByteString(a) == ByteString(b)) == (a == b),
                    a != b || ByteString(a).hashValue == ByteString(b).hashValue
                else {
                    Issue.record("\(a) and \(b)")
                    return
                }
            }
        }
    }

    @Test func twoNamesAreJoinedByOneByte() {
        for a in Self.samples.prefix(40) {
            for b in Self.samples.prefix(40) {
                #expect(ByteString(ByteString(a), 0x40, ByteString(b)) == ByteString(a + [0x40] + b))
            }
        }
    }

    @Test func slotsAreFoundAsInADictionary() {
        var table = SlotTable()
        var known: [[UInt8]: Int32] = [:]
        let hash = NameHash()
        var names: [[UInt8]] = []
        for (step, sample) in (Self.samples + Self.samples.reversed() + Self.samples).enumerated() {
            let slot = Int32(names.count)
            names.append(sample)
            if let old = known[sample] {
                table.remove(hash.of(ByteString(sample)), old)
                known[sample] = nil
            } else {
                table.insert(hash.of(ByteString(sample)), slot)
                known[sample] = slot
            }
            if step % 50 == 0 {
                for name in Self.samples {
                    #expect(table.find(hash.of(ByteString(name))) { names[Int($0)] == name } == known[name])
                }
            }
        }
        #expect(table.count == known.count)
    }

    @Test func theRoomsOfASessionAreAList() {
        let network = NetworkID("libera")
        func room(_ name: String) -> Presence.RoomPresence {
            Presence.RoomPresence(room: RoomID(network, ByteString(name)), rank: .member, joinedAt: nil)
        }
        var rooms = RoomPresences()
        #expect(rooms.isEmpty)
        for name in ["#a", "#b", "#c"] { rooms.append(room(name)) }
        rooms[1].rank = .op
        rooms.remove(at: 0)
        #expect(rooms.map(\.room.name) == ["#b", "#c"] && rooms[0].rank == .op)
        rooms.remove(at: 1)
        rooms.remove(at: 0)
        #expect(rooms.isEmpty)
    }
}
