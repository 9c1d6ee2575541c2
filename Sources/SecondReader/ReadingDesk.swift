// SPDX-License-Identifier: Apache-2.0

public import Chat
public import Curl
public import Logging
internal import Synchronization

/// Asks one service about single lines, and keeps what that may cost bounded: questions an hour, of one person, under
/// way; and what it may spoil: a service that fails is left alone for minutes, and no failure is ever an opinion.
public final class ReadingDesk: Sendable {
    public struct Settings: Sendable, Hashable {
        /// The whole address.
        public var url: String
        /// For people to read: a host.
        public var place: String
        /// bot.conf wrote a number, not a name: it may lie in the house (THREATS J1).
        public var isLiteral: Bool
        public var shape: Shape
        public var model: String?
        public var deadline: Duration
        /// Questions that leave, at most.
        public var perHour: Int

        public init(
            url: String, place: String, isLiteral: Bool, shape: Shape, model: String? = nil,
            deadline: Duration = .seconds(5), perHour: Int = 60
        ) {
            self.url = url
            self.place = place
            self.isLiteral = isLiteral
            self.shape = shape
            self.model = model
            self.deadline = deadline
            self.perHour = perHour
        }
    }

    /// What it has done since it was made.
    public struct Account: Sendable, Hashable {
        /// Requests that left.
        public var asked = 0
        /// Of those, answers that were an opinion.
        public var answered = 0
        /// Of those, answers that were none, and requests that failed.
        public var failed = 0
        /// Answered from memory.
        public var remembered = 0
        /// Not asked: the budget was spent, or the service is left alone.
        public var refused = 0
        /// Why the service is left alone, and how long still.
        public var trouble: String?
        public var restsFor: TimeSpan?
        public init() {}
    }

    /// Failures in a row after which the service is left alone; each attempt after a rest may add one.
    static let patience = 3
    /// The first rest; each that follows without an answer in between is twice as long.
    static let rest = TimeSpan.minutes(1)
    static let longestRest = TimeSpan.minutes(30)
    /// An opinion of the same text holds so long, and at most so many are kept: the oldest go.
    static let remembered = TimeSpan.hours(1)
    static let rememberedMost = 512
    /// Who waits for an answer that is on its way already.
    static let joinedMost = 16

    struct Memory {
        var account = Account()
        /// When questions left, of the last hour, oldest first, and about whom.
        var sent: [(at: TimeSpan, author: UInt64)] = []
        var opinions: [String: (sureness: Int32?, until: TimeSpan)] = [:]
        var order: [String] = []
        var flights: [String: [CheckedContinuation<Int32?, Never>]] = [:]
        var failures = 0
        var rests = 0
        var restsUntil: TimeSpan?
        /// Somebody is finding out whether it answers again.
        var isProbing = false
    }

    public let settings: Settings
    /// Why nothing can be asked at all.
    private let obstacle: String?
    private let authorization: @Sendable () -> String?
    private let door: any HTTPDoor
    private let elapsed: @Sendable () -> TimeSpan
    private let logger: Logger
    private let memory = Mutex(Memory())

    /// - Parameters:
    ///   - authorization: the value of that header, where the service wants one.
    ///   - obstacle: why it cannot be asked, a key that cannot be read: it then never is.
    ///   - elapsed: time since some moment that does not matter; never jumps.
    public init(
        _ settings: Settings, door: any HTTPDoor, authorization: @escaping @Sendable () -> String? = { nil },
        obstacle: String? = nil, elapsed: @escaping @Sendable () -> TimeSpan, logger: Logger
    ) {
        self.settings = settings
        self.door = door
        self.authorization = authorization
        self.obstacle = obstacle
        self.elapsed = elapsed
        self.logger = logger
    }

    /// Opinions kept now.
    var rememberedCount: Int { memory.withLock { $0.opinions.count } }

    /// It can never be asked.
    public var isHindered: Bool { obstacle != nil }

    public var account: Account {
        let now = elapsed()
        return memory.withLock { memory in
            var account = memory.account
            account.trouble = obstacle ?? account.trouble
            account.restsFor = memory.restsUntil.flatMap { $0 > now ? $0 - now : nil }
            return account
        }
    }

    // MARK: - One question

    enum Way {
        case known(Int32?)
        case ask
        case join
    }

    /// In thousandths, how sure the reader is that a moderator would mind; nil for no opinion, whatever the reason.
    /// Returns within the deadline.
    ///
    /// - Parameter author: of the line, by a number; stays here.
    public func opinion(on text: String, by author: UInt64) async -> Int32? {
        guard obstacle == nil else { return nil }
        let now = elapsed()
        switch memory.withLock({ $0.way(text, author, settings.perHour, at: now) }) {
        case .known(let sureness): return sureness
        case .join:
            return await withCheckedContinuation { continuation in
                let isWaiting = memory.withLock { $0.flights[text]?.append(continuation) != nil }
                if !isWaiting { continuation.resume(returning: nil) }
            }
        case .ask: break
        }
        let answer = await fetch(text)
        let isCancelled = Task.isCancelled
        let then = elapsed()
        let (joined, news) = memory.withLock { memory in
            (memory.flights.removeValue(forKey: text) ?? [], memory.settle(text, answer, isCancelled, at: then))
        }
        for continuation in joined { continuation.resume(returning: answer.sureness) }
        if let news { log(news) }
        return answer.sureness
    }

