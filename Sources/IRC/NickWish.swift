// SPDX-License-Identifier: Apache-2.0

import Chat

/// Which nick she has, which one she wants, and when to ask for it again.
struct NickWish: Sendable {
    private let wanted: [UInt8]
    private let alternatives: [[UInt8]]
    private var tried = 0
    var isHeld = true
    /// When to ask for the wanted nick again; at least 60 s apart.
    var retryAt = Timestamp.distantFuture
    var regaining = Regaining()

    init(_ settings: SessionSettings) {
        wanted = settings.nick.bytes
        alternatives = settings.alternatives.map(\.bytes)
    }

    var first: [UInt8] { wanted }
    /// The server refused a name as none (432) before it had said how long they may be.
    var isTooLong = false
    /// Three names have not been tried yet.
    var isHasty: Bool { tried < 3 }

    mutating func restart() {
        tried = 0
        isTooLong = false
        isHeld = true
        retryAt = .distantFuture
        regaining.restart()
    }

    /// The next name to try while registering; nil after 20 of them.
    mutating func next(limit: Int, chance: UInt64) -> [UInt8]? {
        defer { tried += 1 }
        if tried < alternatives.count { return alternatives[tried] }
        guard tried < alternatives.count + 20 else { return nil }
        let digits = Array(String(chance % 9000 + 1000).utf8)
        // RFC 2812 §1.2.1: nine characters are taken everywhere.
        return Array(wanted.prefix(max(1, min(limit, isTooLong ? 9 : 30) - digits.count))) + digits
    }
}

extension Session {
    /// 433, 436, 437, 432: the name is taken or not allowed.
    mutating func receiveNickRefusal(isErroneous: Bool = false) {
        if isErroneous { nickWish.isTooLong = true }
        guard phase == .negotiating else {
            if !nickWish.regaining.isUnderWay { nickWish.retryAt = now + .minutes(5) }
            return
        }
        // The first names at once; a server that refuses them all is asked once a second.
        guard nickWish.isHasty else {
            nickDeadline = now + .seconds(1)
            return
        }
        tryNextNick()
    }

    /// The next of the spare names, while registering.
    mutating func tryNextNick() {
        nickDeadline = .distantFuture
        guard phase == .negotiating else { return }
        if let nick = nickWish.next(limit: support.nickLength, chance: chance.next()) {
            nickWish.isHeld = false
            sendAtOnce(IRCLine("NICK", [nick]))
        } else {
            close(.lost("no nick is free"))
        }
    }

    /// Asks to be told when the wanted name is free.
    mutating func watchNick() {
        guard !nickWish.isHeld else { return }
        nickWish.retryAt = sasl.isLoggedIn ? nickWish.regaining.begin(at: now) : now + .minutes(5)
        if support.hasMonitor {
            enqueue(IRCLine("MONITOR", [[UInt8]("+"), settings.nick.bytes]), lane: .welcome)
        }
    }

    /// The time has come: services are asked where they know her, else the name itself.
    mutating func retryNick() {
        guard phase == .ready, !nickWish.isHeld else { return }
        // What is asked leaves at once, so that what comes of it is known to come of it.
        guard queue.isFree(for: .answer), clock.isOpen(for: .answer, at: now, bytes: 64) else {
            nickWish.retryAt = now + .seconds(1)
            return
        }
        guard sasl.isLoggedIn, let step = nickWish.regaining.next(at: now) else { return reclaimNick() }
        nickWish.retryAt = now + (nickWish.regaining.isUnderWay ? Regaining.pause : .minutes(5))
        switch step {
        case .nick: enqueue(IRCLine("NICK", [settings.nick.bytes]), lane: .answer)
        case .ask(let command):
            // No secret is in it: that NickServ is who it says is not needed.
            let words = [UInt8](Regaining.commands[command]) + [0x20] + settings.nick.bytes
            enqueue(IRCLine("PRIVMSG", [Services.nickServ], text: words), lane: .answer)
        }
    }

    /// Logged in, under another name: whoever has hers is not there by right. Once a minute at most.
    mutating func regainNick() {
        guard phase == .ready, !nickWish.isHeld else { return }
        nickWish.retryAt = nickWish.regaining.begin(at: now)
    }

    /// The holder of the wanted name was seen to leave, or nobody can be asked.
    mutating func reclaimNick() {
        guard phase == .ready, !nickWish.isHeld else { return }
        if !nickWish.regaining.isUnderWay { nickWish.retryAt = now + .minutes(5) }
        enqueue(IRCLine("NICK", [settings.nick.bytes]), lane: .answer)
    }

    /// Her own nick changed: by her wish, or forced upon her; then she waits a minute before asking for it back.
    mutating func noteOwnNick() {
        let isHeld = settings.nick.withBytes { roster.isOwn($0) }
        if isHeld {
            if !nickWish.isHeld, support.hasMonitor {
                enqueue(IRCLine("MONITOR", [[UInt8]("-"), settings.nick.bytes]), lane: .welcome)
            }
            nickWish.retryAt = .distantFuture
            nickWish.regaining.succeed()
        } else {
            // Forced upon her, for services did not know her or somebody with power meant it: never fought over.
            nickWish.retryAt = now + chance.span(from: .seconds(60), to: .seconds(90))
            if nickWish.isHeld { nickWish.regaining.allow() }
            if isLoginAwaited { services.hurry(at: now) }
        }
        nickWish.isHeld = isHeld
    }

    func wantsNick(_ nick: Bytes) -> Bool {
        !nickWish.isHeld && settings.nick.withBytes { support.caseMapping.equal($0, nick) }
    }
}
