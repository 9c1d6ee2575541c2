// SPDX-License-Identifier: Apache-2.0

public import Chat

/// What may be asked of the journal by anybody: `why`, `replay`, reports. Sees only what is committed.
public protocol JournalReader: Sendable {
    /// Rows and checkpoint of a community.
    func load(_ community: CommunityID) throws(StoreError) -> StoredState
    /// A page of events with their recorded decisions, oldest first.
    func journal(_ query: JournalQuery) throws(StoreError) -> JournalPage
    /// One event; nil when it was never written or has expired.
    func entry(_ sequence: Int64) throws(StoreError) -> JournalEntry?
    /// Debts owed or sent, oldest first: the outbox is a window over them.
    func openDebts(limit: Int) throws(StoreError) -> [Debt]
    func debt(_ id: ActID) throws(StoreError) -> Debt?
    func policy(_ fingerprint: UInt64) throws(StoreError) -> StoredPolicy?
    /// The policy a community adopted last.
    func policy(inForceFor community: CommunityID) throws(StoreError) -> StoredPolicy?
    func adapterValues(account: String) throws(StoreError) -> [String: [UInt8]]
    func asides() throws(StoreError) -> [Aside]
    /// Visits the audit log, oldest first.
    func audit(from: Timestamp?, community: CommunityID?, _ body: (AuditRow) -> Void) throws(StoreError)
    /// Checks its chain from the first entry to the last.
    func verifyAudit(key: [UInt8]) throws(StoreError) -> AuditReport
    /// Events of this room and UTC day (days since 1970) that were counted, not kept.
    func counted(room: RoomID, day: Int64) throws(StoreError) -> Int64
}

/// The journal, the state, the debts: one owner writes. Knows no SQL, so that a replicated store can stand in.
///
/// Synchronous: the loop calls it from its own thread and waits; a commit is never cancelled.
public protocol JournalStore: JournalReader {
    /// What was found on opening.
    var identity: StoreIdentity { get }

    /// Writes all of `batch` or nothing.
    ///
    /// When space runs out, statistics are dropped first, then texts, then events nobody decided on; the outcome says
    /// so. Only a batch whose debts cannot be written throws `.full`.
    @discardableResult
    func commit(_ batch: Batch) throws(StoreError) -> CommitOutcome

    /// Erases a person: texts, names, hosts, accounts. Journal rows stay, as somebody's.
    ///
    /// - Parameters:
    ///   - relays: who carries what others say: lines that they carried under a name of this person go too.
    ///   - redact: rewrites a decision's bytes that speak of the person (or of whom a relay carried); nil leaves them.
    /// - Returns: rows changed.
    @discardableResult
    func forget(
        _ person: PersonID, relays: Set<PersonID>, redact: (RecordedDecision, PersonID) -> [UInt8]?
    ) throws(StoreError) -> Int

    /// Where a backup was put back: whom it knows although this place has forgotten them since (THREATS K8).
    func cameBack() throws(StoreError) -> [PersonID]

    /// Takes away what is older than `limits`, at most `rows` rows of each kind; true while there is more.
    func expire(_ limits: Retention, rows: Int) throws(StoreError) -> Bool

    /// Another view of the same data, for other threads.
    func reader() throws(StoreError) -> any JournalReader

    /// Marks a clean end. Nothing may be asked afterwards.
    func close() throws(StoreError)
}

extension JournalReader {
    /// Visits every entry of a query, page by page, oldest first.
    /// - Returns: the sequences that could not be read.
    @discardableResult
    public func forEachEntry(
        _ query: JournalQuery, _ body: (JournalEntry) throws(StoreError) -> Void
    ) throws(StoreError) -> [Int64] {
        var query = query
        var unreadable: [Int64] = []
        while true {
            let page = try journal(query)
            for entry in page.entries { try body(entry) }
            unreadable += page.unreadable
            guard let next = page.next else { return unreadable }
            query.after = next
        }
    }
}

extension JournalStore {
    /// A store that nothing can be put back into.
    public func cameBack() throws(StoreError) -> [PersonID] { [] }
}
