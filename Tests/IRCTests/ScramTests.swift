// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import IRC
@testable import IRCAdapter

/// RFC 5802 and 7677, with libcrypto.
@Suite struct ScramTests {
    private static let nonce = "rOprNGfwEbeRWgbNEkqO"
    private static let serverFirst =
        "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"
    private static let finalBare = "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
    /// RFC 7677 §3; with SHA-512, which no RFC gives, as Python's hashlib computes it.
    private static let proofs: [Cryptography.Hash: (proof: String, verifier: String)] = [
        .sha256: ("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=", "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="),
        .sha512: (
            "gMGXRcevScNtxZ6/8lQYpGtnsNAc3mGcmNomv+xnoOMw+3R2xNJdMNnzMlTN8PPC6wdp6dybEmDYXYTxwnYPJQ==",
            "ZQnYEgWQMFmmsM8aQMF0nDDCy/AgCzkwk8CmMZYcMg0vSVlKDanekLtifDSeVGT4+5ZxXnJq199RVG2rR7N7Zw=="
        ),
    ]

    private var cryptography: Cryptography {
        var all = Cryptography.libcrypto(key: nil)
        all.nonce = { Array(Self.nonce.utf8) }
        return all
    }

    private func scram(_ hash: Cryptography.Hash = .sha256, account: String = "user") throws -> SCRAM {
        try #require(SCRAM(hash, account: Array(account.utf8), password: Array("pencil".utf8), cryptography))
    }

    @Test(arguments: [Cryptography.Hash.sha256, .sha512]) func theVectorsAreMet(_ hash: Cryptography.Hash) throws {
        var scram = try scram(hash)
        let (proof, verifier) = try #require(Self.proofs[hash])
        #expect(scram.first == Array("n,,n=user,r=\(Self.nonce)".utf8))
        let answer = try scram.answer(Array(Self.serverFirst.utf8))
        #expect(String(decoding: answer, as: UTF8.self) == "\(Self.finalBare),p=\(proof)")
        try scram.verify(Array("v=\(verifier)".utf8))
        #expect(throws: SCRAM.Distrust.self) { try scram.verify(Array("v=\(proof)".utf8)) }
    }

    // saslname: "," and "=" are escaped.
    @Test func aNameCannotAddAttributes() throws {
        #expect(try scram(account: "a,b=c").first == Array("n,,n=a=2Cb=3Dc,r=\(Self.nonce)".utf8))
    }

    @Test(arguments: [
        "", "AAAA", "r=other,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
        "r=rOprNGfwEbeRWgbNEkqO,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", "r=rOprNGfwEbeRWgbNEkqOx,s=,i=4096",
        "r=rOprNGfwEbeRWgbNEkqOx,s=!!!!,i=4096", "r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4095",
        "r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=100001",
        "r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=99999999999999999999",
        "r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=+4096",
        "r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==",
        "m=new,r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
        "s=W22ZaJ0SNY7soEsUEjb6gQ==,r=rOprNGfwEbeRWgbNEkqOx,i=4096",
    ])
    func aServerThatDoesNotKeepToTheProtocolIsNotBelieved(_ message: String) throws {
        var scram = try scram()
        #expect(throws: SCRAM.Distrust.self) { try scram.answer(Array(message.utf8)) }
    }

    @Test(arguments: ["", "v=", "v=AAAA", "e=invalid-proof", "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G8="])
    func aServerThatCannotProveItselfIsNotBelieved(_ message: String) throws {
        var scram = try scram()
        #expect(throws: SCRAM.Distrust.self) { try scram.verify(Array(message.utf8)) }
        _ = try scram.answer(Array(Self.serverFirst.utf8))
        #expect(throws: SCRAM.Distrust.self) { try scram.verify(Array(message.utf8)) }
    }

    // RFC 4013 §3 and RFC 3454 §6.
    @Test func namesAndPasswordsArePreparedAsTheStandardSays() {
        for (text, prepared) in [
            ("I\u{AD}X", "IX"), ("user", "user"), ("USER", "USER"), ("\u{AA}", "a"), ("\u{2168}", "IX"),
            ("e\u{301}\u{A0}x", "\u{E9} x"), ("\u{627}\u{31}\u{628}", "\u{627}1\u{628}"),
        ] {
            #expect(SASLprep.prepared(Array(text.utf8)) == Array(prepared.utf8), "\(text)")
        }
        for forbidden in ["\u{7}", "\u{627}\u{31}", "", "\u{AD}", "\u{E000}", "\u{FFFF}", "a\u{627}\u{628}"] {
            #expect(SASLprep.prepared(Array(forbidden.utf8)) == nil)
        }
        #expect(SASLprep.prepared([0xFF]) == nil)
    }