    private func log(_ news: News) {
        switch news {
        case .rests(let why, let span):
            logger.warning(
                "the second reader is left alone for a while",
                metadata: ["reader.place": "\(settings.place)", "error": "\(why)", "pause.seconds": "\(span.seconds)"])
        case .back: logger.notice("the second reader answers again", metadata: ["reader.place": "\(settings.place)"])
        }
    }

    enum News: Sendable {
        case rests(String, TimeSpan)
        case back
    }

    enum Outcome: Sendable {
        case sure(Int32)
        case abstained
        case failed(String, retryAfter: TimeSpan?)
        var sureness: Int32? { if case .sure(let sureness) = self { sureness } else { nil } }
    }

    private func fetch(_ text: String) async -> Outcome {
        var headers = [(name: "content-type", value: "application/json"), (name: "accept", value: "application/json")]
        if let value = authorization() { headers.append((name: "authorization", value: value)) }
        let request = HTTPRequest(
            "POST", settings.url, headers: headers, body: settings.shape.body(text, model: settings.model),
            limits: HTTPLimits(
                connect: settings.deadline, total: settings.deadline, body: Shape.longestAnswer, head: 16 << 10),
            // A name must not come to lead into the house; a number is what it is.
            reach: settings.isLiteral ? .anywhere : .publicHost)
        do throws(HTTPError) {
            let response = try await door.send(request)
            guard response.status == 200 else {
                let wait = response.header("retry-after").flatMap { Int64($0) }.map {
                    TimeSpan.seconds(min(max($0, 0), 1800))
                }
                return .failed(Self.why(response.status), retryAfter: wait)
            }
            switch settings.shape.read(response.body) {
            case .sure(let sureness): return .sure(sureness)
            case .abstained: return .abstained
            case .broken: return .failed("its answer is not of the shape bot.conf names", retryAfter: nil)
            }
        } catch {
            return .failed(error.description, retryAfter: nil)
        }
    }

    private static func why(_ status: Int) -> String {
        switch status {
        case 300..<400: "it sends elsewhere (\(status)): url must be where it is"
        case 401, 403: "it refuses the key (\(status))"
        case 404, 405: "there is nothing at this address (\(status))"
        case 429: "it wants fewer questions (429)"
        default: "it answered \(status)"
        }
    }
}

extension ReadingDesk.Memory {
    /// What becomes of a question; one that leaves is booked at once.
    mutating func way(_ text: String, _ author: UInt64, _ perHour: Int, at now: TimeSpan) -> ReadingDesk.Way {
        if let known = opinions[text], known.until > now {
            account.remembered += 1
            return .known(known.sureness)
        }
        if let joined = flights[text] {
            if joined.count < ReadingDesk.joinedMost {
                account.remembered += 1
                return .join
            }
            account.refused += 1
            return .known(nil)
        }
        if let until = restsUntil {
            guard until <= now, !isProbing else {
                account.refused += 1
                return .known(nil)
            }
            isProbing = true
        }
        sent.removeAll { now - $0.at >= .hours(1) }
        guard sent.count < perHour, sent.count(where: { $0.author == author }) < max(1, perHour / 10) else {
            if restsUntil != nil { isProbing = false }
            account.refused += 1
            return .known(nil)
        }
        sent.append((now, author))
        account.asked += 1
        flights[text] = []
        return .ask
    }

    /// Books what came of it; what is worth a line in the log.
    mutating func settle(
        _ text: String, _ outcome: ReadingDesk.Outcome, _ isCancelled: Bool, at now: TimeSpan
    ) -> ReadingDesk.News? {
        let wasResting = restsUntil != nil
        isProbing = false
        switch outcome {
        case .sure, .abstained:
            if case .sure = outcome { account.answered += 1 } else { account.failed += 1 }
            remember(text, outcome.sureness, at: now)
            failures = 0
            rests = 0
            restsUntil = nil
            account.trouble = nil
            return wasResting ? .back : nil
        case .failed(let why, let wait):
            account.failed += 1
            // She is stopping: nobody's fault.
            if isCancelled { return nil }
            failures += 1
            guard wait != nil || failures >= ReadingDesk.patience else { return nil }
            let span = max(wait ?? .zero, min(ReadingDesk.longestRest, ReadingDesk.rest * (1 << Int64(min(rests, 8)))))
            rests += 1
            restsUntil = now + span
            account.trouble = why
            return wasResting ? nil : .rests(why, span)
        }
    }

    private mutating func remember(_ text: String, _ sureness: Int32?, at now: TimeSpan) {
        if opinions.updateValue((sureness, now + ReadingDesk.remembered), forKey: text) == nil { order.append(text) }
        guard order.count > ReadingDesk.rememberedMost else { return }
        let gone = order.prefix(ReadingDesk.rememberedMost / 8)
        for text in gone { opinions[text] = nil }
        order.removeFirst(gone.count)
    }
}
