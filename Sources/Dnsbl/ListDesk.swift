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

    /// What came of looking for one host.
    public struct Finding: Sendable, Hashable {
        /// The lists that have it, of those that answered; nil where none did.
        public var listedBy: [String]?
        /// Lists that are not believed from here on, or are again.
        public var news: [News] = []

        public struct News: Sendable, Hashable {
            public var list: String
            public var state: Event.ListState
        }
    }

    /// What it has done since it was made.
    public struct Account: Sendable, Hashable {
        /// Questions about hosts that left; of those, hosts found listed, found not listed, and questions without an
        /// opinion.
        public var asked = 0
        public var listed = 0
        public var unlisted = 0
        public var failed = 0
        /// Answered from memory.
        public var remembered = 0
        /// Not asked: too many in this second, or the list is left alone.
        public var refused = 0
        /// Lists that are left alone, why, and for how long still.
        public var troubles: [Trouble] = []

        public struct Trouble: Sendable, Hashable {
            public var list: String
            public var why: Event.ListState
            public var span: TimeSpan
        }
        public init() {}
    }

    private struct Memory {
        var lists = ListMemory()
        var account = Account()
    }

    public let settings: Settings
    private let resolver: any Resolver
    private let elapsed: @Sendable () -> TimeSpan
    private let logger: Logger
    private let memory = Mutex(Memory())

    /// - Parameter elapsed: time since some moment that does not matter; never jumps.
    public init(
        _ settings: Settings, resolver: any Resolver, elapsed: @escaping @Sendable () -> TimeSpan, logger: Logger
    ) {
        self.settings = settings
        self.resolver = resolver
        self.elapsed = elapsed
        self.logger = logger
    }

    public var account: Account {
        let now = elapsed()
        return memory.withLock { memory in
            var account = memory.account
            account.troubles = memory.lists.troubles(settings.lists, at: now).map { .init(list: $0, why: $1, span: $2) }
            return account
        }
    }

    /// Answers kept now.
    var rememberedCount: Int { memory.withLock { $0.lists.count } }

    /// Drops every answer: somebody is forgotten, and nothing here says whose address is whose.
    public func forget() { memory.withLock { $0.lists.forgetAnswers() } }

    /// Looks for an address in lists, one after another; lists that the settings do not name are not asked.
    /// To be called by one task at a time: two could prove the same list twice.
    public func find(_ address: PublicAddress, in lists: [String]) async -> Finding {
        var finding = Finding()
        for list in lists where settings.lists.contains(list) {
            guard !Task.isCancelled else { return Finding() }
            let (opinion, news) = await ask(list, address)
            for state in news {
                finding.news.append(.init(list: list, state: state))
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
            if known != nil { memory.account.remembered += 1 }
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
        memory.withLock { $0.account.refused += 1 }
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
            memory.account.asked += 1
            switch opinion {
            case .listed: memory.account.listed += 1
            case .unlisted: memory.account.unlisted += 1
            case .refused, .nonsense, .silent: memory.account.failed += 1
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
