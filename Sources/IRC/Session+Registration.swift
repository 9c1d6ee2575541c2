// SPDX-License-Identifier: Apache-2.0

public import Chat

extension Session {
    static let registrationLimit = TimeSpan.seconds(60)
    static let loginLimit = TimeSpan.seconds(15)

    /// A connection stands: negotiation begins. Modern "Connection Registration": CAP LS first, so that an old
    /// server ignores it and a new one waits.
    public mutating func begin(at moment: Timestamp, isEncrypted: Bool = true) {
        now = max(now, moment)
        self.isEncrypted = isEncrypted
        phase = .negotiating
        roster.clear()
        support = ISupport()
        roster.rekey(support.caseMapping)
        capabilities = Capabilities()
        sasl = SASL(settings, isEncrypted: isEncrypted)
        clock.restart()
        queue.clear()
        joinQueue = []
        hostChanges = HostChanges()
        batches = BatchBook()
        whoQueue = WhoQueue()
        operatorQuestions = OperatorQuestions()
        nickWish.restart()
        services.restart()
        serverOffset = nil
        serverName = []
        ownUserHost = 0
        lastHeard = now
        pingSentAt = nil
        registeredAt = nil
        isRegistrationHeld = true
        registrationDeadline = now + Self.registrationLimit
        saslDeadline = .distantFuture
        joinDeadline = .distantFuture
        nickDeadline = .distantFuture
        namesLeaseAt = .distantFuture
        sendAtOnce(IRCLine("CAP", [[UInt8]("LS"), [UInt8]("302")]))
        if let password = settings.serverPassword {
            sendAtOnce(IRCLine("PASS", [], text: password.bytes, isSecret: true))
        }
        sendAtOnce(IRCLine("NICK", [nickWish.first]))
        sendAtOnce(
            IRCLine(
                "USER", [settings.user.bytes, [UInt8]("0"), [UInt8]("*")], text: Array(settings.realName.utf8)))
    }

    /// The connection is gone, for whatever reason. Acts that were under way are of unknown fate only if their bytes
    /// had left; the others are told `disconnected`.
    public mutating func end(_ ending: Ending, at moment: Timestamp) {
        now = max(now, moment)
        // Nothing stood: an attempt failed before anything was said.
        guard phase != .idle else { return tellGone(ending, wasRegistered: false) }
        if case .lost(let why) = ending, Self.isExcessFlood(why) { clock.slowDown(at: now) }
        let wasRegistered = registeredAt != nil
        phase = .idle
        for query in acts.queries {
            if case .observe(let act, _) = query.purpose { settle(act.id, .observed(nil)) }
        }
        for pending in acts.removeAll() {
            settle(pending, pending.wasSent ? .failed(.timedOut) : .failed(.disconnected))
        }
        dropOpQueue()
        queue.clear()
        joinQueue = []
        hostChanges = HostChanges()
        roster.clear()
        rooms.connectionEnded()
        registrationDeadline = .distantFuture
        saslDeadline = .distantFuture
        joinDeadline = .distantFuture
        nickDeadline = .distantFuture
        services.restart()
        output.ending = nil
        tellGone(ending, wasRegistered: wasRegistered)
    }

    /// Why she is not there is told when she was; and each reason once where she does not come in at all, so that nobody
    /// has to guess and no journal fills with it.
    private mutating func tellGone(_ ending: Ending, wasRegistered: Bool) {
        switch ending {
        case .left, .upgrade: guard wasRegistered else { return }
        case .lost, .throttled, .banned, .refused, .unidentified: break
        }
        if wasRegistered { toldWhy = [] }
        guard wasRegistered || !toldWhy.contains(ending.why), toldWhy.count < 8 else { return }
        toldWhy.append(ending.why)
        output.events.append(Event(at: now, .disconnected(network, why: ending.why)))
    }

    private static func isExcessFlood(_ why: String) -> Bool {
        Array(why.utf8).lend { $0.containsIgnoringCase("excess flood") || $0.containsIgnoringCase("recvq exceeded") }
    }

    /// How long the connection has been registered; decides whether the back-off begins anew.
    public func livedFor(at moment: Timestamp) -> TimeSpan { registeredAt.map { moment - $0 } ?? .zero }

    mutating func close(_ ending: Ending) {
        guard output.ending == nil else { return }
        output.ending = ending
    }

    /// Closes by her own will, with a word: she is not to be here without a login.
    mutating func quit(_ ending: Ending) {
        guard output.ending == nil else { return }
        sendAtOnce(IRCLine("QUIT", words: "cannot log in"))
        close(ending)
    }

    // MARK: - Capabilities

    mutating func receiveCapability(_ message: MessageView) {
        let list = message.last
        if message[1].equals("LS") || message[1].equals("NEW") {
            capabilities.learn(list)
            // `CAP * LS * :first part`: more lines follow.
            if message.count > 3, message[2].equals("*") { return }
            if heedSTS() { return }
            let lines = capabilities.requests(withSASL: sasl.isWanted && !sasl.isUnderWay && !sasl.isLoggedIn)
            for line in lines { sendAtOnce(IRCLine("CAP", [[UInt8]("REQ")], text: line)) }
            if message[1].equals("LS") { capabilities.isListing = false }
        } else if message[1].equals("ACK") {
            capabilities.acknowledge(list)
            list.pieces(0x20) { if $0.equals("sasl") { startLogin() } }
        } else if message[1].equals("NAK") {
            for line in capabilities.refuse(list) { sendAtOnce(IRCLine("CAP", [[UInt8]("REQ")], text: line)) }
        } else if message[1].equals("DEL") {
            capabilities.forget(list)
        }
        finishNegotiation()
    }

