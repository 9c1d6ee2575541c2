// SPDX-License-Identifier: Apache-2.0

import Chat

extension Event {
    /// Its author as far as a quota tells people apart: account, else host, else presence; never the name or the
    /// ident, which are chosen freely. The network is left out: more of the same person is no harm.
    func personHash(_ key: HashKey) -> (UInt64, UInt64)? {
        guard let member else { return nil }
        var hash = KeyedHash(key)
        if let account = facts?.account {
            hash.combine(account)
        } else if let facts, !facts.host.isEmpty {
            hash.combine(facts.host)
        } else {
            hash.combine(member.key)
        }
        return hash.value
    }
}
