// SPDX-License-Identifier: Apache-2.0

import Chat

/// How often a rule may be wrong before it stops acting by itself: surely more than once in a hundred acts.
///
/// «Surely»: the lower end of Wilson's interval at 95 % lies above it (E. B. Wilson 1927, J. Am. Stat. Assoc. 22), of 20
/// acts or more, or of 3 errors. Nobody spends it alone (THREATS S9): of one person an error a week counts, of one
/// moderator three a day.
struct ErrorBudget: Equatable {
    var acts = 0
    var errors = 0

    static let window = TimeSpan.days(30)
    static let fewestActs = 20
    static let fewestErrors = 3
    static let perPerson = TimeSpan.days(7)
    static let perModerator = TimeSpan.days(1)
    static let perModeratorMost = 3

    /// From 0.01 < lower end it follows that (errors − acts/100)² > z² · 0.01 · 0.99 · acts with z² = 3.8416: in whole
    /// numbers, times 10⁸.
    var isExceeded: Bool {
        guard acts >= Self.fewestActs || errors >= Self.fewestErrors else { return false }
        let over = 100 * errors - acts
        return over > 0 && over * over * 10_000 > 3_803_184 * acts
    }

    /// One act of a rule, and whether people said that it was wrong.
    struct Entry {
        var person: PersonID
        var error: (by: String, at: Timestamp)?
    }

    init(acts: Int, errors: Int) {
        self.acts = acts
        self.errors = errors
    }

    init(_ entries: [Entry]) {
        acts = entries.count
        var counted: [(person: PersonID, by: String, at: Timestamp)] = []
        let wrong = entries.compactMap { entry in entry.error.map { (entry.person, $0.by, $0.at) } }
        for (person, by, at) in wrong.sorted(by: { $0.2 < $1.2 }) {
            if counted.contains(where: { $0.person == person && at - $0.at < Self.perPerson }) { continue }
            let same = counted.count { $0.by == by && at - $0.at < Self.perModerator }
            if same < Self.perModeratorMost { counted.append((person, by, at)) }
        }
        errors = counted.count
    }
}
