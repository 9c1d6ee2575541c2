// SPDX-License-Identifier: Apache-2.0

internal import Chat
internal import Engine
internal import Store

extension Household {
    func hasActive(_ community: CommunityID) -> Bool { places[community].map { !resting.contains($0) } ?? false }

    /// Communities that went out of the file stop at once: nothing they still owed is done but what lifts, their desks
    /// are told that they stop and what stands, and no event reaches their engines but the fate of acts under way.
    /// Their state stays in the store, for the day they come back.
    ///
    /// - Parameter source: the file accepted instead, where all of it is in force.
    /// - Returns: the tellings to wait for before she leaves the rooms.
    func rest(_ communities: [CommunityID], source: [UInt8]?) throws(Stop) -> [OwedAct] {
        try begin()
        var told: [OwedAct] = []
        for place in communities.compactMap({ places[$0] }) where !resting.contains(place) {
            for act in engines[place].pendingActs
            where debts.contains(act.id) && out[act.id] == nil && !act.action.isRelease {
                expire(act, .stale)
            }
            resting.insert(place)
            let policy = engines[place].policy
            for room in policy.desk {
                let words = policy.words.say(.reloadGone, [.what: .own(names[place].description)])
                told.append(oweOwn(.alert(words), in: room, lane: .sanction, expires: .minutes(1)))
            }
            let words = bidFarewell(place)
            told += words.atOnce + words.after
        }
        if let source {
            batch.adapterValues.append(AdapterValue(account: LastGood.account, key: LastGood.key, value: source))
        }
        arrange()
        try finish()
        return told
    }
}
