// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

extension Command {
    static let lists = Command(
        en: "lists", fr: "listes", usage: .usageLists, audience: .moderators, isForRooms: false
    ) { $0.showLists($1, &$2) }
}

extension Engine {
    /// The policy lists of bot.conf and how they stand; with a number the desk is asked about that one again.
    fileprivate mutating func showLists(_ request: Request, _ turn: inout Turn) {
        guard !policy.lists.isEmpty else { return answer(.listsNone, request, &turn) }
        if let word = request.arguments.first {
            guard let place = Int(word), policy.lists.indices.contains(place - 1) else {
                return answer(.commandForm, [.form: .phrase(.usageLists)], request, &turn)
            }
            let room = policy.lists[place - 1]
            guard let list = state.lists[room], list.isLoaded else {
                return answer([line(place - 1)], request, &turn)
            }
            if state.cases[list.record.caseNumber]?.judgement == .open || list.changes == ([], []) {
                return answer([line(place - 1)], request, &turn)
            }
            return ask(about: room, &turn)
        }
        answer(policy.lists.indices.map(line), request, &turn)
    }

    private func line(_ place: Int) -> Utterance {
        let room = policy.lists[place]
        let list = state.lists[room]
        let isWaiting = list.flatMap { state.cases[$0.record.caseNumber] }?.judgement == .open
        let what: Words.Value
        switch list?.record.stance ?? .unasked {
        case _ where list?.isLoaded != true: what = .phrase(.listsUnheard)
        case _ where isWaiting: what = .phrase(.listsWaiting, [.case: .number(Int(list?.record.caseNumber ?? 0))])
        case .followed: what = .phrase(.listsFollowed, [.count: .number(list?.record.accepted.count ?? 0)])
        case .refused: what = .phrase(.listsRefused)
        case .unasked, .asked: what = .phrase(.listsUnanswered)
        }
        return words(.listsLine, [.n: .number(place + 1), .list: .own(listName(room)), .what: what])
    }
}
