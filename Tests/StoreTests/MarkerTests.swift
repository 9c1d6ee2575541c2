// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import Store

/// One event cannot kill twice (THREATS L8), and a restored database is known (K8).
@Suite struct MarkerTests {
    @Test func whatWasBeingHandledIsFoundAfterADeath() throws {
        try withDirectory { directory in
            let marker = try Marker("\(directory)/m")
            let (before, isMarked) = (marker.pending(), marker.mark(42))
            #expect(before == nil)
            #expect(isMarked)
            let after = try Marker("\(directory)/m").pending()
            #expect(after == 42)
        }
    }

    @Test func whatWasHandledIsNotSuspected() throws {
        try withDirectory { directory in
            let marker = try Marker("\(directory)/m")
            marker.mark(0)
            let marked = marker.pending()
            #expect(marked == 0)
            marker.clear()
            let after = try Marker("\(directory)/m").pending()
            #expect(after == nil)
        }
    }

    @Test func theSameBatchHasTheSameHash() {
        #expect(Marker.hash(said("a").packed) == Marker.hash(said("a").packed))
        #expect(Marker.hash(said("a").packed) != Marker.hash(said("b").packed))
    }

    @Test func anAnchorComesBackAndADamagedOneSaysNothing() throws {
        try withDirectory { directory in
            let anchor = Anchor(epoch: 3, number: 7, time: monday)
            anchor.write(to: "\(directory)/a")
            #expect(Anchor(contentsOf: "\(directory)/a") == anchor)
            #expect(Anchor(contentsOf: "\(directory)/none") == nil)
            let marker = try Marker("\(directory)/a")
            marker.mark(99)
            #expect(Anchor(contentsOf: "\(directory)/a") == nil)
        }
    }

    @Test func anErrorSaysWhatToDo() {
        #expect(
            "\(StoreError.newer(found: 3, known: 1))"
                == "the database was written by a later release (format 3, this one knows 1): update geoffrin")
        #expect("\(StoreError.corrupt("page 3"))".contains("restore a backup"))
    }
}

/// Numbers for names, without the names.
@Suite struct NumberTableTests {
    @Test func everyNameKeepsItsNumberUntilItIsFull() {
        let key = HashKey()
        var table = NumberTable(limit: 5000)
        func hash(_ name: Int) -> (UInt64, UInt64) {
            var hash = KeyedHash(key)
            hash.combine(Array("name \(name)".utf8))
            return hash.value
        }
        for name in 1...5000 { table.insert(hash(name), UInt32(name)) }
        #expect((1...5000).allSatisfy { table.number(hash($0)) == UInt32($0) })
        #expect((5001...9000).allSatisfy { table.number(hash($0)) == nil })
        table.insert(hash(5001), 5001)
        #expect(table.count == 1)
        #expect(table.number(hash(1)) == nil)
    }

    @Test func whereOneFieldEndsIsPartOfTheName() {
        let key = HashKey()
        func hash(_ fields: [String]) -> UInt64 {
            var hash = KeyedHash(key)
            for field in fields { hash.combine(Array(field.utf8)) }
            return hash.value.0
        }
        let ways = [
            ["ab", "c"], ["a", "bc"], ["abc", ""], ["", "abc"], ["abc"], ["abc", "\0"], ["\0abc"], ["12345678"],
            ["1234567", "8"],
        ]
        #expect(Set(ways.map(hash)).count == ways.count)
    }
}
