// SPDX-License-Identifier: Apache-2.0

internal import Chat
internal import Synchronization

/// How many acts of one network are under way: sanctions side by side, words one after the other, so that words keep
/// their order and a slow answer never holds up a ban.
final class Slots: Sendable {
    static let words = 1
    /// Sanctions at most.
    let sanctions: Int

    init(sanctions: Int) { self.sanctions = sanctions }

    private let isResting = Mutex(false)
    private let taken = Mutex<(sanctions: Int, words: Int)>((0, 0))

    /// Lanes on which another act may begin, and how many more sanctions may.
    var free: (lanes: [Lane], sanctions: Int) {
        taken.withLock { taken in
            let lanes = Lane.allCases.filter {
                $0 == .sanction ? taken.sanctions < sanctions : taken.words < Self.words
            }
            return (lanes, max(0, sanctions - taken.sanctions))
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
