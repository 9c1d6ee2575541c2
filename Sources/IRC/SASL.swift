// SPDX-License-Identifier: Apache-2.0

import Chat

/// Logging in: IRCv3 sasl-3.1 and 3.2. A value that says what to send; it knows no socket and no clock.
///
/// The mechanisms are tried in their order, each that the server offers; what it refuses is followed by the next. Only a
/// server that could not prove itself is offered no other: it would be handed the password (THREATS H1).
public struct SASL: Sendable {
    /// In the order in which they are tried where bot.conf gives none.
    public enum Mechanism: String, Sendable, Hashable, CaseIterable {
        case external = "EXTERNAL"
        case scramSHA512 = "SCRAM-SHA-512"
        case scramSHA256 = "SCRAM-SHA-256"
        case ecdsa = "ECDSA-NIST256P-CHALLENGE"
        case plain = "PLAIN"
    }

    enum Failure: Hashable {
        /// The server said no to every mechanism that it offers and she has.
        case refused
        /// It offers none of them, or nobody answers.
        case unavailable
        /// It could not prove that it is the one that knows her.
        case distrusted(String)
    }

    enum Step: Equatable {
        case none
        /// Lines of `AUTHENTICATE`, the parameter of each.
        case send([[UInt8]])
        case failed(Failure)
        case succeeded
    }

    private enum State {
        case idle
        /// The mechanism was named; an empty challenge is awaited.
        case asked(Mechanism)
        /// The first message was sent, then the last one: the server's part is awaited.
        case greeted(SCRAM)
        case proven(SCRAM)
        /// The account was named; 32 bytes to sign are awaited.
        case named
        /// Nothing is left to say: the outcome is awaited.
        case answered
        /// `*` was sent: 906 is awaited.
        case aborted
        case over
    }

    /// Base64 of one challenge that is gathered at most; more ends the attempt.
    static let longestChallenge = 8192

    private let account: [UInt8]
    private let password: [UInt8]
    private let cryptography: Cryptography?
    private let usable: [Mechanism]
    private var left: [Mechanism] = []
    private var state = State.idle
    private var gathered: [UInt8] = []
    private var wasRefused = false
    private var distrust: String?
    /// 906 that may still come for attempts of hers that a 904 had ended already.
    private var lateAborts = 0
    private(set) var isLoggedIn = false

    init(_ settings: SessionSettings, isEncrypted: Bool) {
        account = settings.account?.bytes ?? []
        password = settings.password?.bytes ?? []
        cryptography = settings.cryptography
        let hasPassword = settings.password != nil && settings.account != nil
        usable = settings.mechanisms.filter { mechanism in
            switch mechanism {
            case .external: isEncrypted && settings.hasCertificate
            case .scramSHA256, .scramSHA512: hasPassword && settings.cryptography != nil
            case .ecdsa: settings.account != nil && settings.cryptography?.sign != nil
            case .plain: hasPassword && (isEncrypted || settings.allowsPlainInClear)
            }
        }
    }

    /// There is something to log in with, and somebody to trust with it.
    var isWanted: Bool { !usable.isEmpty && distrust == nil }
    /// The server could not prove itself, or has said no to what she has: services are not told the same once more.
    var isHopeless: Bool { distrust != nil || wasRefused }
    var isUnderWay: Bool {
        switch state {
        case .asked, .greeted, .proven, .named, .answered, .aborted: true
        case .idle, .over: false
        }
    }

    /// `offered` is the value of the `sasl` capability: names with commas, empty for «any». May begin anew when
    /// services have come back.
    mutating func begin(offered: [UInt8]) -> Step {
        left = distrust == nil ? usable : []
        wasRefused = false
        if !offered.isEmpty { keep(offered) }
        return next()
    }

    /// The server's `AUTHENTICATE` parameter: a piece of 400 bytes is followed by others, `+` ends them (sasl-3.1).
    mutating func receive(challenge piece: Bytes) -> Step {
        switch state {
        case .idle, .over, .aborted: return .none
        case .asked, .greeted, .proven, .named, .answered: break
        }
        guard piece.count <= 400, gathered.count + piece.count <= Self.longestChallenge else { return abort() }
        if !piece.equals("+") {
            gathered += piece
            if piece.count == 400 { return .none }
        }
        guard let challenge = Base64.decoded(gathered) else { return abort() }
        gathered = []
        return answer(challenge)
    }