    /// `CAP END` once nothing is awaited.
    mutating func finishNegotiation() {
        guard isRegistrationHeld, !capabilities.isListing, capabilities.outstanding.isEmpty, !sasl.isUnderWay
        else { return }
        if settings.requiresLogin, !sasl.isLoggedIn, !mayTellNickServ {
            return quit(
                .unidentified("this network does not log her in, and the configuration asks for it\(plainHint)"))
        }
        isRegistrationHeld = false
        sendAtOnce(IRCLine("CAP", [[UInt8]("END")]))
    }

    /// 421, 410 or 451 for CAP: a server that knows none. It goes on by itself, and nothing more is said of them.
    mutating func capabilitiesAreUnknown() {
        guard phase == .negotiating, capabilities.isListing else { return }
        capabilities.stopWaiting()
        guard settings.requiresLogin, !sasl.isLoggedIn, !mayTellNickServ else {
            isRegistrationHeld = false
            return
        }
        quit(.unidentified("this server knows no login, and the configuration asks for it"))
    }

    /// IRCv3 sts: true when the connection ends for it. `DEL` does not concern it.
    private mutating func heedSTS() -> Bool {
        guard let value = capabilities.offered[[UInt8]("sts")] else { return false }
        let policy = STSPolicy(value)
        if isEncrypted {
            if let duration = policy.duration { output.secureFor = duration }
        } else if let port = policy.port {
            close(.upgrade(port: port))
            return true
        }
        return false
    }

    // MARK: - Login

    mutating func startLogin() {
        guard sasl.isWanted, !sasl.isUnderWay else { return }
        follow(sasl.begin(offered: capabilities.offered[[UInt8]("sasl")] ?? []))
    }

    mutating func follow(_ step: SASL.Step) {
        switch step {
        case .none: break
        case .send(let parameters):
            // Each answer gives the other side its time anew; the registration's own limit holds over all of them.
            saslDeadline = now + Self.loginLimit
            for parameter in parameters { sendAtOnce(IRCLine("AUTHENTICATE", [parameter], isSecret: true)) }
        case .succeeded:
            saslDeadline = .distantFuture
            finishNegotiation()
            noteLogin()
        case .failed(let failure):
            saslDeadline = .distantFuture
            let isBarred = settings.requiresLogin && !(failure == .unavailable && mayTellNickServ)
            // Once she is here services may be what fails, and they come back.
            let isWrong = settings.expectsLogin && failure != .unavailable && phase == .negotiating
            guard isBarred || isWrong, !sasl.isLoggedIn else {
                finishNegotiation()
                if phase == .ready { services.fail(failure == .unavailable ? .absent : .refused, at: now) }
                if !services.isAsking { joinIfWaiting() }
                return
            }
            switch failure {
            case .refused: quit(.refused("the network refuses the account or its password"))
            case .distrusted(let why): quit(.refused(why))
            case .unavailable:
                quit(.unidentified("the network offers none of the ways to log in that bot.conf gives\(plainHint)"))
            }
        }
    }

    /// What keeps her from PLAIN, where it is only the want of TLS.
    var plainHint: String {
        guard !isEncrypted, !settings.allowsPlainInClear, settings.password != nil,
            settings.mechanisms.contains(.plain)
        else { return "" }
        return "; without TLS she does not send the password as it is (SASL PLAIN): tls = true in bot.conf"
    }

    mutating func loginTimedOut() {
        saslDeadline = .distantFuture
        sasl.giveUp()
        sendAtOnce(IRCLine("AUTHENTICATE", [[UInt8]("*")]))
        finishNegotiation()
    }

    // MARK: - Registered

    /// 001: the name in it is ours, whatever we asked for.
    mutating func receiveWelcome(_ message: MessageView) {
        guard phase == .negotiating else { return }
        // A server that passes over CAP and lets her in all the same (THREATS H1).
        if settings.requiresLogin, !sasl.isLoggedIn, !mayTellNickServ {
            return quit(.unidentified("this network lets her in without a login, and the configuration asks for one"))
        }
        phase = .registered
        nickDeadline = .distantFuture
        capabilities.stopWaiting()
        isRegistrationHeld = false
        registrationDeadline = now + Self.registrationLimit
        registeredAt = now
        serverName = message.source.array
        splits.know(server: message.source)
        roster.setOwn(message[0], at: now)
        nickWish.isHeld =
            roster.presences.indices.contains(Int(roster.own))
            && settings.nick.withBytes { roster.isOwn($0) }
    }

    /// 376 or 422: the greeting is over, ISUPPORT is known.
    mutating func receiveReady() {
        guard phase == .registered else { return }
        phase = .ready
        registrationDeadline = .distantFuture
        toldWhy = []
        output.events.append(Event(at: now, .connected(network)))
        if let letter = support.botMode, letter > 0x20, letter < 0x7F, roster.own >= 0 {
            sendAtOnce(IRCLine("MODE", [roster.presences[Int(roster.own)].nick, [UInt8(ascii: "+"), letter]]))
        }
        lookForServices()
        if services.isAsking {
            joinDeadline = now + Services.patience
        } else if isLoginAwaited {
            // A cloak or a login by services may still come: rooms may depend on it.
            joinDeadline = now + .seconds(2)
        } else {
            joinRooms()
        }
        watchNick()
    }

    mutating func joinIfWaiting() {
        guard joinDeadline != .distantFuture, phase == .ready else { return }
        joinRooms()
    }

    mutating func receiveError(_ message: MessageView) { close(Ending.error(message.last)) }
}
