// SPDX-License-Identifier: Apache-2.0

internal import Chat
internal import Engine
internal import Logging
internal import Store

extension Household {
    /// Rows are written after this long without anything coming in, so that a quiet house starts quickly.
    static let idle = TimeSpan.seconds(30)
    /// And at the latest after this long.
    static let longest = TimeSpan.minutes(15)

    /// Adds the changed rows of engines that have many, or of all, to this turn's batch.
    ///
    /// A checkpoint says that the rows hold everything up to this turn's last event, so it goes into the same
    /// transaction as both.
    func addRows(all: Bool) {
        let chosen = all ? unwritten.union(touched) : touched.filter { engines[$0].hasManyDirtyRows }
        guard !chosen.isEmpty else { return }
        if !carried.isEmpty {
            // Their order does not matter: each row is there once.
            batch.state += carried.values
        }
        for place in chosen.sorted() {
            for row in engines[place].takeDirtyRows() {
                batch.state.append(
                    StateChange(
                        community: names[place], row: StateKey(row.part, ByteString(row.key)), version: row.version,
                        body: row.body))
            }
            batch.checkpoints.append(Checkpoint(community: names[place], sequence: sequence))
            unwritten.remove(place)
            touched.remove(place)
        }
    }

    /// Writes all rows now: before a stop, and when a policy changes.
    func flush() throws(Stop) {
        addRows(all: true)
        lastRows = time.now
        try finish()
    }

    /// What has to be done now and then, in slices.
    func keepHouse() throws(Stop) {
        let isIdle = time.now - lastInbound >= Self.idle && time.now - lastRows >= Self.idle
        if !unwritten.isEmpty, isIdle || time.now - lastRows >= Self.longest { try flush() }
        guard time.now - lastExpiry >= .minutes(10) else { return }
        do {
            let hasMore = try store.expire(retention, rows: 500)
            // While there is more, again at the next tick instead of in ten minutes.
            if !hasMore { lastExpiry = time.now }
        } catch {
            logger.warning("what is too old could not be erased", metadata: ["error": "\(error)"])
            lastExpiry = time.now
        }
    }

    /// The longest that any community keeps each kind.
    private var retention: Retention {
        let memories = engines.map(\.policy.memory)
        let text = memories.map(\.text).max() ?? .days(7)
        let features = memories.map(\.features).max() ?? .days(90)
        let cases = memories.map(\.cases).max() ?? .days(365)
        return Retention(texts: time.now - text, features: time.now - features, decisions: time.now - cases)
    }
}