    private mutating func answer(_ challenge: [UInt8]) -> Step {
        switch state {
        case .asked(let mechanism): return challenge.isEmpty ? begin(mechanism) : abort()
        case .greeted(var scram):
            do throws(SCRAM.Distrust) {
                let answer = try scram.answer(challenge)
                state = .proven(scram)
                return .send(Self.chunks(answer))
            } catch {
                return abort(error)
            }
        case .proven(let scram):
            do throws(SCRAM.Distrust) {
                try scram.verify(challenge)
                state = .answered
                return .send([[UInt8]("+")])
            } catch {
                return abort(error)
            }
        case .named:
            guard challenge.count == 32, let signature = cryptography?.sign?(challenge) else { return abort() }
            state = .answered
            return .send(Self.chunks(signature))
        case .answered: return abort()
        case .idle, .over, .aborted: return .none
        }
    }

    private mutating func begin(_ mechanism: Mechanism) -> Step {
        switch mechanism {
        case .external:
            state = .answered
            return .send([[UInt8]("+")])
        case .plain:
            state = .answered
            return .send(Self.chunks(account + [0] + account + [0] + password))
        case .ecdsa:
            state = .named
            return .send(Self.chunks(account))
        case .scramSHA256: return greet(.sha256)
        case .scramSHA512: return greet(.sha512)
        }
    }

    private mutating func greet(_ hash: Cryptography.Hash) -> Step {
        guard let cryptography, let scram = SCRAM(hash, account: account, password: password, cryptography) else {
            return abort()
        }
        state = .greeted(scram)
        return .send(Self.chunks(scram.first))
    }

    private mutating func abort(_ distrust: SCRAM.Distrust? = nil) -> Step {
        gathered = []
        state = .aborted
        lateAborts += 1
        if let distrust {
            self.distrust = distrust.why
            left = []
        }
        return .send([[UInt8]("*")])
    }

    /// The numerics 900–908.
    mutating func receive(numeric: Int, _ message: MessageView) -> Step {
        switch numeric {
        case 900:
            let wasLoggedIn = isLoggedIn
            isLoggedIn = distrust == nil
            // Outside of SASL: services have let her in, or have come back and know her again.
            return isLoggedIn && !wasLoggedIn && !isUnderWay ? .succeeded : .none
        case 901:
            isLoggedIn = false
            return .none
        case 903: return receiveSuccess()
        case 907:
            let wasUnderWay = isUnderWay
            state = .over
            isLoggedIn = distrust == nil
            return wasUnderWay ? outcome : .none
        case 908:
            // «<nick> <mechanisms> :are available SASL mechanisms»: a 904 may or may not follow.
            keep(message[1].array)
            return .none
        case 902, 904, 905, 906: return receiveRefusal(numeric)
        default: return .none
        }
    }

    private mutating func receiveSuccess() -> Step {
        switch state {
        case .asked, .named, .answered: isLoggedIn = distrust == nil
        case .greeted, .proven: distrust = "the server says that she is in without proving that it knows her password"
        case .aborted: left = []
        case .idle, .over: return .none
        }
        state = .over
        if distrust != nil { isLoggedIn = false }
        return outcome
    }

    private mutating func receiveRefusal(_ numeric: Int) -> Step {
        guard isUnderWay else { return .none }
        if case .aborted = state {
            if numeric == 906 { lateAborts -= 1 }
            return next()
        }
        if numeric == 906, lateAborts > 0 {
            lateAborts -= 1
            return .none
        }
        wasRefused = true
        return next()
    }

    private var outcome: Step {
        if let distrust { return .failed(.distrusted(distrust)) }
        return isLoggedIn ? .succeeded : .failed(wasRefused ? .refused : .unavailable)
    }

    /// Services have let her in, or out, and said it by a mode of hers.
    mutating func note(isLoggedIn: Bool) {
        guard distrust == nil, !isUnderWay else { return }
        self.isLoggedIn = isLoggedIn
    }

    /// Services are down, or the time is up; they may come back.
    mutating func giveUp() {
        state = .over
        gathered = []
        left = []
    }

    private mutating func keep(_ offered: [UInt8]) {
        var names: [[UInt8]] = []
        offered.lend { $0.pieces(UInt8(ascii: ",")) { names.append($0.array) } }
        left = left.filter { mechanism in names.contains(Array(mechanism.rawValue.utf8)) }
    }

    private mutating func next() -> Step {
        gathered = []
        guard !left.isEmpty else {
            state = .over
            return outcome
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
