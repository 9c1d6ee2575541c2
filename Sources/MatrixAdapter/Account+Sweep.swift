// SPDX-License-Identifier: Apache-2.0

import Chat
import Matrix

/// What banned people wrote, to be taken away where the homeserver does not do it with the ban (MSC4293): at most
/// `Sweeps.each` of each, newest first (THREATS F2), behind everything else she sends. Not kept over a restart.
struct Sweeps {
    /// Events of one person.
    static let each = 20
    /// After one sync: what she hears waits meanwhile.
    static let atOnce = 5
    /// Persons that wait; of more the homeserver alone takes care.
    static let most = 50

    struct Sweep {
        var room: ByteString
        var user: ByteString
        /// That of the ban.
        var reason: String
        /// Newest first.
        var events: [ByteString]
        /// The first of them still stands: the homeserver does not do it.
        var isNeeded = false
    }
    var waiting: [Sweep] = []
    /// Transactions of this process.
    var count = 0
    /// Begins the names of its transactions: two processes never use the same.
    var begun: Int64 = 0
}

extension Account {
    /// After a ban: what of them is known here.
    func planSweep(of user: ByteString, in room: ByteString, reason: String) {
        guard sweeps.waiting.count < Sweeps.most else { return }
        let events = rooms.newest(of: user, in: room, most: Sweeps.each)
        guard !events.isEmpty else { return }
        sweeps.waiting.removeAll { $0.user == user && $0.room == room }
        sweeps.waiting.append(Sweeps.Sweep(room: room, user: user, reason: reason, events: events))
    }

    /// Takes away some of what waits, as long as talk could leave too: no ban and no mute ever waits for it.
    func sweep() async {
        if sweeps.begun == 0 { sweeps.begun = clock().milliseconds }
        for _ in 0..<Sweeps.atOnce {
            guard var sweep = sweeps.waiting.first, isReady(for: .prompt) else { return }
            // What goes for its own sake shows neither what the homeserver does nor what is left to do.
            sweep.events.removeAll { removals.isGoingOrGone($0) }
            guard !sweep.events.isEmpty else {
                put(sweep)
                continue
            }
            if !sweep.isNeeded {
                guard await isStanding(sweep) else {
                    sweep.events = []
                    put(sweep)
                    continue
                }
                sweep.isNeeded = true
            }
            let event = sweep.events.removeFirst()
            sweeps.count += 1
            let transaction = ByteString("sweep.\(sweeps.begun).\(sweeps.count)")
            do throws(ActError) {
                try await remove(event, in: sweep.room, transaction, reason: sweep.reason)
            } catch {
                // Without the right none of them goes; of what passes the rest stays for later.
                switch error {
                case .notAllowed, .unsupported: sweep.events = []
                case .busy, .tooFast, .disconnected, .timedOut: sweep.events.insert(event, at: 0)
                case .gone, .full, .crowded, .refused, .unanswered: break
                }
                put(sweep)
                return
            }
            put(sweep)
        }
    }

    /// The list may have changed while the homeserver was asked.
    private func put(_ sweep: Sweeps.Sweep) {
        guard let place = sweeps.waiting.firstIndex(where: { $0.room == sweep.room && $0.user == sweep.user }) else {
            return
        }
        if sweep.events.isEmpty { sweeps.waiting.remove(at: place) } else { sweeps.waiting[place] = sweep }
    }

    /// Whether the newest of them still stands: else the homeserver takes them away by itself, or cannot tell.
    private func isStanding(_ sweep: Sweeps.Sweep) async -> Bool {
        guard let id = sweep.events.first, let json = try? await ask(.event(sweep.room, id)),
            let event = RoomEvent(json)
        else { return false }
        return !event.isRedacted && event.content?.members.isEmpty == false
    }
}
