// SPDX-License-Identifier: Apache-2.0

/// RFC 5802 and 7677, the client's side, without channel binding: proves that both know the password, and shows it to
/// nobody. A value that answers messages; the server's part is believed only once its signature has been checked.
public struct SCRAM: Sendable {
    /// Rounds that are accepted: fewer would make a stolen answer cheap to guess from (RFC 7677 §4), more would keep
    /// the connection's thread busy for as long as a hostile server pleases (THREATS H1).
    public static let iterations = 4096...100_000
    static let longestSalt = 1024

    /// Why a server is not believed, for people.
    public struct Distrust: Error, Hashable, Sendable {
        public let why: String
    }

    private let hash: Cryptography.Hash
    private let cryptography: Cryptography
    private let password: [UInt8]
    private let nonce: [UInt8]
    private let firstBare: [UInt8]
    private var serverSignature: [UInt8] = []

    /// Nil when SASLprep forbids the name or the password.
    public init?(_ hash: Cryptography.Hash, account: [UInt8], password: [UInt8], _ cryptography: Cryptography) {
        guard let name = cryptography.prepare(account), let password = cryptography.prepare(password) else {
            return nil
        }
        self.hash = hash
        self.cryptography = cryptography
        self.password = password
        nonce = cryptography.nonce()
        firstBare = [UInt8]("n=") + Self.escaped(name) + [UInt8](",r=") + nonce
    }

    // client-first-message = gs2-header client-first-message-bare; "n,,": no channel binding, no other identity.
    /// The first message.
    public var first: [UInt8] { [UInt8]("n,,") + firstBare }

    // server-first-message = [reserved-mext ","] nonce "," salt "," iteration-count ["," extensions]
    /// The answer to the server's first message.
    public mutating func answer(_ serverFirst: [UInt8]) throws(Distrust) -> [UInt8] {
        let parts = Self.attributes(serverFirst)
        guard parts.count >= 3, parts[0].name == UInt8(ascii: "r"), parts[1].name == UInt8(ascii: "s"),
            parts[2].name == UInt8(ascii: "i")
        else { throw Distrust(why: "the server's challenge is not SCRAM") }
        let all = parts[0].value
        guard all.count > nonce.count, all.starts(with: nonce), all.count <= 512 else {
            throw Distrust(why: "the server did not take up her challenge")
        }
        guard let salt = Base64.decoded(parts[1].value), (1...Self.longestSalt).contains(salt.count) else {
            throw Distrust(why: "the server's salt cannot be read")
        }
        let digits = parts[2].value
        guard digits.count <= 9, let count = Int(String(decoding: digits, as: UTF8.self)), digits.first != 0x2B else {
            throw Distrust(why: "the server's number of rounds cannot be read")
        }
        guard Self.iterations.contains(count) else {
            let (low, high) = (Self.iterations.lowerBound, Self.iterations.upperBound)
            throw Distrust(why: "the server asks for \(count) rounds of SCRAM, and \(low) to \(high) are accepted")
        }
        let salted = cryptography.stretch(hash, password, salt, count)
        let clientKey = cryptography.code(hash, salted, [UInt8]("Client Key"))
        let storedKey = cryptography.digest(hash, clientKey)
        // «biws» is the header "n,," in base64.
        let finalBare = [UInt8]("c=biws,r=") + all
        let comma = [UInt8](",")
        let message = firstBare + comma + serverFirst + comma + finalBare
        let clientSignature = cryptography.code(hash, storedKey, message)
        let serverKey = cryptography.code(hash, salted, [UInt8]("Server Key"))
        serverSignature = cryptography.code(hash, serverKey, message)
        let proof = zip(clientKey, clientSignature).map { $0 ^ $1 }
        return finalBare + [UInt8](",p=") + Base64.encoded(proof)
    }

    // server-final-message = (server-error / verifier) ["," extensions]
    /// Whether the server knows the password, too. An error that it gives instead is no proof.
    public func verify(_ serverFinal: [UInt8]) throws(Distrust) {
        guard let verifier = Self.attributes(serverFinal).first, verifier.name == UInt8(ascii: "v"),
            let signature = Base64.decoded(verifier.value), !serverSignature.isEmpty,
            Self.areEqual(signature, serverSignature)
        else { throw Distrust(why: "the server could not prove that it knows her password") }
    }

    /// In a time that tells nothing of where they differ.
    private static func areEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool {
        a.count == b.count && zip(a, b).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    // saslname: "," and "=" are written =2C and =3D.
    private static func escaped(_ name: [UInt8]) -> [UInt8] {
        name.flatMap { byte in
            switch byte {
            case UInt8(ascii: ","): [UInt8]("=2C")
            case UInt8(ascii: "="): [UInt8]("=3D")
            default: [byte]
            }
        }
    }

    /// `a=value` between commas; what has another shape has the name 0.
    private static func attributes(_ message: [UInt8]) -> [(name: UInt8, value: [UInt8])] {
        message.split(separator: UInt8(ascii: ","), maxSplits: 15, omittingEmptySubsequences: false).map { part in
            guard part.count >= 2, part[part.startIndex + 1] == UInt8(ascii: "=") else { return (0, []) }
            return (part[part.startIndex], Array(part.dropFirst(2)))
        }
    }
}
