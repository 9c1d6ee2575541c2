// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import Engine

@Suite struct ErrorBudgets {
    private func person(_ n: Int) -> PersonID { PersonID(House.network, .account, ByteString("p\(n)")) }
    private func entries(acts: Int, errors: Int, by: (Int) -> String = { "m\($0)" }, person who: ((Int) -> Int)? = nil)
        -> [ErrorBudget.Entry]
    {
        (0..<acts).map { n in
            ErrorBudget.Entry(
                person: person(who?(n) ?? n),
                error: n < errors ? (by: by(n), at: Timestamp(seconds: 1_000_000 + Int64(n) * 60)) : nil)
        }
    }

    /// Lower ends of Wilson's interval at 95 %, reckoned with another program: over 0.01 or not.
    @Test(arguments: [
        (20, 0, false), (20, 1, false), (20, 2, true), (19, 2, false), (3, 3, true), (100, 3, true), (200, 4, false),
        (200, 5, true), (1000, 16, false), (1000, 18, true), (10_000, 119, false), (10_000, 122, true),
    ])
    func itIsExceededWhenOneInAHundredIsSurelyWrong(_ acts: Int, _ errors: Int, _ isExceeded: Bool) {
        #expect(ErrorBudget(acts: acts, errors: errors).isExceeded == isExceeded)
    }

    @Test func ofOnePersonAnErrorAWeekCounts() {
        #expect(ErrorBudget(entries(acts: 30, errors: 20, person: { _ in 1 })).errors == 1)
    }

    @Test func ofOneModeratorThreeErrorsADayCount() {
        #expect(ErrorBudget(entries(acts: 30, errors: 20, by: { _ in "lise" })).errors == 3)
        #expect(ErrorBudget(entries(acts: 30, errors: 20)).errors == 20)
    }
}
