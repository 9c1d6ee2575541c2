// SPDX-License-Identifier: Apache-2.0

import Chat
import Curl
import Logging
import Matrix

extension MatrixAdapter {
    /// Where the account stands in its stream.
    struct Place {
        var user: ByteString = ""
        var since: ByteString?
        /// The state of the rooms is in memory: only what changed need come.
        var hasState = false
        /// The core was told so.
        var isConnected = false
        /// It was told of no room yet, and of none that does not let her in.
        var owesBars = false
        var lastGood: Timestamp?
        /// When the whole state came last.
        var wholeAt: Timestamp?
        /// Syncs that failed, in a row.
        var failures = 0
        /// Tokens the server took back, in a row.
        var refusals = 0
        var lastStuck: Timestamp?
        var isUnsaved = false
        var savedAt: Timestamp?
        /// What was last kept beside it, and as of which revision.
        var savedBeside: [UInt8] = []
        var savedRevision: Int?
    }

    // MARK: - Connecting

    func connect(_ place: inout Place) async throws {
        let who = try await SyncFailure.translated { try await self.account.ask(.whoAmI) }
        guard let user = who["user_id"]?.string, user.isUser else { throw SyncFailure("whoami names nobody") }
        let isSame = user == place.user
        if !isSame {
            // Another account: what was kept is not its.
            place.since = nil
            place.hasState = false
            place.user = user
        }
        await account.begin(as: user, isSame: isSame)
        if !place.hasState { await account.lookAround() }
        await enter()
    }

    private func enter() async {
        for (room, error) in await account.enterRooms() {
            logger.warning(
                "cannot join", metadata: ["room": "\(RoomID(network, room))", "error": "\(error)"])
        }
    }

    // MARK: - One sync

    func step(_ place: inout Place, _ emit: @Sendable ([Event]) async throws -> Void) async throws {
        let isFirst = place.since == nil
        let began = clock()
        // What homeservers know can change without an event (a state reset): looked at whole twice a day.
        if let whole = place.wholeAt, began - whole >= .hours(12) { place.hasState = false }
        let isWhole = !place.hasState
        let timeout = isWhole ? .zero : settings.longPoll
        let request = Request.sync(
            since: place.since, timeout: Int(timeout.milliseconds), isFull: isWhole && !isFirst)
        let patience = Duration.milliseconds((timeout + .seconds(30)).milliseconds)
        let limits =
            place.hasState
            ? HTTPLimits(silence: patience, total: patience)
            : HTTPLimits(silence: .seconds(60), total: .seconds(300))
        let bytes = place.hasState ? 32 << 20 : 256 << 20
        let marks = await account.rooms.marks
        let json = try await SyncFailure.translated {
            try await self.account.ask(request, limits: limits, bytes: bytes)
        }
        guard let sync = await account.read(json) else {
            throw SyncFailure("a sync without a token")
        }
        var passage = Rooms.Passage(at: clock())
        passage.isFirst = isFirst
        passage.isWhole = isWhole
        passage.marks = marks
        passage.outage = place.lastGood.map { max(.zero, passage.at - $0) } ?? (isFirst ? .zero : .hours(24))
        if isWhole {
            for joined in sync.joined where await account.rooms.isList(joined.room) {
                // Where it cannot be had, what the sync says holds.
                guard let state = try? await account.ask(.state(of: joined.room)).elements, !state.isEmpty else {
                    continue
                }
                passage.states[joined.room] = state.compactMap { RoomEvent($0) }
            }
        }
        for joined in sync.joined where joined.isLimited && passage.states[joined.room] == nil {
            // Without a place in the stream, what she knows of the room tells where the hole ends.
            if isFirst, await !account.hasHole(before: joined) { continue }
            passage.fills[joined.room] = await fill(joined, place.since)
        }
        let events = await account.take(sync, passage) + account.settleDoubts()
        if !events.isEmpty { try await emit(events) }
        // Committed: from here the batch need not come again.
        let moved = place.since != sync.next
        place.since = sync.next
        place.hasState = true
        if isWhole { place.wholeAt = passage.at }
        place.lastGood = passage.at
        if !isFirst { place.refusals = 0 }
        await account.followUpgrades()
        for invitation in sync.invitations { await account.accept(invitation) }
        for invitation in sync.declined { await account.decline(invitation) }
        await account.leaveOverrun()
        await enter()
        let bars = await account.takeBars(all: place.owesBars)
        place.owesBars = false
        if !bars.isEmpty { try await emit(bars) }
        if moved || place.isUnsaved { try await save(&place) }
        await account.sweep()
        if await account.isStuck(lastStuck: place.lastStuck) {
            place.lastStuck = passage.at
            var failure = SyncFailure("the stream does not bring what she says")
            failure.forgetsPlace = true
            throw failure
        }
        // A server that answers a long poll at once and with nothing is not asked again at once.
        if !moved, timeout > .zero, passage.at - began < .seconds(1), passage.at - began < timeout {
            do { try await pause(.seconds(1)) } catch { return }
        }
    }

    /// What is missing before a limited timeline, oldest first: at most ten pages of 100, back to the last token or to
    /// what she has seen.
    private func fill(_ joined: SyncResponse.Joined, _ since: ByteString?) async -> [RoomEvent] {
        var found: [RoomEvent] = []
        var from = joined.previous
        for _ in 0..<10 {
            guard let token = from, token != since,
                let page = try? await account.ask(.messages(joined.room, from: token, to: since))
            else { break }
            let chunk = (page["chunk"]?.elements ?? []).compactMap { RoomEvent($0) }
            let isKnown = await account.knows(chunk, in: joined.room)
            found += chunk
            from = page["end"]?.string
            if chunk.isEmpty || isKnown { break }
        }
        return found.reversed()
    }
}
