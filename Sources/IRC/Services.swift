// SPDX-License-Identifier: Apache-2.0

import Chat

/// What she asks of NickServ, and how far the server has proven who that is.
///
/// A nick proves nothing: where services are away anybody can be `NickServ` (THREATS C2). The server is asked who has that
/// name (WHOIS); only one whose host, or whose server, is named in bot.conf is told a password, and it is sent to
/// `NickServ@server`, which no nick can be.
struct Services: Sendable {
    enum Stage: Sendable, Equatable {
        case idle
        /// The server was asked who NickServ is.
        case looking
        /// NickServ was told the password: the server's word that she is logged in is awaited.
        case told
    }

    /// How long rooms wait for the answer of services, and services for hers.
    static let patience = TimeSpan.seconds(10)
    /// Between two attempts; each that fails doubles it, up to half an hour.
    static let spacing = TimeSpan.seconds(60)
    /// After this long without a login the desk is told.
    static let notice = TimeSpan.seconds(60)
    static let nickServ = [UInt8]("NickServ")

    private let hosts: [[UInt8]]
    private(set) var stage = Stage.idle
    /// When the stage ends by itself.
    private var until = Timestamp.distantFuture
    /// When to try again; far in the future while there is no reason to.
    var tryAt = Timestamp.distantFuture
    private(set) var lastTry = Timestamp.distantPast
    private var failures: Int64 = 0
    /// What WHOIS has said so far.
    private var server: [UInt8] = []
    private var isThere = false
    private var isProven = false
    /// The server does not know the form `nick@server`: the nick alone, right after it was proven.
    private var isPlain = false
    /// She is in by a mode and not by 900: it goes as it came.
    var isInByMode = false

    /// When the desk hears that she is not logged in, and why not, as far as it is known.
    var noticeAt = Timestamp.distantFuture
    var why: Event.Unidentified?
    /// Told since she last was logged in, over reconnections.
    var told: Event.Unidentified?

    init(hosts: [ByteString]) { self.hosts = hosts.map { CaseMapping.ascii.fold($0.bytes) } }

    var isPinned: Bool { !hosts.isEmpty }
    var isAsking: Bool { stage != .idle }
    var deadline: Timestamp { min(until, stage == .idle ? tryAt : .distantFuture, noticeAt) }
    func isOver(at now: Timestamp) -> Bool { stage != .idle && until <= now }

    /// A connection begins or ends: nothing is proven any more.
    mutating func restart() {
        let told = told
        self = Services(folded: hosts)
        self.told = told
    }

    private init(folded: [[UInt8]]) { hosts = folded }

    func isPinned(_ host: Bytes) -> Bool {
        guard !hosts.isEmpty else { return false }
        let folded = CaseMapping.ascii.fold(host)
        return hosts.contains(folded)
    }

    mutating func look(at now: Timestamp) {
        (server, isThere, isProven) = ([], false, false)
        stage = .looking
        lastTry = now
        until = now + Self.patience
        tryAt = .distantFuture
    }

    /// 311 `<me> <nick> <user> <host> * :<realname>`
    mutating func note(host: Bytes) {
        isThere = true
        if isPinned(host) { isProven = true }
    }

    /// 312 `<me> <nick> <server> :<info>`: only an operator of the network can make a server.
    mutating func note(server: Bytes) {
        guard HostName.isValid(server) else { return }
        self.server = server.array
        if isPinned(server) { isProven = true }
    }

    enum Found { case nobody, somebodyElse, proven(address: [UInt8]) }

    var found: Found {
        guard isThere else { return .nobody }
        guard isProven else { return .somebodyElse }
        if isPlain { return .proven(address: Self.nickServ) }
        return .proven(address: Self.nickServ + [0x40] + (server.isEmpty ? hosts[0] : server))
    }

    mutating func tell(at now: Timestamp) {
        stage = .told
        until = now + Self.patience
    }

    /// 401 for `NickServ@server`; false where it was not asked that way.
    mutating func isUnknownForm(_ name: Bytes) -> Bool {
        guard stage == .told, !isPlain, name.position(of: 0x40) != nil else { return false }
        isPlain = true
        return true
    }

    /// Nothing came of it: later again.
    mutating func fail(_ why: Event.Unidentified, at now: Timestamp) {
        stage = .idle
        until = .distantFuture
        self.why = why
        failures = min(failures + 1, 6)
        tryAt = now + min(.minutes(30), Self.spacing * (1 << (failures - 1)))
    }

    /// She is logged in.
    mutating func succeed() {
        stage = .idle
        (until, tryAt, noticeAt) = (.distantFuture, .distantFuture, .distantFuture)
        failures = 0
        (why, told) = (nil, nil)
    }

    /// There is a reason to try soon, once the last attempt is a minute old.
    mutating func hurry(at now: Timestamp) {
        guard stage == .idle else { return }
        tryAt = min(tryAt, max(now, lastTry + Self.spacing))
    }
}
