// SPDX-License-Identifier: Apache-2.0

internal import Chat
internal import Conf
internal import Engine
internal import Logging
public import ServiceLifecycle
internal import Store
internal import Synchronization

/// Reads bot.conf again when asked: whole, rehearsed for each community, and only then in force. One at a time.
public final class Reloader: Service {
    /// What whoever asked is told.
    public struct Report: Sendable, Hashable {
        public var lines: [String]
        /// 0; 65 when settings wait, for what was played with them came out otherwise; 78 when the file is refused.
        public var exit: Int32
        /// Settings wait for `accept`.
        public var waits = false
    }

    struct Waiting: Sendable {
        var accepted: Accepted
        var policies: [Policy]
        var hurt: [String]
    }

    private struct Order: Sendable {
        var isAcceptance: Bool
        /// Of the answer; each desk is told in its own.
        var tongue: Tongue?
        var reply: CheckedContinuation<Report, any Error>?
    }

    private let orders: AsyncStream<Order>
    private let post: AsyncStream<Order>.Continuation
    private let waiting = Mutex<Waiting?>(nil)
    private let current: Mutex<Accepted>
    let plan: Daemon.Plan
    let loop: Loop
    let board: Board
    let networks: Networks
    let inquiries: Inquiries
    let lookups: Lookups
    let reader: any JournalReader
    let circumstances: @Sendable () -> Accepted.Circumstances
    let logger: Logger

