// SPDX-License-Identifier: Apache-2.0

import Chat
public import Conf

extension Step {
    /// The order from gentle to hard; `propose` takes nothing from anyone and stands apart.
    var severity: Int64 {
        switch self {
        case .note: 0
        case .propose: 1
        case .word: 2
        case .remove: 3
        case .mute(let span): 1000 + min(span.milliseconds / 60_000, 1_000_000)
        case .kick: 2_000_000
        case .ban(let span): 3_000_000 + min(span.milliseconds / 60_000, 1_000_000)
        }
    }
    /// Takes something from somebody; notes, words and proposals do not.
    public var isSanction: Bool { severity >= 3 }

    /// How long it holds; nil for what has no end, or is over at once.
    var span: TimeSpan? {
        switch self {
        case .mute(let span), .ban(let span): isEndless ? nil : span
        case .note, .word, .remove, .kick, .propose: nil
        }
    }
}

/// How far she trusts someone.
public enum Standing: UInt8, Sendable, Comparable, CaseIterable {
    case newcomer = 1, regular, trusted
    public static func < (a: Standing, b: Standing) -> Bool { a.rawValue < b.rawValue }
}
