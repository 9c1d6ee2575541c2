// SPDX-License-Identifier: Apache-2.0

public import Chat

/// Why a connection ended, as far as it decides when to try again.
public enum Ending: Sendable, Hashable {
    /// Nobody answered, the link broke, the server went away.
    case lost(String)
    /// The server says that she comes too often.
    case throttled(String)
    /// A ban of the network: K-line, G-line, 465.
    case banned(String)
    /// The server refused the password or the account: trying again would not help.
    case refused(String)
    /// She cannot be logged in now, and bot.conf asks for it: services may come back.
    case unidentified(String)
    /// The server asks her to come by TLS, on this port (IRCv3 sts).
    case upgrade(port: Int)
    /// She left by herself.
    case left

    /// A sentence for people; the text of a server is in it, so it goes through an encoder.
    public var why: String {
        switch self {
        case .lost(let why), .throttled(let why), .banned(let why), .refused(let why), .unidentified(let why): why
        case .upgrade: "the server asks for TLS"
        case .left: "left: not in bot.conf any more"
        }
    }

    /// Reads an `ERROR` line, or the reason given before it.
    static func error(_ text: Bytes) -> Ending {
        let why = String(decoding: text.part(0, 200), as: UTF8.self)
        if text.containsIgnoringCase("throttl") || text.containsIgnoringCase("too fast")
            || text.containsIgnoringCase("reconnect") || text.containsIgnoringCase("too many")
        {
            return .throttled(why)
        }
        return isBan(text) ? .banned(why) : .lost(why)
    }

    /// «K-lined», «G-line», «ZLINE», «AKILL», «banned»; not «the server is going off-line».
    private static func isBan(_ text: Bytes) -> Bool {
        let letters: [UInt8] = Array("kgzdxr".utf8)
        if text.containsIgnoringCase("banned") || text.containsIgnoringCase("akill") { return true }
        for at in 0..<max(0, text.count - 4) where letters.contains(CaseMapping.ascii.fold(text[at])) {
            let before = at > 0 ? CaseMapping.ascii.fold(text[at - 1]) : 0
            guard !(0x61...0x7A).contains(before) else { continue }
            let hyphen = text[at + 1] == UInt8(ascii: "-") ? 1 : 0
            if text.part(at + 1 + hyphen, at + 5 + hyphen).equalsIgnoringCase("line") { return true }
        }
        return false
    }
}

/// When to try again: decorrelated jitter, so that a server that comes back is not met by everybody at once.
/// Pure: chance comes in.
public struct Backoff: Sendable, Equatable {
    /// The last wait, from which the next one grows.
    public private(set) var last = TimeSpan.zero
    private var bans: Int64 = 0
    private var throttles: Int64 = 0
    private var unidentified: Int64 = 0

    public init() {}

    /// The wait before the next attempt: 2 s to 5 min; from 60 s to 5 min when throttled, from 5 s to 5 min while she
    /// cannot be logged in, 5 min doubling to 1 h when banned, so that none of these makes eight attempts in 10 min. `livedFor` is how long the connection was registered: after 2 min the count begins anew.
    /// `chance` is any 64 bits.
    public mutating func wait(after ending: Ending, livedFor: TimeSpan, chance: UInt64) -> TimeSpan {
        if livedFor >= .minutes(2) { self = Backoff() }
        switch ending {
        case .banned, .refused:
            bans = min(bans + 1, 5)
            last = min(.hours(1), .minutes(5) * (1 << (bans - 1)))
            return last + jitter(.seconds(30), chance)
        case .throttled:
            throttles = min(throttles + 1, 4)
            last = min(.minutes(5), .seconds(30) * (1 << throttles))
            return last + jitter(.seconds(15), chance)
        case .unidentified:
            unidentified = min(unidentified + 1, 7)
            last = min(.minutes(5), .milliseconds(2500) * (1 << unidentified))
            return last + jitter(.seconds(2), chance)
        case .upgrade: return .zero
        case .lost, .left:
            grow(chance)
            return last
        }
    }

    private mutating func grow(_ chance: UInt64) {
        // Decorrelated: between 2 s and three times the last wait.
        let most = max(TimeSpan.seconds(5), min(.minutes(5), last * 3))
        last = min(.minutes(5), .seconds(2) + jitter(most - .seconds(2), chance))
    }

    private func jitter(_ span: TimeSpan, _ chance: UInt64) -> TimeSpan {
        .milliseconds(Int64(chance % UInt64(max(1, span.milliseconds))))
    }
}
