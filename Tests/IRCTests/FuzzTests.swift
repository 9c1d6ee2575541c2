// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import IRC
@testable import IRCAdapter

@Suite struct FuzzTests {
    static let seeds = [
        ":irc.test CAP * LS :multi-prefix server-time sasl=PLAIN",
        ":irc.test CAP geoffrin ACK :multi-prefix server-time",
        ":irc.test 001 geoffrin :Welcome",
        ":irc.test 005 geoffrin PREFIX=(qaohv)~&@%+ CHANMODES=beI,k,l,imnst MODES=5 EXTBAN=,m :are supported",
        ":irc.test 005 geoffrin -PREFIX CASEMAPPING=ascii LINELEN=99999999999999999999 MAXLIST=b:9999999999999999999999 :are supported",
        ":irc.test 376 geoffrin :End", ":geoffrin!s@h JOIN #tricot",
        ":irc.test 353 geoffrin = #tricot :@geoffrin ~&@%+bob!b@h eve",
        ":irc.test 366 geoffrin #tricot :End",
        "@time=2026-01-01T00:00:00.000Z;account=a;msgid=\\:x :bob!b@h PRIVMSG #tricot :\u{1}ACTION x\u{1}",
        ":bob!b@h MODE #tricot +bovlk-k *!*@x bob bob 12 key key", ":bob!b@h NICK rob",
        ":rob!b@h KICK #tricot eve :out",
        ":irc.test BATCH +x netsplit a.b c.d", "@batch=x :rob!b@h QUIT :a.b c.d", ":irc.test BATCH -x",
        ":eve!e@h JOIN #tricot acc :Eve",
        ":irc.test 354 geoffrin 77 b h bob H*@ 0", ":irc.test 315 geoffrin #tricot",
        ":irc.test 367 geoffrin #tricot *!*@x", ":irc.test 368 geoffrin #tricot",
        ":irc.test 482 geoffrin #tricot :no", "AUTHENTICATE +", ":irc.test 904 geoffrin :no", "PING :x", "ERROR :bye",
        ":x CHGHOST a b", ":irc.test 433 * x :taken", ":irc.test CAP * NEW :sasl sts=port=6697,duration=5",
        ":irc.test CAP geoffrin ACK :sasl", ":irc.test 903 geoffrin :yes", ":irc.test 908 geoffrin PLAIN :are",
        "AUTHENTICATE cj1hYmN4LHM9VzIyWmFKMFNOWTdzb0VzVUVqYjZnUT09LGk9NDA5Ng==", "AUTHENTICATE dj1BQUFB",
    ]

    static let actions: [Action] = [
        .mute(.minutes(1), reason: Utterance("a\r\nb")), .ban(nil, reason: Utterance("\u{0}")),
        .kick(reason: Utterance("x")),
        .say(Utterance("hello\r\nQUIT")), .whisper(Utterance("psst")),
    ]

    /// Every way to log in, with a nonce that one of the seeds takes up.
    static var settings: SessionSettings {
        var settings = Wire.settings()
        (settings.account, settings.password) = ("bot", "sesame")
        settings.hasCertificate = true
        settings.cryptography = .libcrypto(key: nil)
        settings.cryptography?.nonce = { [UInt8]("abc") }
        return settings
    }

    private func mutated(_ chance: inout Seeded) -> [UInt8] {
        var stream: [UInt8] = []
        for _ in 0..<60 {
            var line = Array((Self.seeds.randomElement(using: &chance) ?? "").utf8)
            for _ in 0..<Int.random(in: 0...2, using: &chance) where !line.isEmpty {
                let place = Int.random(in: 0..<line.count, using: &chance)
                switch Int.random(in: 0...4, using: &chance) {
                case 0: line[place] = UInt8.random(in: 0...255, using: &chance)
                case 1: line.remove(at: place)
                case 2:
                    line.insert(
                        [0, 1, 0x0D, 0x20, 0x3A, 0x2C, 0x2A, 0xFF].randomElement(using: &chance) ?? 0, at: place)
                case 3: line.removeSubrange(place...)
                default: line += line[place...]
                }
            }
            stream += line + [0x0D, 0x0A]
        }
        return stream
    }

    // Law L3: whatever a server sends and whatever she is told to do, her lines are whole and hold no control byte
    // but their end.
    @Test func noStreamMakesHerSendMoreThanLines() {
        var chance = Seeded(20_260_105)
        for _ in 0..<400 {
            for line in Fuzz.session(mutated(&chance), settings: Self.settings, script: Self.actions) {
                let body = line.bytes.dropLast(2)
                #expect(line.bytes.suffix(2) == [0x0D, 0x0A])
                #expect(!body.contains { $0 == 0 || $0 == 0x0A || $0 == 0x0D })
                let isReply = body.starts(with: Array("NOTICE ".utf8))
                #expect(isReply || !body.contains(1))
            }
        }
    }

    @Test func noBytesStopTheCodec() {
        var chance = Seeded(7)
        for _ in 0..<400 { Fuzz.codec(mutated(&chance)) }
        for _ in 0..<200 { Fuzz.codec((0..<200).map { _ in UInt8.random(in: 0...255, using: &chance) }) }
    }

    // The same lines at the same moments are the same events, in the same order, whatever the tables' order is.
    @Test func aSessionPlayedAgainSaysTheSame() {
        var chance = Seeded(99)
        for _ in 0..<20 {
            let stream = mutated(&chance)
            #expect(
                Fuzz.session(stream, settings: Self.settings, script: Self.actions)
                    == Fuzz.session(stream, settings: Self.settings, script: Self.actions))
        }
    }
}
