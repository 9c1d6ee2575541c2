// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import IRC

@Suite struct SupportTests {
    private func reading(_ tokens: [String]) -> ISupport {
        var support = ISupport()
        for token in tokens { Array(token.utf8).lend { support.read(token: $0) } }
        return support
    }

    // https://modern.ircdocs.horse/#rplisupport-005: "-TOKEN" negates a previously advertised one.
    @Test func aNegatedTokenMeansWhatItsAbsenceMeans() {
        let support = reading([
            "CASEMAPPING=ascii", "MODES=", "WHOX", "PREFIX=(qo)~@", "BOT=B", "-CASEMAPPING", "-MODES", "-WHOX",
            "-PREFIX", "-BOT",
        ])
        #expect(support.caseMapping == .rfc1459)
        #expect(support.modesPerLine == 3)
        #expect(!support.hasWHOX)
        #expect(support.modes.ranks == Array("ov".utf8))
        #expect(support.botMode == nil)
    }

    @Test func anEmptyValueIsNotAnAbsentOne() {
        let support = reading(["MODES=", "PREFIX="])
        #expect(support.modesPerLine == nil)
        #expect(support.modes.ranks.isEmpty)
    }

    @Test func hexadecimalEscapesStandForBytes() {
        #expect(reading(["NETWORK=Caf\\xC3\\xA9\\x20Net\\x"]).network == Array("Café Net\\x".utf8))
    }

    // THREATS G1, L7: no number of a peer can trap.
    @Test(arguments: ["99999999999999999999999999", "-1", "0", "x", ""]) func numbersAreClamped(number: String) {
        let support = reading([
            "LINELEN=\(number)", "NICKLEN=\(number)", "KICKLEN=\(number)", "MODES=\(number)", "MAXLIST=b:\(number)",
        ])
        #expect((512...16_384).contains(support.lineLength))
        #expect((1...512).contains(support.nickLength))
    }

    private func walk(_ line: String, _ support: ISupport) -> [String] {
        var out: [String] = []
        Array(line.utf8).lend { bytes in
            guard let message = MessageView(bytes) else { return }
            support.modes.walk(message, from: 1) { isAdded, letter, _, argument in
                let text = String(decoding: argument, as: UTF8.self)
                out.append((isAdded ? "+" : "-") + String(UnicodeScalar(letter)) + (text.isEmpty ? "" : "=" + text))
            }
        }
        return out
    }

    @Test func argumentsGoToTheLettersThatTakeThem() {
        let support = reading(["PREFIX=(ohv)@%+", "CHANMODES=beI,k,lf,imnst"])
        #expect(walk("MODE #t +bo-lk+l *!*@x bob key 12", support) == ["+b=*!*@x", "+o=bob", "-l", "-k=key", "+l=12"])
        #expect(walk("MODE #t +Zov a b", support) == ["+Z", "+o=a", "+v=b"])
        #expect(walk("MODE #t +oo a", support) == ["+o=a"])
    }

    @Test func extendedBansAreReadWithAndWithoutAPrefix() {
        #expect(reading(["EXTBAN=$,ajrxz"]).extBanPrefix == UInt8(ascii: "$"))
        let bare = reading(["EXTBAN=,mr"])
        #expect(bare.extBanPrefix == nil)
        #expect(bare.extBanTypes == Array("mr".utf8))
    }
}
