// SPDX-License-Identifier: Apache-2.0

import Chat

/// The person of an event as far as a quota tells people apart: account, else user and host, never the name.
struct PersonHash: Sendable {
    private let hash = KeyedHash()
    private var scratch = ByteWriter()

    mutating func callAsFunction(_ event: Event) -> (UInt64, UInt64)? {
        guard let member = event.member else { return nil }
        scratch.clear()
        member.network.pack(into: &scratch)
        if let account = event.facts?.account {
            account.pack(into: &scratch)
        } else if let facts = event.facts, !facts.host.isEmpty {
            facts.user.pack(into: &scratch)
            facts.host.pack(into: &scratch)
        } else {
            member.key.pack(into: &scratch)
        }
        return scratch.withUnsafeBytes { hash($0) }
    }
}
