// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// A rule that is wrong too often asks before it acts, says so, and acts again when moderators want it to.
extension Engine {
    /// Rules and detectors that ask for now.
    func demoted(at now: Timestamp) -> [State.Demotion] {
        state.core.demotions.filter { !$0.isPinned && $0.until > now }
    }

    func mode(_ mode: Mode, of rule: String, at now: Timestamp) -> Mode {
        guard !state.core.demotions.isEmpty, demoted(at: now).contains(where: { $0.rule == rule }) else { return mode }
        return min(mode, .ask)
    }

    /// Called where a case is taken back; that one counts already.
    func demoteIfWrong(_ found: Case, by moderator: PeerText, _ draft: inout Draft) {
        let rule = found.rule
        guard found.hasActed, found.step.isSanction, policy.ruleNames.contains(rule) else { return }
        if state.core.demotions.contains(where: { $0.rule == rule && $0.until > draft.at }) { return }
        let acts = state.cases.values.filter { other in
            other.rule == rule && other.hasActed && other.step.isSanction
                && draft.at - other.openedAt <= ErrorBudget.window
        }
        let budget = ErrorBudget(
            acts.map { other in
                if other.number == found.number { return .init(person: other.person, error: (moderator.raw, draft.at)) }
                let isWrong = other.judgement == .undone || other.judgement == .wrong
                return .init(
                    person: other.person, error: isWrong ? (other.judgedBy?.raw ?? "", other.changedAt) : nil)
            })
        guard budget.isExceeded else { return }
        let until = draft.at + ErrorBudget.window
        draft.change(.demoted(rule, until: until))
        draft.alert(
            words(
                .ruleDemoted,
                [
                    .rule: .own(rule), .count: .number(budget.errors), .limit: .number(budget.acts),
                    .until: .day(until, policy.zone),
                ]), policy)
    }

    /// The rule or detector of that name, whatever its case.
    func ruleNamed(_ text: String) -> String? {
        let wanted = Command.fold(text)
        return wanted.isEmpty ? nil : policy.ruleNames.sorted().first { Command.fold($0) == wanted }
    }

    /// What the moderators answer: it acts, and is not demoted again for as long.
    mutating func pin(_ rule: String, _ request: Request, _ turn: inout Turn) {
        var draft = draft("mode", request, turn)
        draft.change(.pinned(rule, until: turn.at + ErrorBudget.window))
        draft.announce(words(.rulePinned, [.rule: .own(rule), .by: request.by]), request, policy)
        take(draft, in: &turn)
    }
}

extension Policy {
    /// Of its own rules and of its detectors.
    var ruleNames: Set<String> {
        Set(DetectorKind.all.map { $0.name }).union(rooms.flatMap { $0.rules.map(\.name) })
    }
}
