// SPDX-License-Identifier: Apache-2.0

public import Chat
public import Conf
internal import Engine
internal import Foundation
internal import Synchronization

/// What the host's shell may ask of the running daemon, through the control socket. Safe from any task.
public final class House: Sendable {
    public let board: Board
    let loop: Loop
    let reloader: Reloader
    let networks: Networks
    let inquiries: Inquiries
    let lookups: Lookups
    let version: String
    let startedAt: Timestamp
    let surroundings: Surroundings

    init(
        loop: Loop, board: Board, reloader: Reloader, networks: Networks, inquiries: Inquiries, lookups: Lookups,
        version: String, surroundings: Surroundings
    ) {
        self.loop = loop
        self.board = board
        self.reloader = reloader
        self.networks = networks
        self.inquiries = inquiries
        self.lookups = lookups
        self.version = version
        self.surroundings = surroundings
        startedAt = surroundings.wall()
    }

    // MARK: - Orders

    /// Without waiting; the desks are told.
    public func orderReload() { reloader.order(acceptance: false) }
    public func orderAcceptance() { reloader.order(acceptance: true) }
    public func reload(in tongue: Tongue? = nil) async throws -> Reloader.Report {
        try await reloader.reload(acceptance: false, in: tongue)
    }
    public func accept(in tongue: Tongue? = nil) async throws -> Reloader.Report {
        try await reloader.reload(acceptance: true, in: tongue)
    }

    /// Lines of the difference between the file and what is in force, then what waits for `accept`.
    public func difference(in tongue: Tongue) -> (lines: [String], isReadable: Bool) {
        let accepted = reloader.accepted
        let path = accepted.source.main.name
        let bytes = Accepted.bytes(path)
        let text = bytes.flatMap { $0.count <= Accepted.longest ? String(validating: $0, as: UTF8.self) : nil }
        // A file that is gone differs in everything; what is no text is told as a reload would.
        var lines =
            text.map { LineDiff(from: accepted.source.main.text, to: $0).lines }
            ?? bytes.map { Self.mistakes($0, path, tongue) } ?? ["\(path): \(Accepted.unreadable(path)[tongue])"]
        if let waiting = reloader.waitingPolicies {
            let names = waiting.policies.map(\.community.description).joined(separator: ", ")
            let waits = Sentence(
                en: "\(names): settings wait for `geoffrin accept`; members they would have hit: \(waiting.hurt.count)",
                fr:
                    "\(names) : des réglages attendent `geoffrin accept` ; membres qu'ils auraient touchés : \(waiting.hurt.count)"
            )
            lines.append(waits[tongue])
        }
        return (lines, text != nil)
    }

    private static func mistakes(_ bytes: [UInt8], _ path: String, _ tongue: Tongue) -> [String] {
        Configuration.read(bytes: bytes, file: path, sections: Policy.sections).diagnostics
            .filter { $0.severity == .error }.map { $0.printed(tongue) }
    }

    /// Whether settings wait for `accept`.
    public var hasWaiting: Bool { reloader.waitingPolicies != nil }

    /// What moderators changed for a time, community by community (THREATS I3).
    public func tweaks(in tongue: Tongue? = nil) async throws -> [String] {
        try await loop.ask { household in
            household.active.flatMap { place in
                household.engines[place].speaking(tongue).tweaks().map { "\(household.names[place]): \($0)" }
            }
        }
    }

    /// A community by the name in an id, `tricot-41`, or the only one there is.
    public func place(of id: String) async throws -> (community: CommunityID, rest: String)? {
        try await loop.ask { household in
            if let dash = id.lastIndex(of: "-") {
                let name = CommunityID(String(id[..<dash]))
                if household.hasActive(name) { return (name, String(id[id.index(after: dash)...])) }
            }
            let active = household.active
            return active.count == 1 ? (household.names[active[0]], id) : nil
        }
    }

    public func communities() async throws -> [CommunityID] {
        try await loop.ask { household in household.active.map { household.names[$0] } }
    }

    /// Has a moderator's command carried out in the operator's name; what she answers.
    public func command(_ text: String, by: String, in community: CommunityID) async throws -> [String] {
        try await loop.ask { household throws(Stop) in
            guard let place = household.places[community] else { return [] }
            return try household.command(text, by: by, in: place)
        }
    }

    /// Whether there is a case or a raid of this number.
    public func knows(_ number: Int32, in community: CommunityID) async throws -> Bool {
        try await loop.ask { household in
            household.places[community].map { household.engines[$0].knows(number) } ?? false
        }
    }

    /// Whether a name or an account may mean somebody there.
    public func knows(anybodyCalled name: String, in community: CommunityID) async throws -> Bool {
        try await loop.ask { household in
            household.places[community].map { household.engines[$0].knows(anybodyCalled: name) } ?? false
        }
    }

    public func explain(
        _ number: Int32, in community: CommunityID, speaking tongue: Tongue? = nil
    ) async throws -> [String] {
        try await loop.ask { household in
            household.places[community].map { household.engines[$0].speaking(tongue).explain(number) } ?? []
        }
    }

    /// A code that makes whoever sends it in private the owner, for ten minutes, once.
    public func ownerCode() async throws -> String {
        try await loop.ask { household in household.newOwnerCode() }
    }

    /// Lifts all she set, says goodbye and leaves the rooms of a community, or of all. Returns what was done, line by
    /// line; after `patience` without any progress also that it goes on, with what it waits for.
    public func retire(
        _ community: CommunityID?, by: String, patience: Duration = .seconds(20)
    ) async throws -> (lines: [String], isDone: Bool, away: [String]) {
        try await loop.ask { household throws(Stop) in try household.retire(community, by: by) }
        var progress = (lines: -1, debts: -1)
        var end = ContinuousClock.now + patience
        // The one who asks waits a minute.
        let last = ContinuousClock.now + .seconds(50)
        while true {
            let (lines, debts, isDone) = try await loop.ask { household in
                (household.retired, household.debts.count, household.retiring.isEmpty)
            }
            if isDone { return (lines, true, []) }
            if progress != (lines.count, debts) {
                progress = (lines.count, debts)
                end = ContinuousClock.now + patience
            }
            guard ContinuousClock.now < min(end, last) else {
                let away = try await loop.ask { household in
                    household.networks.filter { !$0.value.isConnected }.keys.sorted().map(\.description)
                }
                return (lines, false, away)
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    // MARK: - Stopping

    /// Tells the desks what still stands and waits until they have been told, at most `patience`.
    func farewell(within patience: Duration) async throws {
        let (atOnce, after) = try await loop.ask { household throws(Stop) in try household.farewell() }
        networks.sayLast(atOnce)
        try await loop.wait(for: atOnce + after, within: patience)
    }
}
