// SPDX-License-Identifier: Apache-2.0

internal import Chat
internal import Synchronization

/// How many acts of one network are under way: sanctions side by side, words one after the other, so that words keep
/// their order and a slow answer never holds up a ban.
final class Slots: Sendable {
    static let sanctions = 8
    static let words = 1

    private let isResting = Mutex(false)
    private let taken = Mutex<(sanctions: Int, words: Int)>((0, 0))

    /// Lanes on which another act may begin.
    var free: [Lane] {
        taken.withLock { taken in
            Lane.allCases.filter { $0 == .sanction ? taken.sanctions < Self.sanctions : taken.words < Self.words }
        }
    }

    func take(_ lane: Lane) {
        taken.withLock { if lane == .sanction { $0.sanctions += 1 } else { $0.words += 1 } }
    }
    /// False while a rest is under way already.
    func beginRest() -> Bool {
        isResting.withLock { isResting in
            defer { isResting = true }
            return !isResting
        }
    }
    func endRest() { isResting.withLock { $0 = false } }
    func leave(_ lane: Lane) {
        taken.withLock { if lane == .sanction { $0.sanctions -= 1 } else { $0.words -= 1 } }
    }
}
