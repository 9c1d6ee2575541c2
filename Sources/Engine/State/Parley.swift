// SPDX-License-Identifier: Apache-2.0

import Chat

/// What one person asks of her, line after line: two programs that answer each other never end (FIELD rule 23, THREATS B8).
/// Soft: follows from what was said.
struct Parley: Sendable, Hashable {
    private var last: UInt64 = 0
    private var same: UInt8 = 0
    private var quick: UInt8 = 0
    private var lastAt: Timestamp = .distantPast
    /// The answer that was last answered at once: of several lines after it the first alone is an answer to it.
    private var quickAfter: Timestamp = .distantPast
    /// She says nothing to them until then.
    private(set) var silentUntil: Timestamp = .distantPast
    /// Something was said to them since.
    private var isTold = false

    /// So often in a row, the first that she answered not counted, and she falls silent.
    static let most: UInt8 = 4
    /// Nobody reads her answer and types the next order so quickly, four times running.
    static let quickly = TimeSpan.seconds(5)
    static let sameWithin = TimeSpan.minutes(2)
    static let silence = TimeSpan.minutes(10)

    /// They address her.
    /// - Parameters:
    ///   - hash: of the words.
    ///   - answeredAt: when she last answered them.
    mutating func hear(_ hash: UInt64, answeredAt: Timestamp?, at now: Timestamp) {
        same = hash == last && now - lastAt <= Self.sameWithin ? min(same, 250) + 1 : 1
        let isQuick = answeredAt.map { now - $0 <= Self.quickly } ?? false
        if !isQuick {
            quick = 0
        } else if let answeredAt, answeredAt != quickAfter {
            quick = min(quick, 250) + 1
            quickAfter = answeredAt
        }
        last = hash
        lastAt = now
        guard same >= Self.most || quick >= Self.most else { return }
        if !isSilent(at: now) { isTold = false }
        silentUntil = now + Self.silence
    }

    /// She says something to them.
    mutating func answer(at now: Timestamp) {
        if isSilent(at: now) { isTold = true }
    }

    func isToBeTold(at now: Timestamp) -> Bool { isSilent(at: now) && !isTold }
    func isSilent(at now: Timestamp) -> Bool { silentUntil > now }
}
