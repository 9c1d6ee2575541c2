// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf
import Testing

/// `[second_reader]`: where it may lie, who agrees to it, and what is said back of it.
@Suite struct SecondReaderSettingsTests {
    private func errors(_ text: String) -> [String] {
        Configuration.load(text: text, file: "f").diagnostics.filter { $0.severity == .error }.map {
            "\($0.path): \($0.message.en)"
        }
    }
    private func reader(_ lines: String, agrees: Bool = true) -> String {
        tenLines + (agrees ? "[community.atelier.second_reader]\nactive = true\n" : "") + "[second_reader]\n\(lines)\n"
    }

    @Test(arguments: [
        "https://reader.example/v1/moderations", "https://reader.example:8443/x",
        "http://127.0.0.1:8080/v1/chat/completions",
        "http://192.168.1.20:8080/x", "http://10.0.0.7/x", "http://[::1]:8080/x", "https://[2001:db8::1]/x",
        "https://203.0.113.7/x", "http://[fd00::7]/x",
    ])
    func anAddress(_ url: String) throws {
        let found = try loaded(reader("url = \"\(url)\"")).value(SecondReaderSettings.url, in: .top)
        #expect(found?.text == url)
    }

    // THREATS J1: each spelling that could come to lead into the house.
    @Test(arguments: [
        "http://localhost:8080/x", "https://localhost/x", "http://reader.localhost/x", "http://2130706433/x",
        "http://127.1/x", "http://0x7f000001/x", "http://127.0.0.01/x", "https://user@reader.example/x",
        "https://user:word@127.0.0.1/x", "ftp://reader.example/x", "file:///etc/passwd", "https://", "https:///x",
        "https://reader.example:0/x", "https://reader.example:99999/x", "https://reader.example:/x#y",
        "http://reader.example/x", "http://203.0.113.7/x", "http://172.32.0.1/x", "https://re ader.example/x",
        "reader.example", "https://[::1/x", "https://-x.example/", "https://127.0.0.1\\\\@x.example/",
    ])
    func isNoAddress(_ url: String) {
        let found = errors(reader("url = \"\(url)\""))
        #expect(found.count == 1 && found[0].hasPrefix("second_reader.url: "), "\(found)")
    }

    @Test func whoseAddressIsANumber() throws {
        for (url, isLiteral, isLoopback) in [
            ("https://reader.example/x", false, false), ("http://127.0.0.1:1/x", true, true),
            ("http://127.9.9.9/x", true, true), ("http://[::1]/x", true, true), ("http://10.1.2.3/x", true, false),
            ("https://127.0.0.1.reader.example/x", false, false),
        ] {
            let address = try WebAddress(url)
            #expect(address.isLiteral == isLiteral && address.isLoopback == isLoopback, "\(url)")
        }
    }

    @Test func aKeyIsNeverWrittenInClear() {
        let found = errors(reader("url = \"https://reader.example/x\"\nkey = \"sk-12345\""))
        #expect(found.count == 1 && found[0].contains("geoffrin secret second_reader"), "\(found)")
    }

    @Test func aKeyIsNotReadOutOnTheWay() {
        let found = errors(reader("url = \"http://192.168.1.20/x\"\nkey = \"secret:reader\""))
        #expect(found.count == 1 && found[0].hasPrefix("second_reader.key: over http://"), "\(found)")
        #expect(errors(reader("url = \"http://127.0.0.1/x\"\nkey = \"secret:reader\"")).isEmpty)
    }

    @Test func whoAgreesNeedsSomebodyToAsk() {
        let found = errors(tenLines + "[community.atelier.second_reader]\nactive = true\n")
        #expect(found == ["second_reader.active: there is nobody to ask: add [second_reader] with url = \"…\""])
        #expect(errors(tenLines + "[community.atelier.second_reader]\nactive = false\n").isEmpty)
    }

    @Test func nobodyAgreesForAllAtOnce() {
        let found = errors(reader("url = \"https://reader.example/x\"\nactive = true", agrees: false))
        #expect(found.count == 1 && found[0].contains("[community.NAME.second_reader]"), "\(found)")
        let swapped = errors(tenLines + "[community.atelier.second_reader]\nurl = \"https://reader.example/x\"\n")
        #expect(swapped.count == 1 && swapped[0].contains("[second_reader]"), "\(swapped)")
    }

    @Test func sheSaysWhatLeavesAndWhereTo() throws {
        let away = Understanding.sentences(of: try loaded(reader("url = \"https://reader.example/x\"\nper_hour = 30")))
        #expect(
            away.contains {
                $0.en
                    == "Texts leave this machine: unclear lines of libera/#atelier-du-fil, without names, go to reader.example, at most 30 an hour; the room is told."
            })
        let here = Understanding.sentences(of: try loaded(reader("url = \"http://127.0.0.1:8080/x\"")))
        #expect(here.contains { $0.en.contains("go to a second program on this machine, http://127.0.0.1:8080/x") })
        let nobody = Understanding.sentences(
            of: try loaded(reader("url = \"https://reader.example/x\"", agrees: false)))
        #expect(!nobody.contains { $0.en.contains("nclear lines") })
    }

    @Test func aRoomCanAgreeAlone() throws {
        let text =
            tenLines.replacing("\"libera/#atelier-du-fil\"]", with: "\"libera/#atelier-du-fil\", \"libera/#salon\"]")
            + "[room.\"libera/#salon\".second_reader]\nactive = true\n[second_reader]\nurl = \"https://reader.example/x\"\n"
        let configuration = try loaded(text)
        let community = try #require(configuration.communities.first)
        #expect(configuration.roomsWithSecondReader(of: community).map(\.description) == ["libera/#salon"])
    }
}
