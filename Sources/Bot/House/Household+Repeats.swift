// SPDX-License-Identifier: Apache-2.0

internal import Chat
internal import Store

// What the journal holds is not heard again: a network whose place in its stream is written after the journal brings the
// last batch again when the process died in between.
extension Household {
    /// The newest events of the journal that are looked through at the start.
    static let repeatsLooked: Int64 = 4096

    /// Remembers which messages the journal ends with, where they have names.
    func rememberJournalled() throws(StoreError) {
        let after = max(0, store.identity.lastSequence - Self.repeatsLooked)
        _ = try store.forEachEntry(JournalQuery(after: after)) { entry throws(StoreError) in
            if let hash = Self.nameHash(entry.event) { journalled.insert(hash) }
        }
    }

    func isJournalled(_ event: Event) -> Bool {
        guard !journalled.isEmpty, let hash = Self.nameHash(event) else { return false }
        return journalled.contains(hash)
    }

    /// Networks give each message a name of its own; where there is none, nothing can be said.
    private static func nameHash(_ event: Event) -> UInt64? {
        guard case .said(let message) = event.kind, let id = message.id, !id.isEmpty else { return nil }
        let network = event.network.map(\.name.stableHash) ?? 0
        return id.stableHash ^ (network &* 0x9E37_79B9_7F4A_7C15)
    }
}
