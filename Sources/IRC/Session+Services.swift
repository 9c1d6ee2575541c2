// SPDX-License-Identifier: Apache-2.0

public import Chat

// Logging in by NickServ, where the network offers no SASL or its services were away.
extension Session {
    /// bot.conf gives an account and its password, names the host of services, and nobody reads on the way.
    var mayTellNickServ: Bool {
        services.isPinned && settings.account != nil && settings.password != nil && !sasl.isHopeless
            && (isEncrypted || settings.allowsPlainInClear)
    }

    /// She has something to log in with.
    private var hasLogin: Bool { settings.account != nil || settings.hasCertificate }

    /// She may still be logged in by herself or by what services know of her certificate.
    var isLoginAwaited: Bool { hasLogin && !sasl.isLoggedIn && (sasl.isWanted || services.isPinned) }

    /// Ready: services are asked where SASL has not let her in.
    mutating func lookForServices() {
        guard hasLogin, !sasl.isLoggedIn else { return }
        services.noticeAt = now + Services.notice
        identify()
    }

    /// Asks who NickServ is; the rest follows from the answer.
    private mutating func identify() {
        guard phase == .ready, mayTellNickServ, !sasl.isLoggedIn, !sasl.isUnderWay, !services.isAsking else { return }
        services.look(at: now)
        sendAtOnce(IRCLine("WHOIS", [Services.nickServ]))
    }

    /// What is due: an answer that did not come, another attempt, a word to the desk.
    mutating func serveLogin() {
        if services.isOver(at: now) { concludeLogin(services.stage == .told ? .refused : .absent) }
        if !services.isAsking, services.tryAt <= now {
            services.tryAt = .distantFuture
            if capabilities.has("sasl"), sasl.isWanted { startLogin() } else { identify() }
        }
        guard services.noticeAt <= now else { return }
        services.noticeAt = .distantFuture
        guard !sasl.isLoggedIn, let why = whyUnidentified, why != services.told else { return }
        services.told = why
        output.events.append(Event(at: now, .unidentified(network, why)))
    }

    private var whyUnidentified: Event.Unidentified? {
        if let why = services.why { return why }
        guard settings.account != nil, settings.password != nil else { return hasLogin ? .certificate : nil }
        if !isEncrypted, !settings.allowsPlainInClear { return .inClear }
        if sasl.isHopeless { return .refused }
        return services.isPinned ? .absent : .unpinned
    }

    // MARK: - Who NickServ is

    /// 311, 312, 318: what the server says of NickServ, while she has asked.
    mutating func receiveWhois(_ number: Int, _ message: MessageView) {
        guard services.stage == .looking, isNickServ(message[1]) else { return }
        switch number {
        case 311: services.note(host: message[3])
        case 312: services.note(server: message[2])
        default: tellNickServ()
        }
    }

    private mutating func tellNickServ() {
        switch services.found {
        case .nobody: concludeLogin(.absent)
        case .somebodyElse: concludeLogin(.unproven)
        case .proven(let address):
            guard mayTellNickServ, let account = settings.account?.bytes, let password = settings.password?.bytes else {
                return concludeLogin(.refused)
            }
            services.tell(at: now)
            if joinDeadline != .distantFuture { joinDeadline = now + Services.patience }
            // With one word every NickServ means the account of that nick; two are understood by most.
            let isOwnName = account.lend { roster.isOwn($0) }
            let words = [UInt8]("IDENTIFY ") + (isOwnName ? [] : account + [0x20]) + password
            sendAtOnce(IRCLine("PRIVMSG", [address], text: words, isSecret: true))
        }
    }

    /// 401 and 402 for what she asked of services. True where it was that.
    mutating func noteNoServices(_ name: Bytes) -> Bool {
        if services.stage == .looking, isNickServ(name) {
            concludeLogin(.absent)
            return true
        }
        guard services.isUnknownForm(name) else { return false }
        // Who has that name is asked anew: it may have changed hands since.
        services.look(at: now)
        sendAtOnce(IRCLine("WHOIS", [Services.nickServ]))
        return true
    }

    private mutating func concludeLogin(_ why: Event.Unidentified) {
        services.fail(why, at: now)
        if settings.requiresLogin { return quitUnidentified() }
        joinIfWaiting()
    }

    mutating func quitUnidentified() {
        quit(.unidentified("services do not log her in, and the configuration asks for it"))
    }

    /// Why services do not know her; nil where they do, or are not asked.
    public var unidentified: Event.Unidentified? { sasl.isLoggedIn ? nil : whyUnidentified }

    // MARK: - In and out

    /// Services have let her in, by SASL or otherwise (900, or a mode of hers).
    mutating func noteLogin() {
        services.succeed()
        joinIfWaiting()
        retryAfterLogin()
        regainNick()
        for room in roster.rooms.indices where roster.rooms[room].isSynced { wonderAboutOp(Int32(room)) }
    }

    /// 901, or the mode taken away: she logs in again, in a minute at the earliest.
    mutating func noteLogout() {
        services.isInByMode = false
        guard phase == .ready, hasLogin else { return }
        services.noticeAt = now + Services.notice
        services.hurry(at: now)
    }

    /// `MODE <me> +r`: registered, on most servers; `+R` on some, where it means something else on others, so that it
    /// counts only as the answer to her password.
    mutating func receiveOwnMode(_ modes: Bytes) {
        guard hasLogin else { return }
        var isAdded = true
        for letter in modes {
            switch letter {
            case UInt8(ascii: "+"), UInt8(ascii: "-"): isAdded = letter == UInt8(ascii: "+")
            case UInt8(ascii: "r"), UInt8(ascii: "R"):
                guard letter == UInt8(ascii: "r") || services.stage == .told || services.isInByMode else { continue }
                if isAdded, !sasl.isLoggedIn {
                    sasl.note(isLoggedIn: true)
                    services.isInByMode = sasl.isLoggedIn
                    if sasl.isLoggedIn { noteLogin() }
                } else if !isAdded, services.isInByMode {
                    sasl.note(isLoggedIn: false)
                    noteLogout()
                }
            default: break
            }
        }
    }

    /// A private line of services, or hers to them, come back. «This nickname is registered»: they are there, and know
    /// her not.
    mutating func isWithServices(_ slot: Int32, _ message: MessageView, isNotice: Bool) -> Bool {
        if slot == roster.own {
            let target = message[0]
            return target.position(of: 0x40) != nil || isNickServ(target)
                || Self.chanServ.lend { support.caseMapping.equal($0, target) }
        }
        // The host of this very line: who had that name before is not who has it now.
        let source = Source(message.source)
        guard services.isPinned(source.host) else { return false }
        let nick = source.nick
        if isNickServ(nick), !sasl.isLoggedIn { services.hurry(at: now) }
        if Self.chanServ.lend({ support.caseMapping.equal($0, nick) }) { receiveChanServ(message[1]) }
        return true
    }

    private func isNickServ(_ nick: Bytes) -> Bool {
        Services.nickServ.lend { support.caseMapping.equal($0, nick) }
    }
}
