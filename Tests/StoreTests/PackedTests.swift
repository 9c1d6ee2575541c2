// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

/// The binary form of the vocabulary: stable, total, and deaf to bad bytes (THREATS L7, G10).
@Suite struct PackedTests {
    @Test func everyKindOfEventComesBackAsItWas() throws {
        var chance = Chance(seed: 1)
        for round in 0..<4000 {
            let event = chance.event(round % 31 + 1)
            #expect(try Event(packed: event.packed) == event)
        }
    }

    @Test func anOwedActComesBackAsItWas() throws {
        var chance = Chance(seed: 2)
        for _ in 0..<3000 {
            let act = chance.act()
            #expect(try OwedAct(packed: act.packed) == act)
            let error = chance.actError()
            #expect(try ActError(packed: error.packed) == error)
            let receipt = chance.receipt()
            #expect(try Receipt(packed: receipt.packed) == receipt)
        }
    }

    @Test func anEventInItsPartsComesBackAsItWas() throws {
        var chance = Chance(seed: 3)
        for round in 0..<4000 {
            let event = chance.event(round % 31 + 1)
            var row = ByteWriter()
            var face = ByteWriter()
            event.packRow(into: &row)
            event.packFace(into: &face)
            let again = try Event(
                row: row.bytes, at: event.at, room: event.room, face: try Event.Face(packed: face.bytes),
                words: event.words)
            #expect(again == event)
        }
    }

    @Test func wordsThatExpiredReadAsEmpty() throws {
        let event = Event(at: .distantPast, .said(Message(PeerText("bonjour"), id: "m1")))
        var row = ByteWriter()
        event.packRow(into: &row)
        let again = try Event(row: row.bytes, at: event.at, room: nil, face: nil, words: nil)
        #expect(again.kind == .said(Message(PeerText(""), id: "m1")))
    }

    @Test func everyTruncationIsRefused() throws {
        var chance = Chance(seed: 4)
        for round in 0..<200 {
            let bytes = chance.event(round % 31 + 1).packed
            for length in 0..<bytes.count {
                #expect(throws: PackedError.self) { try Event(packed: Array(bytes[..<length])) }
            }
        }
    }

    @Test func whatFollowsAValueIsRefused() {
        #expect(throws: PackedError.trailing) { try Event(packed: Event(at: .distantPast, .ticked).packed + [0]) }
    }

    @Test func changedBytesNeverTrap() {
        var chance = Chance(seed: 5)
        var refused = 0
        for round in 0..<100_000 {
            var bytes = round.isMultiple(of: 4) ? chance.act().packed : chance.event().packed
            for _ in 0...chance.below(4) { bytes[chance.below(bytes.count)] = UInt8(truncatingIfNeeded: chance.next()) }
            do {
                if round.isMultiple(of: 4) {
                    _ = try OwedAct(packed: bytes).packed
                } else {
                    _ = try Event(packed: bytes).packed
                }
            } catch {
                refused += 1
            }
        }
        #expect(refused > 10_000)
    }

    @Test func noiseNeverTraps() throws {
        var chance = Chance(seed: 6)
        for _ in 0..<20_000 {
            let noise = [1] + (0..<chance.below(60)).map { _ in UInt8(truncatingIfNeeded: chance.next()) }
            if let event = try? Event(packed: noise) { #expect(try Event(packed: event.packed) == event) }
        }
    }

    @Test func aClaimedLengthAllocatesNothing() {
        var writer = ByteWriter()
        writer.put(unsigned: .max)
        #expect(throws: PackedError.tooLong) { try ByteString(packed: writer.bytes) }
        #expect(throws: PackedError.tooLong) { try [ByteString](packed: writer.bytes) }
    }

    @Test func aVarintOfMoreThan64BitsIsRefused() throws {
        var reader = try ByteReader(Array(repeating: 0xFF, count: 9) + [2])
        #expect(throws: PackedError.outOfRange) { try reader.unsigned() }
        var longest = try ByteReader(Array(repeating: 0xFF, count: 9) + [1])
        #expect(try longest.unsigned() == .max)
    }

    @Test func theSmallestAndLargestIntegersComeBack() throws {
        for value in [Int64.min, -1, 0, 1, .max] {
            var writer = ByteWriter()
            writer.put(signed: value)
            var reader = try ByteReader(writer.bytes)
            #expect(try reader.signed() == value)
        }
    }

    @Test func aTextThatIsNotUTF8IsRefused() {
        #expect(throws: PackedError.notUTF8) { try PeerText(packed: [2, 0xC3, 0x28]) }
    }

    @Test func anUnknownCaseIsRefused() {
        #expect(throws: PackedError.unknown("Action", 12)) { try Action(packed: [12]) }
    }

    @Test func anUnknownVersionIsRefused() {
        #expect(throws: PackedError.unknownVersion(2)) { try Event(packed: [2, 0, 0]) }
    }

    /// The numbers are in databases: they may grow, never change.
    @Test func theBytesOfAnEventAreFixed() {
        let libera = NetworkID("l")
        let event = Event(
            at: Timestamp(milliseconds: 300), age: .zero, room: RoomID(libera, "#a"), member: MemberID(libera, "k"),
            .said(Message(PeerText("hé"), carrier: .notice)))
        #expect(
            event.packed == [
                1, 0xD8, 4, 0, 1, 1, 0x6C, 2, 0x23, 0x61, 1, 1, 0x6C, 1, 0x6B, 0, 11, 0, 3, 3, 0x68, 0xC3, 0xA9,
            ])
    }
}
