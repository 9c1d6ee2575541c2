// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import Engine

/// THREATS K10: the marks of hosts are of no use to whoever has them without the key, and the key goes.
@Suite struct HostKeyTests {
    /// The authors' own examples.
    @Test(
        arguments: [
            (0, 0x726F_DB47_DD0E_0E31), (1, 0x74F8_39C5_93DC_67FD), (8, 0x93F5_F579_9A93_2462),
            (15, 0xA129_CA61_49BE_45E5),
        ] as [(Int, UInt64)])
    func hashesAsPublished(_ length: Int, _ expected: UInt64) {
        let key = SipKey(a: 0x0706_0504_0302_0100, b: 0x0F0E_0D0C_0B0A_0908)
        #expect(SipHash.of((0..<length).map { UInt8($0) }, key: key) == expected)
    }

    private let start = Timestamp(seconds: 1_767_603_600)

    @Test func aMarkIsFoundForTwoMonthsAndItsKeyIsGoneAfterThem() {
        var keys = HostKeys(seed: 42)
        keys.age(at: start)
        let first = keys.mark(of: "host.example")
        #expect(first != 0 && keys.mark(of: "") == 0 && keys.marks(of: "") == [])
        keys.stir("other.example")
        keys.age(at: start + .days(29))
        #expect(keys.mark(of: "host.example") == first)
        keys.age(at: start + .days(30))
        #expect(keys.mark(of: "host.example") != first)
        #expect(keys.marks(of: "host.example").contains(first))
        keys.age(at: start + .days(59))
        #expect(keys.marks(of: "host.example").contains(first))
        keys.age(at: start + .days(60))
        #expect(!keys.marks(of: "host.example").contains(first))
    }

    /// Without the hosts of a month its key cannot be made again from what was kept before it.
    @Test func theNextKeyIsMadeOfWhatWasSeen() {
        var one = HostKeys(seed: 42)
        one.age(at: start)
        var other = one
        one.stir("a.example")
        one.stir("b.example")
        other.stir("b.example")
        other.stir("a.example")
        var none = HostKeys(seed: 42)
        none.age(at: start)
        one.age(at: start + .days(30))
        other.age(at: start + .days(30))
        none.age(at: start + .days(30))
        let marks = [one, other, none].map { $0.mark(of: "host.example") }
        #expect(Set(marks).count == 3)
    }

    @Test func keysComeBackFromTheirRow() throws {
        var keys = HostKeys(seed: 7)
        keys.stir("a.example")
        keys.age(at: start)
        keys.age(at: start + .days(31))
        var reader = try ByteReader(keys.packed)
        #expect(try HostKeys(from: &reader) == keys)
    }

    /// What is kept of somebody holds no hash that the database's own secret could be tried on.
    @Test func noMarkIsMadeWithTheTextSeed() {
        let keys = HostKeys(seed: 1)
        let host = ByteString("host.example")
        #expect(keys.mark(of: host) != SeededHash.of(host.bytes, seed: 1) | 1)
    }
}
