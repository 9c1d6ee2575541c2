// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Engine

/// The tables made for one purpose, against the dictionary that each stands for.
struct TableTests {
    private struct Dice {
        var seed: UInt64
        mutating func next(_ n: UInt64) -> UInt64 {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (seed >> 33) % n
        }
    }

    @Test(arguments: [12, 400]) func placesAreFoundChangedAndTakenOutAsInADictionary(capacity: Int) {
        var table = PlaceTable(capacity: capacity)
        var model: [UInt64: Int32] = [:]
        var dice = Dice(seed: UInt64(capacity))
        for step in 0..<20_000 {
            // Few homes, so that runs of neighbours form, wrap around the end and are mended.
            let hash = (dice.next(UInt64(capacity * 2)) &* 0x7FFF_FFFF) << 32
            let place = Int32(dice.next(8))
            if dice.next(2) == 0 {
                table.remove(hash, at: place)
                if model[hash] == place { model[hash] = nil }
            } else {
                let isRoom = model[hash] != nil || model.count < capacity
                #expect(table.set(hash, to: place) == isRoom)
                if isRoom { model[hash] = place }
            }
            #expect(table.count == model.count, "step \(step)")
            #expect(table.place(of: hash) == model[hash], "step \(step)")
        }
        for (hash, place) in model { #expect(table.place(of: hash) == place) }
    }

    @Test func whoIsPresentIsFoundHoweverManyCameAndWent() {
        var names = PresentNames()
        var model: [UInt64: Int32] = [:]
        var dice = Dice(seed: 3)
        #expect(!names.contains(0))
        for _ in 0..<20_000 {
            let hash = SeededHash.stir(dice.next(900) + 1)
            if dice.next(5) < 2 {
                names.remove(hash)
                if let count = model[hash] { model[hash] = count > 1 ? count - 1 : nil }
            } else if model.count < 700 || model[hash] != nil {
                names.add(hash)
                model[hash, default: 0] += 1
            }
            let asked = SeededHash.stir(dice.next(2000) + 1)
            #expect(names.contains(asked) == (model[asked] != nil))
            #expect(names.count(of: asked) == model[asked] ?? 0)
        }
    }
}
