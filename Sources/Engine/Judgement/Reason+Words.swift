// SPDX-License-Identifier: Apache-2.0

import Chat

extension Reason {
    /// The reason in her words, as people read it.
    public func text(in words: Words) -> String { words.say(.reasonShown, [.reason: value]).text }

    /// The reason in words, with its measure: for the desk and the person it is about.
    var value: Words.Value {
        guard let key = Words.Key(rawValue: "reason." + key) else { return .own(self.key) }
        var values: [Words.Slot: Words.Value] = [
            .count: .number(Int(count)), .limit: .number(Int(limit)), .percent: .number(Int(count)),
            .span: .duration(span), .window: .duration(within), .rule: .own(name), .list: .own(name),
        ]
        if span == .zero { values[.span] = .duration(within) }
        return .phrase(key, values)
    }

    /// What it was, never how much: for a reason that everybody reads.
    var publicValue: Words.Value {
        let kind = key.split(separator: ".").first.map(String.init) ?? key
        guard let key = Words.Key(rawValue: "public." + kind) else { return .phrase(.publicRule) }
        return .phrase(key)
    }
}

extension Verdict {
    /// The kind word that fits what was seen: too much at once, or anything else.
    var word: Words.Key {
        switch heaviest?.family {
        case .pace, .repetition: .wordFast
        case .links, .manner, .mentions, .arrivals, nil: .wordOther
        }
    }

    /// The heaviest signal: the one that is told.
    var heaviest: Signal? {
        var best: Signal?
        for signal in signals where signal.score > best?.score ?? 0 { best = signal }
        return best
    }
}
