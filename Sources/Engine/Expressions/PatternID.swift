// SPDX-License-Identifier: Apache-2.0

/// One pattern of a policy: the field it reads and its place among that field's patterns.
struct PatternID: Hashable, Sendable {
    let field: FieldIndex
    let index: Int32
}

/// Collects the patterns of all rules, each once, so that those of one field are matched together.
struct PatternBook {
    /// Ordered by field.
    private(set) var lists: [(field: FieldIndex, patterns: [Pattern])] = []

    /// Patterns of one policy.
    static let limit = 4096

    mutating func add(_ pattern: Pattern, to field: FieldIndex) -> PatternID? {
        let place = lists.firstIndex { $0.field >= field } ?? lists.count
        if place == lists.count || lists[place].field != field { lists.insert((field, []), at: place) }
        if let index = lists[place].patterns.firstIndex(of: pattern) {
            return PatternID(field: field, index: Int32(index))
        }
        guard lists[place].patterns.count < Self.limit else { return nil }
        lists[place].patterns.append(pattern)
        return PatternID(field: field, index: Int32(lists[place].patterns.count - 1))
    }
}
