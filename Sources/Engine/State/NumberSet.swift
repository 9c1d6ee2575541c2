// SPDX-License-Identifier: Apache-2.0

/// Numbers of a table, each once: a bit a number, and a list of those that are in. Each message puts one in.
struct NumberSet: Sendable {
    private var bits: [UInt64] = []
    private var numbers: [Int32] = []

    var count: Int { numbers.count }

    /// Numbers below zero are nobody's.
    mutating func insert(_ number: Int32) {
        guard number >= 0 else { return }
        let word = Int(number) >> 6
        if word >= bits.count { bits += Array(repeating: 0, count: max(word + 1, bits.count * 2) - bits.count) }
        let bit: UInt64 = 1 << (UInt64(number) & 63)
        guard bits[word] & bit == 0 else { return }
        bits[word] |= bit
        numbers.append(number)
    }

    mutating func formUnion(_ others: some Sequence<Int32>) {
        for number in others { insert(number) }
    }

    func sorted() -> [Int32] { numbers.sorted() }
}
