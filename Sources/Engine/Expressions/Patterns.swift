// SPDX-License-Identifier: Apache-2.0

import CRE2

/// Patterns compiled together: one walk over the text tells which of them match.
final class Patterns: Sendable {
    // An RE2 set that has compiled is only read, which RE2 allows from several threads; nothing is added after `init`.
    nonisolated(unsafe) private let set: OpaquePointer
    let count: Int

    /// Nil unless all of them compiled within `memory` bytes: matching a set that failed would crash.
    init?(_ patterns: [Pattern], memory: Int64) {
        guard let set = cre2_set_new(memory) else { return nil }
        self.set = set
        count = patterns.count
        for (i, pattern) in patterns.enumerated() {
            let index = cre2_set_add(set, pattern.translated, pattern.translated.utf8.count)
            if index != Int32(i) { return nil }
        }
        if cre2_set_compile(set) != 1 { return nil }
    }

    deinit { cre2_set_free(set) }

    /// Puts the matching patterns into `hits`. Where the automaton runs out of memory the patterns are matched one by
    /// one: the same answer, slower, counted in `hits.exhausted` (THREATS G5).
    func match(_ view: TextView, into hits: inout PatternHits) {
        match(view, into: &hits) { text, bits, fellBack in
            cre2_set_match(set, text.baseAddress, text.count, bits.baseAddress, bits.count, &fellBack)
        }
    }

    /// What `match` falls back on.
    func matchSingly(_ view: TextView, into hits: inout PatternHits) {
        match(view, into: &hits) { text, bits, fellBack in
            fellBack = 1
            return cre2_set_match_singly(set, text.baseAddress, text.count, bits.baseAddress, bits.count)
        }
    }

    private func match(
        _ view: TextView, into hits: inout PatternHits,
        _ ask: (UnsafeBufferPointer<CChar>, UnsafeMutableBufferPointer<UInt64>, inout Int32) -> Int32
    ) {
        hits.clear(count)
        if count == 0 { return }
        var fellBack: Int32 = 0
        view.withPlain { text in
            text.withMemoryRebound(to: CChar.self) { text in
                hits.withBits { _ = ask(text, $0, &fellBack) }
            }
        }
        if fellBack != 0 { hits.countExhaustion() }
    }
}

/// Which patterns matched the event at hand: a value that is kept and refilled.
struct PatternHits: Sendable {
    /// Of the first 64 patterns; where there are no more, nothing is allocated.
    private var first: UInt64 = 0
    /// Of all, where there are more.
    private var bits: [UInt64] = []
    /// Events for which the automaton ran out of memory, since this value was made. Saturates.
    private(set) var exhausted: Int64 = 0

    init() {}

    subscript(index: Int) -> Bool {
        if index >= 0, index < 64 { return first >> UInt64(index) & 1 == 1 }
        return index >= 0 && index / 64 < bits.count && bits[index / 64] >> UInt64(index % 64) & 1 == 1
    }

    fileprivate mutating func clear(_ count: Int) {
        first = 0
        let words = count > 64 ? (count + 63) / 64 : 0
        if bits.count != words {
            bits = [UInt64](repeating: 0, count: words)
        } else {
            for i in bits.indices { bits[i] = 0 }
        }
    }

    fileprivate mutating func countExhaustion() { if exhausted < .max { exhausted += 1 } }

    fileprivate mutating func withBits(_ body: (UnsafeMutableBufferPointer<UInt64>) -> Void) {
        if bits.isEmpty {
            withUnsafeMutablePointer(to: &first) { body(UnsafeMutableBufferPointer(start: $0, count: 1)) }
        } else {
            bits.withUnsafeMutableBufferPointer { body($0) }
            first = bits[0]
        }
    }
}
