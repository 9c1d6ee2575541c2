// SPDX-License-Identifier: Apache-2.0

import Chat
import Language

extension Command {
    static let learned = Command(
        en: "learned", fr: "appris", usage: .usageLearned, audience: .moderators, isForRooms: false
    ) { $0.tellLearned($1, &$2) }
}

extension Engine {
    /// What the verdicts of the team have taught; `reset` forgets it.
    fileprivate mutating func tellLearned(_ request: Request, _ turn: inout Turn) {
        if let word = request.arguments.first {
            guard ["reset", "effacer", "oublier"].contains(Command.fold(word)) else {
                // «learned a lot today»: at the desk people talk with each other.
                if case .desk = request.place { return }
                return answer(.commandForm, [.form: .phrase(.usageLearned)], request, &turn)
            }
            guard !state.lessons.isEmpty else { return answer(.learnedNone, request, &turn) }
            var draft = draft("learned", request, turn)
            draft.change(.unlearned(nil))
            draft.announce(
                words(.learnedReset, [.count: .number(state.lessons.all.count), .by: request.by]), request, policy)
            return take(draft, in: &turn)
        }
        guard !state.lessons.isEmpty else { return answer(.learnedNone, request, &turn) }
        answer(learnedLines, request, &turn)
    }

    private var learnedLines: [Utterance] {
        let lessons = state.lessons.all
        let counted = lessons.filter { !$0.isRefused }
        let hands = Set(LessonBook.hands(lessons)).subtracting([-1])
        var lines = [
            words(
                .learnedTells,
                [
                    .count: .number(lessons.count), .people: .number(hands.count),
                    .first: .day(lessons.first?.at ?? state.core.now, policy.zone),
                    .wrong: .number(counted.count { !$0.isFine }), .right: .number(counted.count { $0.isFine }),
                    .n: .number(taughtCount), .limit: .number(Lore.limit),
                ])
        ]
        let refused = lessons.filter(\.isRefused).suffix(12)
        if !refused.isEmpty {
            lines.append(
                words(.learnedLeft, [.list: .list(refused.map { .number(Int($0.caseNumber)) })]))
        }
        return lines
    }
}