    @Test func noncesAreLongPrintableAndNeverTheSame() {
        let nonce = Cryptography.libcrypto(key: nil).nonce
        #expect(nonce().count == 24)
        #expect(nonce().allSatisfy { (0x21..<0x7F).contains($0) && $0 != UInt8(ascii: ",") })
        #expect(nonce() != nonce())
    }

    // MARK: - In a session

    private func wire(_ mechanisms: [SASL.Mechanism] = [.scramSHA256, .plain], required: Bool = true) -> Wire {
        var settings = Wire.settings()
        (settings.account, settings.password) = ("user", "pencil")
        settings.mechanisms = mechanisms
        settings.requiresLogin = required
        settings.cryptography = cryptography
        var wire = Wire(settings)
        wire.receive(":irc.test CAP * LS :sasl")
        wire.receive(":irc.test CAP geoffrin ACK :sasl")
        return wire
    }

    private func encoded(_ text: String) -> String {
        String(decoding: Base64.encoded(Array(text.utf8)), as: UTF8.self)
    }

    private func toTheEnd(_ wire: inout Wire) {
        wire.receive("AUTHENTICATE +")
        #expect(wire.lines.last == "AUTHENTICATE " + encoded("n,,n=user,r=\(Self.nonce)"))
        wire.receive("AUTHENTICATE :" + encoded(Self.serverFirst))
        #expect(wire.lines.last?.hasPrefix("AUTHENTICATE " + encoded(Self.finalBare).prefix(40)) == true)
    }

    @Test func bothSidesProveThatTheyKnowThePassword() {
        var wire = wire()
        #expect(wire.lines.last == "AUTHENTICATE SCRAM-SHA-256")
        toTheEnd(&wire)
        wire.receive("AUTHENTICATE " + encoded("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="))
        #expect(wire.lines.last == "AUTHENTICATE +")
        wire.receive(":irc.test 900 geoffrin g!s@h user :You are now logged in")
        wire.receive(":irc.test 903 geoffrin :SASL authentication successful")
        #expect(wire.lines.last == "CAP END")
    }

    // THREATS H1: whoever cannot prove himself is not handed the password in another way.
    @Test(arguments: ["", "v=AAAA", "v=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="])
    func afterAFalseProofNothingWeakerIsTried(_ proof: String) {
        var wire = wire()
        toTheEnd(&wire)
        wire.receive("AUTHENTICATE :" + encoded(proof))
        #expect(wire.lines.last == "AUTHENTICATE *")
        wire.receive(":irc.test 906 geoffrin :SASL authentication aborted")
        #expect(wire.ending == .refused("the server could not prove that it knows her password"))
        wire.receive(":irc.test CAP geoffrin NEW :sasl=PLAIN")
        #expect(!wire.lines.contains("AUTHENTICATE PLAIN"))
    }

    // A success without a proof is none.
    @Test(arguments: [1, 2]) func aServerThatSimplySaysThatSheIsInIsLeft(_ step: Int) {
        var wire = wire()
        wire.receive("AUTHENTICATE +")
        if step == 2 { wire.receive("AUTHENTICATE " + encoded(Self.serverFirst)) }
        wire.receive(":irc.test 900 geoffrin g!s@h user :You are now logged in")
        wire.receive(":irc.test 903 geoffrin :SASL authentication successful")
        guard case .refused = wire.ending else {
            Issue.record("\(String(describing: wire.ending))")
            return
        }
        #expect(!wire.session.sasl.isLoggedIn)
    }

    // A wrong password, said by the server: the next of the list, as bot.conf orders.
    @Test func aRefusalIsFollowedByTheNextMechanism() {
        var wire = wire()
        toTheEnd(&wire)
        wire.receive(":irc.test 904 geoffrin :SASL authentication failed")
        #expect(wire.lines.last == "AUTHENTICATE PLAIN")
    }

