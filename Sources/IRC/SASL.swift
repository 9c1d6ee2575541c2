// SPDX-License-Identifier: Apache-2.0

import Chat

/// Logging in: IRCv3 sasl-3.1 and 3.2. A value that says what to send; it knows no socket and no clock.
public struct SASL: Sendable {
    /// SCRAM and ECDSA-NIST256P-CHALLENGE have their places here when they come.
    public enum Mechanism: String, Sendable, Hashable, CaseIterable {
        case external = "EXTERNAL"
        case plain = "PLAIN"
    }

    enum Step: Equatable {
        case none
        /// Lines of `AUTHENTICATE`, the parameter of each.
        case send([[UInt8]])
        /// Every mechanism was refused, or the server offers none of them.
        case failed
        case succeeded
    }

    private enum State { case idle, asked(Mechanism), answered(Mechanism), over }

    private var left: [Mechanism]
    private let account: [UInt8]
    private let password: [UInt8]
    private var state = State.idle
    private(set) var isLoggedIn = false

    init(_ settings: SessionSettings) {
        account = settings.account?.bytes ?? []
        password = settings.password?.bytes ?? []
        let mayPlain =
            settings.password != nil && settings.account != nil
            && (settings.isEncrypted || settings.allowsPlainInClear)
        left = settings.mechanisms.filter { $0 == .external ? settings.isEncrypted : mayPlain }
    }

    /// There is something to log in with.
    var isWanted: Bool { !left.isEmpty }
    var isUnderWay: Bool {
        switch state {
        case .asked, .answered: true
        case .idle, .over: false
        }
    }

    /// `offered` is the value of the `sasl` capability: names with commas, empty for «any».
    mutating func begin(offered: [UInt8]) -> Step {
        if !offered.isEmpty { keep(offered) }
        return next()
    }

    /// The server's `AUTHENTICATE` parameter; some send `:+`, which the parser has read already.
    mutating func receive(challenge: Bytes) -> Step {
        guard case .asked(let mechanism) = state, challenge.equals("+") else {
            return isUnderWay ? .send([[UInt8]("*")]) : .none
        }
        state = .answered(mechanism)
        switch mechanism {
        case .external: return .send([[UInt8]("+")])
        case .plain: return .send(Self.chunks(account + [0] + account + [0] + password))
        }
    }

    /// The numerics 900–908.
    mutating func receive(numeric: Int, _ message: MessageView) -> Step {
        switch numeric {
        case 900:
            isLoggedIn = true
            return .none
        case 903, 907:
            isLoggedIn = isLoggedIn || numeric == 903
            let wasUnderWay = isUnderWay
            state = .over
            return wasUnderWay ? .succeeded : .none
        case 908:
            // «<nick> <mechanisms> :are available SASL mechanisms»: a 904 may or may not follow.
            keep(message[1].array)
            return .none
        case 902, 904, 905, 906: return isUnderWay ? next() : .none
        default: return .none
        }
    }

    /// Services are down, or the time is up.
    mutating func giveUp() {
        state = .over
        left = []
    }

    private mutating func keep(_ offered: [UInt8]) {
        var names: [[UInt8]] = []
        offered.lend { $0.pieces(UInt8(ascii: ",")) { names.append($0.array) } }
        left = left.filter { mechanism in names.contains(Array(mechanism.rawValue.utf8)) }
    }

    private mutating func next() -> Step {
        guard !left.isEmpty else {
            state = .over
            return .failed
        }
        let mechanism = left.removeFirst()
        state = .asked(mechanism)
        return .send([Array(mechanism.rawValue.utf8)])
    }

    /// Base64 in pieces of 400; an empty answer or a full last piece is ended by `+` (sasl-3.1).
    static func chunks(_ bytes: [UInt8]) -> [[UInt8]] {
        let encoded = Base64.encoded(bytes)
        var chunks: [[UInt8]] = []
        var start = 0
        while start < encoded.count {
            let end = min(encoded.count, start + 400)
            chunks.append(Array(encoded[start..<end]))
            start = end
        }
        if encoded.count % 400 == 0 { chunks.append([UInt8]("+")) }
        return chunks
    }
}
