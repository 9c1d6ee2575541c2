// SPDX-License-Identifier: Apache-2.0

import Chat
import Engine

extension Reason {
    /// The reason in a community's words, with its measure.
    func text(in words: Words) -> String {
        guard let key = Words.Key(rawValue: "reason." + key) else { return self.key }
        let length = span == .zero ? within : span
        let values: [Words.Slot: Words.Value] = [
            .count: .number(Int(count)), .limit: .number(Int(limit)), .percent: .number(Int(count)),
            .span: .duration(length), .window: .duration(within), .rule: .own(name), .list: .own(name),
        ]
        return words.say(key, values).text
    }
}
