// SPDX-License-Identifier: Apache-2.0

import Chat
import Engine

extension Player {
    /// The first list of each community says more, or less; whole, the first time.
    mutating func tellList(_ rules: [Listing.Rule], isMore: Bool) {
        let isFirst = listed.isEmpty
        for rule in rules { listed[rule.key] = isMore ? rule : nil }
        let listing = Listing(
            isWhole: isFirst, rules: isFirst ? allListed : isMore ? rules : [], gone: isMore ? [] : rules.map(\.key))
        tell(listing)
    }

    /// What adapters do after a start.
    mutating func tellListsAgain() {
        if !listed.isEmpty { tell(Listing(isWhole: true, rules: allListed)) }
    }

    private var allListed: [Listing.Rule] { listed.sorted { $0.key < $1.key }.map(\.value) }

    private mutating func tell(_ listing: Listing) {
        for policy in policies {
            guard let room = policy.lists.first else { continue }
            send(Event(at: now, room: room, .listed(listing)), to: policy.community)
        }
    }
}
