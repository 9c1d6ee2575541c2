// SPDX-License-Identifier: Apache-2.0

/// All compiled sets of a process: equal lists of patterns share one set, and all sets together stay within 64 MiB.
struct PatternLibrary: Sendable {
    private let lists: [[Pattern]]
    private let sets: [Patterns]

    /// Bytes for all sets.
    static let memory: Int64 = 64 << 20
    /// The least that a set is given; hence at most 64 different lists.
    static let leastMemory: Int64 = 1 << 20

    /// - Throws: offset 0, where the lists need more memory than there is.
    init(_ wanted: [[Pattern]]) throws(ExpressionError) {
        var lists: [[Pattern]] = []
        for list in wanted where !list.isEmpty && !lists.contains(list) { lists.append(list) }
        let share = Self.memory / Int64(max(1, lists.count))
        var sets: [Patterns] = []
        for list in lists {
            guard share >= Self.leastMemory, let set = Patterns(list, memory: share) else {
                throw ExpressionError(
                    at: 0, "these patterns together need more than 64 MiB: shorten repetitions and lists",
                    "ces motifs ensemble demandent plus de 64 Mio : raccourcissez répétitions et listes")
            }
            sets.append(set)
        }
        self.lists = lists
        self.sets = sets
    }

    /// The set of a list that was given to `init`; nil for an empty or unknown one.
    func set(for list: [Pattern]) -> Patterns? { lists.firstIndex(of: list).map { sets[$0] } }
}