    // A challenge of more than 400 bytes comes in pieces; one of exactly 400 is ended by `+`.
    @Test(arguments: [400, 500, 800]) func aLongChallengeIsPutTogether(_ length: Int) {
        var wire = wire()
        wire.receive("AUTHENTICATE +")
        // An extension may stand behind what must be there.
        let bare = "r=\(Self.nonce)x,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,x="
        let fill = String(repeating: "x", count: length / 4 * 3 - bare.utf8.count)
        let text = encoded(bare + fill)
        #expect(text.utf8.count == length)
        var rest = Substring(text)
        while !rest.isEmpty {
            wire.receive("AUTHENTICATE \(rest.prefix(400))")
            rest = rest.dropFirst(400)
        }
        if length % 400 == 0 { wire.receive("AUTHENTICATE +") }
        #expect(wire.lines.last?.hasPrefix("AUTHENTICATE ") == true)
        #expect(wire.lines.last != "AUTHENTICATE *")
        #expect(wire.lines.count { $0.hasPrefix("AUTHENTICATE ") } >= 3)
    }

    // MARK: - ECDSA-NIST256P-CHALLENGE

    /// The private key of RFC 6979 §A.2.5.
    static let key = """
        -----BEGIN EC PARAMETERS-----
        BggqhkjOPQMBBw==
        -----END EC PARAMETERS-----
        -----BEGIN EC PRIVATE KEY-----
        MHcCAQEEIMmvqdhFunUWa1whV2ex1pNOUMPbNuibEnuKYisSD2choAoGCCqGSM49
        AwEHoUQDQgAEYP7UuiVanTHJYet0xjVtaMBJuJI7Yfps5mliLmDyn7Z5A/4QCLi8
        maQa6elWKLxk8vGyDC1+n1F3o8KU1EYimQ==
        -----END EC PRIVATE KEY-----

        """

    private func signing() throws -> Wire {
        var settings = Wire.settings()
        settings.account = "user"
        settings.mechanisms = [.ecdsa]
        settings.cryptography = .libcrypto(key: try ChallengeKey(Array(Self.key.utf8)))
        var wire = Wire(settings)
        wire.receive(":irc.test CAP * LS :sasl=ECDSA-NIST256P-CHALLENGE")
        wire.receive(":irc.test CAP geoffrin ACK :sasl")
        #expect(wire.lines.last == "AUTHENTICATE ECDSA-NIST256P-CHALLENGE")
        wire.receive("AUTHENTICATE +")
        #expect(wire.lines.last == "AUTHENTICATE dXNlcg==")
        return wire
    }

    @Test func sheSignsWhatTheServerAsks() throws {
        var wire = try signing()
        let challenge = Base64.encoded(Array(0..<32))
        wire.receive("AUTHENTICATE " + String(decoding: challenge, as: UTF8.self))
        let answer = try #require(wire.lines.last?.dropFirst("AUTHENTICATE ".count))
        let signature = try #require(Base64.decoded(Array(answer.utf8)))
        // DER: a sequence of two integers. That the signature is true, OpenSSL and Atheme say in the integration tests.
        #expect(signature.first == 0x30)
        #expect(signature.count >= 66)
        wire.receive(":irc.test 903 geoffrin :SASL authentication successful")
        #expect(wire.lines.last == "CAP END")
    }

    @Test(arguments: [0, 31, 33, 64]) func aChallengeOfAnotherLengthIsNotSigned(_ length: Int) throws {
        var wire = try signing()
        let challenge = String(decoding: Base64.encoded([UInt8](repeating: 1, count: length)), as: UTF8.self)
        wire.receive("AUTHENTICATE " + (challenge.isEmpty ? "+" : challenge))
        #expect(wire.lines.last == "AUTHENTICATE *")
    }

    @Test func onlyAKeyOfTheCurveIsTaken() {
        #expect(throws: Never.self) { try ChallengeKey(Array(Self.key.utf8)) }
        #expect(throws: ChallengeKey.Unreadable.self) { try ChallengeKey([]) }
        #expect(throws: ChallengeKey.Unreadable.self) { try ChallengeKey(Array("-----BEGIN PRIVATE KEY-----\n".utf8)) }
        let other = """
            -----BEGIN PRIVATE KEY-----
            MIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBDASeKx+a4lImDzc5ZJo
            o08Qqp2j7pjaw4ie4TL9zGqC3d6Zm3Tuzo/VsDPPvJznTD6hZANiAASwnl2GhbAl
            lvdXvr2AbsBzDeE+fsysu9Al+oAqUf4BFcKM6YQnPjX4G0plFCTdg6Zn0/1yuKIm
            a7ALfJFTKdzgchuvy8vr+6II7DFIXIQbc2dSpvKqdy3HSLmxgvQ2HRo=
            -----END PRIVATE KEY-----

            """
        #expect(throws: ChallengeKey.Unreadable.self) { try ChallengeKey(Array(other.utf8)) }
    }
}
