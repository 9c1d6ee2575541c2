// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// Whose words make a text the community's own: being about for long is cheap, being answered is not (THREATS E1).
extension Engine {
    /// A regular whom two others who came on other days have answered; moderators and the trusted are heeded anyhow.
    func isHeeded(_ number: Int32) -> Bool { state.persons[number].vouchers.count >= PersonRecord.vouchersNeeded }

    /// A regular or a moderator has answered somebody.
    mutating func vouch(for who: Int32, by giver: Int32) {
        let (a, b) = (state.persons[who].firstSeen, state.persons[giver].firstSeen)
        let person = state.persons[giver].id
        guard state.persons[who].vouchers.count < PersonRecord.vouchersKept,
            max(a, b) - min(a, b) >= PersonRecord.vouchersApart || policy.isOfTheTeam(person),
            !state.persons[who].vouchers.contains(person)
        else { return }
        state.persons[who].vouchers.append(person)
    }
}

extension PersonRecord {
    static let vouchersKept = 3
    static let vouchersNeeded = 2
    /// Who came in together vouches for nobody of them.
    static let vouchersApart = TimeSpan.days(1)
}
