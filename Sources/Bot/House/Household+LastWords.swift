// SPDX-License-Identifier: Apache-2.0

internal import Chat
internal import Conf
internal import Engine
internal import Store

extension Household {
    /// What each desk is told when she stops because she can no longer write down what she does (THREATS F7). No debts:
    /// nothing can be written. Empty where another process has taken over, which tells for itself.
    func lastWords() -> [OwedAct] {
        guard let refusal, refusal != .fenced else { return [] }
        var acts: [OwedAct] = []
        for place in active {
            let policy = engines[place].policy
            let words = policy.words.say(
                .journalFull, [.why: .own(Self.why(refusal)[policy.words.language]), .fix: .own("bot.conf [memory]")])
            for room in policy.desk {
                ownCount += 1
                acts.append(
                    OwedAct(
                        id: ActID(epoch: ownEpoch, sequence: ownCount, index: 0), community: names[place], room: room,
                        network: room.network, target: nil, action: .alert(words), lane: .sanction, owedAt: time.now,
                        expiresAt: nil, caseNumber: 0))
            }
        }
        return acts
    }

    private static func why(_ refusal: StoreError) -> Sentence {
        switch refusal {
        case .full: Sentence(en: "the disk is full", fr: "le disque est plein")
        case .unavailable, .locked, .fenced, .corrupt, .newer:
            Sentence(
                en: "the disk refuses: the log says why", fr: "le disque refuse : le journal du service dit pourquoi")
        }
    }
}
