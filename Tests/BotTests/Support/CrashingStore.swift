// SPDX-License-Identifier: Apache-2.0

import Chat
import Store
import Synchronization

/// A store whose owner dies at a chosen commit: before anything of it is written, or right after all of it is.
///
/// What is kept is kept in a `MemoryStore`; a life ends with `.fenced`, which stops the household whatever it wrote.
final class CrashingStore: JournalStore, Sendable {
    enum Moment: Sendable, CaseIterable { case before, after }

    private struct Plan {
        var commits = 0
        var crash: (commit: Int, moment: Moment)?
        var hasCrashed = false
        var refuses: StoreError?
    }

    let kept: MemoryStore
    private let plan = Mutex(Plan())

    init(_ kept: MemoryStore = MemoryStore(epoch: 7, seed: 3), crash: (commit: Int, moment: Moment)? = nil) {
        self.kept = kept
        plan.withLock { $0.crash = crash }
    }

    var commits: Int { plan.withLock { $0.commits } }
    var hasCrashed: Bool { plan.withLock { $0.hasCrashed } }
    /// From now on every commit fails so; nil for the end of it.
    func refuse(_ error: StoreError?) { plan.withLock { $0.refuses = error } }

    var identity: StoreIdentity {
        let entries = kept.journal(JournalQuery(limit: 10_000)).entries
        return StoreIdentity(
            epoch: 7, seed: 3, lastSequence: entries.last?.sequence ?? 0,
            lastTime: entries.last?.event.at ?? .distantPast, isNew: entries.isEmpty, wasClean: false)
    }

    func commit(_ batch: Batch) throws(StoreError) -> CommitOutcome {
        let (crash, refusal) = plan.withLock { plan -> (Moment?, StoreError?) in
            plan.commits += 1
            guard let crash = plan.crash, crash.commit == plan.commits else { return (nil, plan.refuses) }
            plan.hasCrashed = true
            return (crash.moment, nil)
        }
        if let refusal { throw refusal }
        if crash == .before { throw .fenced }
        let outcome = try kept.commit(batch)
        if crash == .after { throw .fenced }
        return outcome
    }

    func load(_ community: CommunityID) throws(StoreError) -> StoredState { kept.load(community) }
    func journal(_ query: JournalQuery) throws(StoreError) -> JournalPage { kept.journal(query) }
    func entry(_ sequence: Int64) throws(StoreError) -> JournalEntry? { kept.entry(sequence) }
    func openDebts(limit: Int) throws(StoreError) -> [Debt] { kept.openDebts(limit: limit) }
    func debt(_ id: ActID) throws(StoreError) -> Debt? { kept.debt(id) }
    func policy(_ fingerprint: UInt64) throws(StoreError) -> StoredPolicy? { kept.policy(fingerprint) }
    func policy(inForceFor community: CommunityID) throws(StoreError) -> StoredPolicy? {
        kept.policy(inForceFor: community)
    }
    func adapterValues(account: String) throws(StoreError) -> [String: [UInt8]] { kept.adapterValues(account: account) }
    func asides() throws(StoreError) -> [Aside] { kept.asides() }
    func counted(room: RoomID, day: Int64) throws(StoreError) -> Int64 { kept.counted(room: room, day: day) }
    func forget(
        _ person: PersonID, relays: Set<PersonID>, redact: (RecordedDecision, PersonID) -> [UInt8]?
    ) throws(StoreError) -> Int {
        kept.forget(person, relays: relays, redact: redact)
    }
    func expire(_ limits: Retention, rows: Int) throws(StoreError) -> Bool { kept.expire(limits, rows: rows) }
    func reader() throws(StoreError) -> any JournalReader { kept.reader() }
    func audit(from: Timestamp?, community: CommunityID?, _ body: (AuditRow) -> Void) {
        kept.audit(from: from, community: community, body)
    }
    func verifyAudit(key: [UInt8]) -> AuditReport { kept.verifyAudit(key: key) }
    func close() throws(StoreError) {}
}
