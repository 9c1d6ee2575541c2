// SPDX-License-Identifier: Apache-2.0

extension Words {
    /// What a template may name between `{{` and `}}`.
    public enum Slot: String, Sendable, CaseIterable {
        case alike, answer, bot, by, byhand, can, cannot, `case`
        case cases, change, changes, contact, count, deadline, delta, duration
        case end, fingerprint, first, fix, form, former, gone, hurt
        case id, instead, joins, kind, label, last, left, limit
        case lines, list, meaning, measure, message, messages, mode, more
        case muted, n, name, names, near, network, normal, open
        case options, owed, people, percent, place, prompt, question, quote
        case reason, result, right, role, room, rooms, rule, rules
        case score, since, span, spared, step, taken, text, time, until
        case version, votes, what, when, who, why, window, word
        case wrong
    }
}
