// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

extension Command {
    static let campaigns = Command(
        en: "campaigns", fr: "campagnes", usage: .usageCampaigns, audience: .moderators, isForRooms: false
    ) { $0.showCampaigns($1, &$2) }
    static let drop = Command(
        en: "drop", fr: "écarter", usage: .usageDrop, audience: .moderators, isForRooms: false
    ) { $0.dropCampaign($1, &$2) }
}

extension Engine {
    /// What several newcomers bring at this time, and in which case.
    fileprivate mutating func showCampaigns(_ request: Request, _ turn: inout Turn) {
        let running = state.campaigns.running(at: turn.at)
        guard !running.isEmpty else { return answer(.campaignsNone, request, &turn) }
        answer(
            running.suffix(Self.campaignsShown).map { campaign in
                words(
                    .campaignsLine,
                    [
                        .n: .number(Int(campaign.entry.number)),
                        .text: .peer(PeerText(campaign.entry.label), limit: Mark.labelBytes),
                        .count: .number(Int(campaign.entry.count)),
                        .span: .duration(max(.seconds(1), turn.at - campaign.entry.firstAt)),
                        .case: .number(Int(campaign.entry.caseNumber)),
                    ])
            }, request, &turn)
    }

    private static let campaignsShown = 6

    /// It is none: forgotten, and not made again for 30 days. What was done in its case stands until it is taken back.
    fileprivate mutating func dropCampaign(_ request: Request, _ turn: inout Turn) {
        // «drop it», at a desk where people talk with each other.
        guard let word = request.arguments.first, let number = Int32(word) else {
            if case .desk = request.place { return }
            return answer(.commandForm, [.form: .phrase(.usageDrop)], request, &turn)
        }
        guard let (key, entry) = state.campaigns.running(at: turn.at).first(where: { $0.entry.number == number }) else {
            return answer(.campaignsNone, request, &turn)
        }
        var draft = draft("drop", request, turn)
        draft.change(.campaignDropped(key, at: turn.at))
        draft.announce(
            words(
                .campaignsDropped,
                [
                    .text: .peer(PeerText(entry.label), limit: Mark.labelBytes), .by: request.by,
                    .case: .number(Int(entry.caseNumber)),
                ]), request, policy)
        take(draft, in: &turn)
    }
}