    init(
        _ accepted: Accepted, plan: Daemon.Plan, loop: Loop, board: Board, networks: Networks, inquiries: Inquiries,
        lookups: Lookups,
        reader: any JournalReader, circumstances: @escaping @Sendable () -> Accepted.Circumstances, logger: Logger
    ) {
        current = Mutex(accepted)
        self.plan = plan
        self.loop = loop
        self.board = board
        self.networks = networks
        self.inquiries = inquiries
        self.lookups = lookups
        self.reader = reader
        self.circumstances = circumstances
        self.logger = logger
        (orders, post) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(16))
    }

    /// What is outside follows the file.
    func want(_ new: Accepted) { want(new, plan.networks(new)) }
    private func want(_ new: Accepted, _ setups: [NetworkSetup]) {
        networks.want(setups)
        inquiries.want(plan.adviser(new))
        lookups.want(plan.hostBook(new))
    }

    /// What is in force.
    var accepted: Accepted { current.withLock { $0 } }
    /// What waits for `accept`, if anything.
    var waitingPolicies: Waiting? { waiting.withLock { $0 } }

    /// Without waiting for the result; the desk is told.
    func order(acceptance: Bool) { post.yield(Order(isAcceptance: acceptance)) }

    /// - Parameter tongue: what whoever asks is answered in; the community's where none is said.
    func reload(acceptance: Bool, in tongue: Tongue? = nil) async throws -> Report {
        try await withCheckedThrowingContinuation { continuation in
            let result = post.yield(Order(isAcceptance: acceptance, tongue: tongue, reply: continuation))
            if case .enqueued = result { return }
            let full = Sentence(
                en: "too many reloads are waiting: try again in a moment",
                fr: "trop de rechargements attendent : réessayer dans un instant")
            continuation.resume(returning: Report(lines: [full[tongue ?? plan.tongue]], exit: 75))
        }
    }

    public func run() async throws {
        try await cancelWhenGracefulShutdown {
            for await order in self.orders {
                do {
                    let report = try await order.isAcceptance ? self.accept(order.tongue) : self.read(order.tongue)
                    order.reply?.resume(returning: report)
                } catch {
                    order.reply?.resume(throwing: error)
                    throw error
                }
            }
        }
    }

    private func read(_ tongue: Tongue?) async throws -> Report {
        plan.notifier.reloading()
        defer { plan.notifier.ready(board.line) }
        let new: Accepted
        do throws(Accepted.Mistakes) {
            new = try Accepted.read(plan.configuration, circumstances())
        } catch {
            return try await refuse(error.diagnostics, tongue)
        }
        let old = accepted
        let changed = new.policies.filter { policy in
            !old.policies.contains { $0.community == policy.community && $0.fingerprint == policy.fingerprint }
        }
        board.update { $0.configurationTrouble = nil }
        let gone = old.policies.map(\.community).filter { name in !new.policies.contains { $0.community == name } }
        if changed.isEmpty, gone.isEmpty {
            want(new)
            logger.notice("bot.conf was read again: nothing has changed")
            let lines = try await tell(answer: tongue) { $0.say(.reloadSame) }
            return Report(lines: lines, exit: 0)
        }
        return try await rehearse(changed, gone: gone, of: new, over: old, tongue)
    }

    private func refuse(_ diagnostics: [Diagnostic], _ tongue: Tongue?) async throws -> Report {
        let errors = diagnostics.filter { $0.severity == .error }
        guard let first = errors.first else { return Report(lines: [], exit: 78) }
        board.update { $0.configurationTrouble = .refused }
        logger.warning(
            "bot.conf was refused, the former settings stay: geoffrin check names every mistake",
            metadata: ["conf.mistakes": "\(errors.count)", "conf.first": "\(first.line):\(first.column)"])
        _ = try await tell { words in
            words.say(
                .reloadRefused,
                [
                    .place: .own("\(first.line):\(first.column)"), .message: .own(first.message[words.language]),
                    .more: .number(errors.count - 1),
                ])
        }
        let asked = tongue ?? plan.tongue
        let kept = asked.say("refused: the former settings stay in force", "refusé : les anciens réglages restent")
        return Report(lines: diagnostics.map { $0.printed(asked) } + [kept], exit: 78)
    }

    /// Those that pass come into force; the others keep their former policy and say so.
    private func rehearse(
        _ changed: [Policy], gone: [CommunityID], of new: Accepted, over old: Accepted,
        _ tongue: Tongue?
    ) async throws -> Report {
        var passing: [Policy] = []
        var held = Waiting(accepted: new, policies: [], hurt: [])
        var lines: [String] = []
        var isRefused = false
        var differences = 0
        for policy in changed {
            let former = old.policies.first { $0.community == policy.community }
            let rehearsal = await rehearse(policy, after: former, new)
            differences += rehearsal.differences
            if !rehearsal.failures.isEmpty {
                isRefused = true
                lines += rehearsal.failures.map { "\(policy.community): \($0)" }
                logger.warning(
                    "a community's expectations do not hold, its former settings stay: geoffrin check names them",
                    metadata: ["community": "\(policy.community)"])
                lines += try await tell(in: policy.community, answer: tongue) { words in
                    words.say(
                        .reloadRefused,
                        [
                            .place: .own("[[expect]]"), .message: .own(rehearsal.failures[0]),
                            .more: .number(rehearsal.failures.count - 1),
                        ])
                }
            } else if !rehearsal.hurt.isEmpty {
                held.policies.append(policy)
                logger.warning(
                    "new settings wait, the former ones stay: geoffrin accept takes them up, geoffrin diff shows them",
                    metadata: ["community": "\(policy.community)", "conf.hurt": "\(rehearsal.hurt.count)"])
                held.hurt += rehearsal.hurt
                lines += try await tell(in: policy.community, answer: tongue) { words in
                    words.say(
                        .reloadAsks,
                        [
                            .span: .duration(.days(7)), .hurt: .number(rehearsal.hurt.count),
                            .names: .names(rehearsal.hurt.map(PeerText.init)),
                        ])
                }
            } else {
                passing.append(policy)
            }
        }
        let kept = held
        waiting.withLock { $0 = kept.policies.isEmpty ? nil : kept }
        let isWhole = held.policies.isEmpty && !isRefused
        lines += try await rest(gone, of: new, isWhole: isWhole, isAlone: passing.isEmpty, tongue)
        lines += try await adopt(passing, of: new, isWhole: isWhole, differences: differences, tongue)
        let waits = !kept.policies.isEmpty
        return Report(lines: lines, exit: isRefused ? 78 : waits ? 65 : 0, waits: waits)
    }

    /// The settings that wait come into force all the same.
    private func accept(_ tongue: Tongue?) async throws -> Report {
        guard
            let held = waiting.withLock({ waiting in
                defer { waiting = nil }; return waiting
            })
        else {
            return Report(lines: try await tell(answer: tongue) { $0.say(.reloadSame) }, exit: 0)
        }
        let lines = try await adopt(
            held.policies, of: held.accepted, isWhole: true, differences: held.hurt.count, tongue)
        return Report(lines: lines, exit: 0)
    }

    /// Communities that went out of the file stop; `isAlone`: nothing else of the file is new.
    private func rest(
        _ gone: [CommunityID], of new: Accepted, isWhole: Bool, isAlone: Bool, _ tongue: Tongue?
    ) async throws -> [String] {
        guard !gone.isEmpty else { return [] }
        let source = isWhole ? new.source.packed : nil
        let told = try await loop.ask { household throws(Stop) in try household.rest(gone, source: source) }
        // Her words first: leaving the rooms, or a network, may be next.
        try await loop.wait(for: told, within: .seconds(2))
        current.withLock { $0.policies.removeAll { gone.contains($0.community) } }
        if isAlone {
            if isWhole { current.withLock { $0 = new } }
            want(new)
        }
        logger.notice(
            "communities stopped", metadata: ["communities": "\(gone.map(\.description).joined(separator: " "))"])
        let words = tongue.map { Words($0) } ?? new.policies.first?.words ?? Words(plan.tongue)
        return gone.map { words.say(.reloadGone, [.what: .own($0.description)]).text }
    }

    private func adopt(
        _ policies: [Policy], of new: Accepted, isWhole: Bool, differences: Int, _ tongue: Tongue?
    ) async throws -> [String] {
        guard !policies.isEmpty else { return [] }
        let keys = LineDiff(from: accepted.source.main.text, to: new.source.main.text).keys
        let changes = Array(keys.prefix(8))
        let setups = plan.networks(new)
        let source = new.source.packed
        let adopted = try await loop.ask { household throws(Stop) in
            try household.adopt(
                policies, networks: setups.map(\.id), source: source, changes: changes, isWhole: isWhole)
        }
        current.withLock { current in
            var merged = new
            // Communities that did not pass are still judged by what they had.
            merged.policies = new.policies.map { policy in
                adopted.contains(policy.community)
                    ? policy : current.policies.first { $0.community == policy.community } ?? policy
            }
            current = merged
        }
        want(new, setups)
        logger.notice(
            "policy changed", metadata: ["communities": "\(adopted.map(\.description).joined(separator: " "))"])
        return try await tell(only: Set(adopted), answer: tongue) { words in
            words.say(
                .reloadDone,
                [
                    .changes: .own(changes.isEmpty ? "bot.conf" : changes.joined(separator: ", ")),
                    .span: .duration(.days(7)), .hurt: .number(differences),
                ])
        }
    }

    private func rehearse(_ policy: Policy, after former: Policy?, _ new: Accepted) async -> Rehearsal {
        var rehearsal = Rehearsal()
        let now = circumstances().now
        if let former {
            var entries: [JournalEntry] = []
            var query = JournalQuery(from: now - .days(7), community: policy.community, limit: 2000)
            // A journal that cannot be read rehearses nothing; it has been told elsewhere.
            while let page = try? reader.journal(query) {
                entries += page.entries
                if entries.count > Rehearsal.most { entries.removeFirst(entries.count - Rehearsal.most) }
                guard let next = page.next, !Task.isCancelled else { break }
                query.after = next
                await Task.yield()
            }
            rehearsal = Rehearsal.replay(entries, from: former, to: policy)
        }
        rehearsal.failures = plan.expect(policy, new)
        return rehearsal
    }
}
