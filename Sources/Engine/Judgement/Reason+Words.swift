// SPDX-License-Identifier: Apache-2.0

import Chat

extension Reason {
    /// The reason in her words, as people read it.
    public func text(in words: Words) -> String { words.say(.reasonShown, [.reason: value]).text }

    /// The reason in words, with its measure: for the desk and the person it is about.
    var value: Words.Value {
        if let said = ordered(limit: 200) { return said }
        guard let key = Words.Key(rawValue: "reason." + key) else { return .own(self.key) }
        var values: [Words.Slot: Words.Value] = [
            .count: .number(Int(count)), .limit: .number(Int(limit)), .percent: .number(Int(count)),
            .span: .duration(span), .window: .duration(within), .rule: .own(name), .list: .own(name),
            .name: .peer(PeerText(name), limit: 40),
        ]
        if span == .zero { values[.span] = .duration(within) }
        return .phrase(key, values)
    }

    /// What it was, never how much: for a reason that everybody reads.
    var publicValue: Words.Value {
        if key == "order" { return ordered(limit: 100) ?? .phrase(.reasonOrder) }
        let kind = key.split(separator: ".").first.map(String.init) ?? key
        guard let key = Words.Key(rawValue: "public." + kind) else { return .phrase(.publicRule) }
        return .phrase(key)
    }
}

extension Reason {
    /// A moderator's order with the reason that was given for it: somebody's text, cleaned like everybody's.
    private func ordered(limit: Int) -> Words.Value? {
        guard key == "order", !name.isEmpty else { return nil }
        return .phrase(.reasonOrderSaid, [.text: .peer(PeerText(name), limit: limit)])
    }
}

extension Verdict {
    /// The kind word that fits what was seen: too much at once, the same again, or anything else.
    var word: Words.Key {
        // What several bring is no matter of one who writes too fast.
        if ["duplicate.others", "campaigns"].contains(heaviest?.reason.key) || heaviest?.name == Learned.name {
            return .wordOther
        }
        switch heaviest?.family {
        case .pace: return .wordFast
        case .repetition: return .wordAgain
        case .links, .manner, .mentions, .arrivals, nil: return .wordOther
        }
    }

    /// Why, as it is told: of the heaviest signal, else of the last; a verdict without any is somebody's order.
    var reason: Reason { heaviest?.reason ?? signals.last?.reason ?? Reason("order") }

    /// The heaviest signal: the one that is told.
    var heaviest: Signal? {
        var best: Signal?
        for signal in signals where signal.score > best?.score ?? 0 { best = signal }
        return best
    }
}
