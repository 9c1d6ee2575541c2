// SPDX-License-Identifier: Apache-2.0

internal import Chat
internal import Logging

/// Carries one network's acts from the loop to its adapter and their fate back.
///
/// It waits for the network and for the loop; the loop never waits for it. What is under way when it is cancelled
/// stays `sent` in the books and is looked for by who carries on, or at the next start.
struct Dispatcher: Sendable {
    let adapter: any Adapter
    let loop: Loop
    let logger: Logger
    /// An act that its adapter has not answered for is given up.
    var patience: Duration = .seconds(60)
    /// Sanctions side by side. Above `few` they are also taken up together: one look at the loop for all that may begin, and
    /// one wait for the disk for all that are written down meanwhile.
    var sideBySide = Self.few
    static let few = NetworkSetup.few
    /// Waits before it asks again whether the connection's clock allows more; cut short by the end of the dispatcher only.
    var rest: @Sendable () async -> Void = { try? await Task.sleep(for: .milliseconds(200)) }

    private let stirs: AsyncStream<Void>
    private let bell: AsyncStream<Void>.Continuation

    init(adapter: any Adapter, loop: Loop, logger: Logger) {
        self.adapter = adapter
        self.loop = loop
        self.logger = logger
        (stirs, bell) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// There may be something to do. From any thread.
    func stir() { bell.yield() }

    /// Until cancelled, or the loop ends.
    func run() async throws {
        let slots = Slots(sanctions: sideBySide)
        try await withThrowingDiscardingTaskGroup { group in
            var waiting = stirs.makeAsyncIterator()
            while !Task.isCancelled {
                let (free, sanctions) = slots.free
                let ready = free.isEmpty ? [] : await adapter.ready(among: free)
                let prospect = try await look(ready, most: sideBySide > Self.few ? sanctions : min(1, sanctions))
                for errand in prospect.errands {
                    let lane = errand.act.lane
                    slots.take(lane)
                    group.addTask {
                        try await carry(errand)
                        slots.leave(lane)
                        bell.yield()
                    }
                }
                if !prospect.errands.isEmpty { continue }
                // What is under way rings when it is done. Else one rest at a time, however often it is stirred meanwhile.
                if prospect.isMore, !free.isEmpty, slots.beginRest() {
                    group.addTask {
                        await rest()
                        slots.endRest()
                        bell.yield()
                    }
                }
                if await waiting.next() == nil { return }
            }
        }
    }

    /// Carries one line at once, past lanes and slots; whatever else is under way goes on.
    func lastWords(_ act: OwedAct) async throws {
        let granted = try await loop.ask { household throws(Stop) in try household.due(act, Reach()) }
        guard let granted, let outcome = await answer({ () throws(ActError) in try await adapter.lastWords(granted) })
        else { return }
        try await loop.ask { household throws(Stop) in try household.done(granted, outcome) }
    }

    /// What is next on these lanes, at most so many sanctions and one word; without any, whether anything waits at all.
    private func look(_ lanes: [Lane], most sanctions: Int) async throws -> (errands: [Errand], isMore: Bool) {
        let network = adapter.network
        return try await loop.ask(isShared: true) { household throws(Stop) in
            var (lanes, left) = (lanes, sanctions)
            var errands: [Errand] = []
            while !lanes.isEmpty, let errand = try household.next(on: network, among: lanes) {
                errands.append(errand)
                guard sanctions > 1 else { break }
                if errand.act.lane == .sanction { left -= 1 } else { lanes.removeAll { $0 != .sanction } }
                if left <= 0 { lanes.removeAll { $0 == .sanction } }
            }
            return (errands, household.networks[network]?.hasWork ?? false)
        }
    }

    private func carry(_ errand: Errand) async throws {
        switch errand {
        case .look(let act):
            let receipt = await adapter.observe(act)
            guard !Task.isCancelled else { return await leave(act, wasSent: true) }
            try await loop.ask(isShared: true) { household throws(Stop) in
                try household.looked(for: act, found: receipt)
            }
        case .act(let act):
            let reach = await adapter.reach(of: act)
            guard !Task.isCancelled else { return await leave(act, wasSent: false) }
            let granted = try await loop.ask(isShared: true) { household throws(Stop) in try household.due(act, reach) }
            guard let granted else { return }
            guard let outcome = await perform(granted) else { return await leave(granted, wasSent: true) }
            log(granted, outcome)
            // Should it stay unanswered: what a person would have to look for.
            let mark = outcome == .failed(.timedOut) ? await adapter.mark(of: granted) : ByteString("")
            try await loop.ask(isShared: true) { household throws(Stop) in
                try household.done(granted, outcome, mark: mark)
            }
        }
    }

    /// It is cancelled: another may carry on. Where the loop has ended too, the next start looks for it.
    private func leave(_ act: OwedAct, wasSent: Bool) async {
        try? await loop.ask { household throws(Stop) in try household.abandoned(act, wasSent: wasSent) }
    }

    /// Nil when cancelled before an answer: nobody knows its fate then.
    private func perform(_ act: OwedAct) async -> Outcome? {
        await answer { () throws(ActError) in try await adapter.perform(act) }
    }

    private func answer(_ body: @escaping @Sendable () async throws(ActError) -> Receipt) async -> Outcome? {
        await withTaskGroup(of: Outcome?.self) { group in
            group.addTask {
                do throws(ActError) {
                    return .performed(try await body())
                } catch {
                    return Task.isCancelled ? nil : .failed(error)
                }
            }
            group.addTask {
                do { try await Task.sleep(for: patience) } catch { return nil }
                return .failed(.timedOut)
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
    }

    private func log(_ act: OwedAct, _ outcome: Outcome) {
        guard act.action.isObservable else { return }
        // A kick that finds nobody any more, behind its ban, is no failure.
        if case .kick = act.action, outcome == .failed(.gone) { return }
        let failure: String? = if case .failed(let error) = outcome { "\(error)" } else { nil }
        logger.notice(
            failure == nil ? "sanction performed" : "sanction not performed",
            metadata: [
                "act": "\(act.id)", "case": "\(act.caseNumber)", "community": "\(act.community)",
                "step": "\(act.action.word)", "error": failure.map { "\($0)" },
            ].compactMapValues { $0 })
    }
}
