// SPDX-License-Identifier: Apache-2.0

public import Chat
public import Logging
internal import Synchronization

/// Asks lists of hosts by the DNS (RFC 5782), and believes none that has not just proved that it tells one host from
/// another. Whatever fails is no opinion. What it keeps is bounded, and in memory only.
public final class ListDesk: Sendable {
    public struct Settings: Sendable, Hashable {
        public var lists: [String]
        /// Questions about hosts, each second, of all lists together; those beyond are not asked.
        public var perSecond: Int
        /// How long an answer is kept.
        public var remember: TimeSpan

        public init(lists: [String], perSecond: Int = 10, remember: TimeSpan = .hours(1)) {
            self.lists = lists
            self.perSecond = perSecond
            self.remember = remember
        }
    }

    private struct Memory {
        var lists = ListMemory()
        var standing: HostBookStanding
    }

    public let settings: Settings
    private let resolver: any Resolver
    private let elapsed: @Sendable () -> TimeSpan
    private let logger: Logger
    private let memory: Mutex<Memory>

    /// - Parameter elapsed: time since some moment that does not matter; never jumps.
    public init(
        _ settings: Settings, resolver: any Resolver, elapsed: @escaping @Sendable () -> TimeSpan, logger: Logger
    ) {
        self.settings = settings
        self.resolver = resolver
        self.elapsed = elapsed
        self.logger = logger
        memory = Mutex(Memory(standing: HostBookStanding(lists: settings.lists)))
    }

    public var standing: HostBookStanding {
        let now = elapsed()
        return memory.withLock { memory in
            var standing = memory.standing
            standing.troubles = memory.lists.troubles(settings.lists, at: now).map {
                .init(list: $0, why: $1, span: $2)
            }
            return standing
        }
    }

    /// Answers kept now.
    var rememberedCount: Int { memory.withLock { $0.lists.count } }

    /// Drops every answer: somebody is forgotten, and nothing here says whose address is whose.
    public func forget() { memory.withLock { $0.lists.forgetAnswers() } }

    /// Looks for an address in lists, one after another; lists that the settings do not name are not asked.
    /// To be called by one task at a time: two could prove the same list twice.
    public func find(_ address: PublicAddress, in lists: [String]) async -> HostFinding {
        var finding = HostFinding()
        for list in lists where settings.lists.contains(list) {
            guard !Task.isCancelled else { return HostFinding() }
            let (opinion, news) = await ask(list, address)
            for state in news {
                finding.news.append(.list(list, state))
                log(state, of: list)
            }
            switch opinion {
            case .listed: finding.listedBy = (finding.listedBy ?? []) + [list]
            case .unlisted: finding.listedBy = finding.listedBy ?? []
            case .refused, .nonsense, .silent, nil: break
            }
        }
        return finding
    }

    private func ask(_ list: String, _ address: PublicAddress) async -> (Opinion?, [Event.ListState]) {
        let key = ListMemory.Key(list: list, family: Family(address))
        let now = elapsed()
        let known = memory.withLock { memory -> Bool? in
            let known = memory.lists.answer(list, address, at: now)
            if known != nil { memory.standing.remembered += 1 }
            return known
        }
        if let known { return (known ? .listed : .unlisted, []) }
        var news: [Event.ListState] = []
        switch memory.withLock({ $0.lists.step(key, at: now) }) {
        case .ask: break
        case .leave: return refuse(news)
        case .prove:
            let proof = await prove(key)
            // She is stopping: nobody's fault.
            guard !Task.isCancelled else { return (nil, []) }
            let then = elapsed()
            if let state = memory.withLock({ $0.lists.settle(key, proof: proof, at: then) }) { news.append(state) }
            guard proof == .trusted else { return refuse(news) }
        }
        guard memory.withLock({ $0.lists.spend(settings.perSecond, at: now) }) else { return refuse(news) }
        let opinion = Opinion(await resolver.addresses(of: QuestionName.of(address, in: list)))
        guard !Task.isCancelled else { return (nil, []) }
        if let state = settle(opinion, key, address) { news.append(state) }
        return (opinion, news)
    }

    private func refuse(_ news: [Event.ListState]) -> (Opinion?, [Event.ListState]) {
        memory.withLock { $0.standing.refused += 1 }
        return (nil, news)
    }

    private func prove(_ key: ListMemory.Key) async -> Event.ListState {
        let names = QuestionName.controls(of: key.family, in: key.list)
        let absent = Opinion(await resolver.addresses(of: names.absent))
        guard absent != .silent else { return .silent }
        return ListMemory.verdict(present: Opinion(await resolver.addresses(of: names.present)), absent: absent)
    }

    private func settle(_ opinion: Opinion, _ key: ListMemory.Key, _ address: PublicAddress) -> Event.ListState? {
        let now = elapsed()
        return memory.withLock { memory in
            memory.standing.asked += 1
            switch opinion {
            case .listed: memory.standing.listed += 1
            case .unlisted: memory.standing.unlisted += 1
            case .refused, .nonsense, .silent: memory.standing.failed += 1
            }
            if opinion == .listed || opinion == .unlisted {
                memory.lists.remember(key.list, address, opinion == .listed, until: now + settings.remember)
            }
            return memory.lists.settle(key, opinion, at: now)
        }
    }

    private func log(_ state: Event.ListState, of list: String) {
        switch state {
        case .trusted: logger.notice("a list of hosts is believed", metadata: ["dnsbl.list": "\(list)"])
        case .listsAll, .listsNone, .refuses, .silent:
            logger.warning(
                "a list of hosts is not believed", metadata: ["dnsbl.list": "\(list)", "error": "\(state)"])
        }
    }
}
