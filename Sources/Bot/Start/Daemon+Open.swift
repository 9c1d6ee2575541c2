// SPDX-License-Identifier: Apache-2.0

internal import Chat
internal import Conf
internal import Engine
internal import Logging
internal import ServiceLifecycle
internal import Store
internal import Synchronization

extension Daemon {
    /// Parts of the state that a full disk may cost first.
    static let statistics: Set<String> = []

    func openStore() throws(Failure) -> SQLiteStore {
        do throws(StoreError) {
            let key = try AuditKey.credential(in: plan.credentials) ?? []
            return try SQLiteStore(
                plan.state + "/geoffrin.db", StoreSettings(statistics: Self.statistics, auditKey: key))
        } catch {
            throw .database(error)
        }
    }

    /// The file, or with `--last-good` the stored settings and what is wrong with the file.
    func read(
        _ circumstances: Accepted.Circumstances, _ store: SQLiteStore
    ) throws(Failure) -> (Accepted, trouble: Diagnostic?) {
        do throws(Accepted.Mistakes) {
            return (try Accepted.read(plan.configuration, circumstances), nil)
        } catch {
            let mistakes = error.diagnostics
            guard plan.lastGood, let trouble = mistakes.first(where: { $0.severity == .error }),
                let stored = Self.lastGood(in: store), let accepted = try? Accepted.read(stored, circumstances)
            else { throw .configuration(mistakes) }
            for mistake in mistakes { logger.error("bot.conf: \(mistake.printed(plan.tongue))") }
            for remark in accepted.remarks where remark.path == ModerationSettings.model.path {
                logger.warning("bot.conf: \(remark.printed(plan.tongue))")
            }
            return (accepted, trouble)
        }
    }

    static func lastGood(in store: any JournalReader) -> PolicySource? {
        guard let values = try? store.adapterValues(account: LastGood.account), let bytes = values[LastGood.key] else {
            return nil
        }
        return try? PolicySource(packed: bytes)
    }

    func open(_ accepted: Accepted, _ store: SQLiteStore, _ board: Board) throws(Failure) -> Household {
        let mark: DeathMark?
        do {
            mark = try DeathMark(plan.state + "/geoffrin.mark")
        } catch {
            logger.warning("a death would go unexplained", metadata: ["error": "\(error)"])
            mark = nil
        }
        let household = Household(store: store, surroundings: plan.surroundings, mark: mark, logger: logger)
        household.board = board
        if let mark { FaultHandler.install(mark.faultFlag) }
        #if DEBUG
            household.trap = plan.trap
        #endif
        do {
            let setups = plan.networks(accepted)
            household.transactional = Set(setups.filter(\.knowsTransactions).map(\.id))
            try household.open(accepted.policies, networks: setups.map(\.id), source: accepted.source.packed)
        } catch {
            throw .cannotWrite(error.description)
        }
        household.publish()
        return household
    }

    /// The desks learn at once that the file is broken.
    static func tell(_ trouble: Diagnostic, _ household: Household) {
        household.alertAll { words in
            words.say(
                .reloadLastgood,
                [.place: .own("\(trouble.line):\(trouble.column)"), .message: .own(trouble.message[words.language])])
        }
    }
}

/// From the loop's thread to those that were made after it.
final class Bell: Sendable {
    private let hung = Mutex<(networks: Networks, reloader: Reloader)?>(nil)

    func hang(_ networks: Networks, _ reloader: Reloader) { hung.withLock { $0 = (networks, reloader) } }
    var networks: Networks? { hung.withLock { $0?.networks } }
    func wish(_ wish: Household.Wish) {
        let reloader = hung.withLock { $0?.reloader }
        switch wish {
        case .reload: reloader?.order(acceptance: false)
        case .accept: reloader?.order(acceptance: true)
        }
    }
}

/// Ties the signals' desk to the group it belongs to.
final class Knot: Sendable {
    private let group = Mutex<ServiceGroup?>(nil)
    private let stopping = Mutex(false)
    /// She was told to stop: whatever ends from here on ends as it should.
    var isStopping: Bool { stopping.withLock { $0 } }
    func tie(_ group: ServiceGroup) { self.group.withLock { $0 = group } }
    func stop() async {
        stopping.withLock { $0 = true }
        let group = group.withLock { $0 }
        await group?.triggerGracefulShutdown()
    }
}
