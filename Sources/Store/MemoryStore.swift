// SPDX-License-Identifier: Apache-2.0

public import Chat
import Synchronization

/// A store that ends with the process: for `try`, for scenarios, and to say in the plainest way what a store does.
public final class MemoryStore: JournalStore {
    public let identity: StoreIdentity
    private let settings: StoreSettings
    private let contents: Mutex<MemoryContents>

    /// - Parameters:
    ///   - epoch: of the act ids.
    ///   - seed: of every choice; the same seed makes the same evening.
    public init(epoch: UInt32 = 1, seed: UInt64 = 1, _ settings: StoreSettings = StoreSettings()) {
        identity = StoreIdentity(epoch: epoch, seed: seed)
        self.settings = settings
        contents = Mutex(MemoryContents(settings))
    }

    @discardableResult
    public func commit(_ batch: Batch) throws(StoreError) -> CommitOutcome {
        try contents.withLock { contents throws(StoreError) in try contents.commit(batch) }
    }

    public func load(_ community: CommunityID) -> StoredState {
        contents.withLock { contents in
            let rows = (contents.state[community] ?? [:]).values.sorted {
                $0.key.part == $1.key.part ? $0.key.key < $1.key.key : $0.key.part < $1.key.part
            }
            return StoredState(rows: rows, checkpoint: contents.checkpoints[community] ?? 0)
        }
    }

    public func journal(_ query: JournalQuery) -> JournalPage {
        contents.withLock { contents in
            var page = JournalPage()
            for entry in contents.entries where entry.sequence > query.after {
                if let from = query.from, entry.event.at < from { continue }
                if let to = query.to, entry.event.at >= to { break }
                if let community = query.community, !entry.communities.contains(community) { continue }
                page.entries.append(entry)
                if page.entries.count == query.limit {
                    page.next = entry.sequence
                    break
                }
            }
            return page
        }
    }

    public func entry(_ sequence: Int64) -> JournalEntry? {
        contents.withLock { $0.entries.first { $0.sequence == sequence } }
    }

    public func openDebts(limit: Int) -> [Debt] {
        contents.withLock { contents in
            let open = contents.debts.filter(\.state.isOpen)
            return Array(open.sorted { $0.act.owedAt < $1.act.owedAt }.prefix(max(limit, 0)))
        }
    }

    public func debt(_ id: ActID) -> Debt? { contents.withLock { $0.debts.first { $0.act.id == id } } }

    public func policy(_ fingerprint: UInt64) -> StoredPolicy? { contents.withLock { $0.policies[fingerprint] } }

    public func policy(inForceFor community: CommunityID) -> StoredPolicy? {
        contents.withLock { contents in
            let last = contents.adoptions.filter { $0.community == community }.max { $0.sequence < $1.sequence }
            return last.flatMap { contents.policies[$0.fingerprint] }
        }
    }

    public func adapterValues(account: String) -> [String: [UInt8]] {
        contents.withLock { $0.adapterValues[account] ?? [:] }
    }

    public func audit(from: Timestamp?, community: CommunityID?, _ body: (AuditRow) -> Void) {
        let entries = contents.withLock { $0.audit }
        for (place, entry) in entries.enumerated()
        where entry.at >= from ?? .distantPast && (community == nil || entry.community == community) {
            body(
                AuditRow(
                    number: Int64(place + 1), community: entry.community.name.text, at: entry.at,
                    content: entry.subject == nil && entry.content.isEmpty ? nil : entry.content))
        }
    }

    /// There is nothing that anybody could have changed.
    public func verifyAudit(key: [UInt8]) -> AuditReport {
        var report = AuditReport()
        report.entries = contents.withLock { $0.audit.count }
        return report
    }

    public func asides() -> [Aside] { contents.withLock { $0.asides } }

    public func counted(room: RoomID, day: Int64) -> Int64 { contents.withLock { $0.tally[room]?[day] ?? 0 } }

    @discardableResult
    public func forget(
        _ person: PersonID, relays: Set<PersonID>, redact: (RecordedDecision, PersonID) -> [UInt8]?
    ) -> Int {
        contents.withLock { $0.forget(person, relays, redact) }
    }

    public func expire(_ limits: Retention, rows: Int) -> Bool {
        contents.withLock { $0.expire(limits) }
        return false
    }

    public func reader() -> any JournalReader { self }

    public func close() {}
}
