// SPDX-License-Identifier: Apache-2.0

import Chat
import Scenario
import Testing

@Suite struct ReadingLogs {
    private func read(_ text: String, _ format: LogFormat) -> [LogLine] {
        Array(LogReader(Array(text.utf8), format: format))
    }
    private let nine = Timestamp(seconds: 1_767_603_600)  // 2026-01-05 09:00 UTC

    @Test func tabSeparated() {
        let lines = read(
            """
            2026-01-05T09:00:00\t#tricot\tJOIN\teve\t(~eve@example)\t
            2026-01-05T09:00:10\t#tricot\tMSG\teve\thello\tthere\tspam:x
            2026-01-05T09:01\t#tricot\tACT\teve\twaves
            2026-01-05\t#tricot\tQUIT\teve\tbye
            nonsense
            2026-01-05T09:02:00\t#tricot\tFOO\teve\tx
            """, .tsv)
        #expect(lines.map(\.kind) == [.join, .message, .action, .quit])
        #expect(lines[1].at == nine + .seconds(10))
        #expect(lines[1].text == "hello")
        #expect(lines.map(\.resolution) == [.seconds(1), .seconds(1), .minutes(1), .days(1)])
        #expect(lines.map(\.number) == [1, 2, 3, 4])
    }

    /// From where somebody left is not what they said: two servers that lost each other are two servers.
    @Test func partingWords() {
        let lines = read(
            """
            2026-01-05T09:00:00\t#t\tQUIT\teve\t(~eve@a.example) (one.example.org two.example.org)
            2026-01-05T09:00:01\t#t\tQUIT\teve\t(~eve@a.example) (Quit: bye (and thanks))
            2026-01-05T09:00:02\t#t\tPART\teve\t(~eve@a.example)
            2026-01-05T09:00:03\t#t\tPART\teve\t(see you) soon
            2026-01-05T09:00:04\t#t\tMSG\teve\t(~eve@a.example) (is me)
            """, .tsv)
        #expect(
            lines.map(\.text) == [
                "one.example.org two.example.org", "Quit: bye (and thanks)", "", "(see you) soon",
                "(~eve@a.example) (is me)",
            ])
    }

    @Test func linesThatAreNoneOfTheFormatAreCounted() {
        var reader = LogReader(
            Array("nonsense\n2026-01-05T09:00:00\t#t\tMSG\teve\thi\nmore nonsense\n".utf8), format: .tsv)
        while reader.next() != nil {}
        #expect(reader.unread == 2)
    }

    @Test func weechat() {
        let lines = read(
            """
            2026-01-05 09:00:00\t-->\teve (~eve@example) has joined #tricot
            2026-01-05 09:00:10\t@lise\thello eve
            2026-01-05 09:00:20\t *\teve waves
            2026-01-05 09:00:30\t--\teve is now known as eva
            2026-01-05 09:00:40\t<--\teva (~eve@example) has quit (Ping timeout)
            2026-01-05 09:00:50\t<--\tivo (~ivo@example) has left #tricot (bye)
            """, .weechat)
        #expect(lines.map(\.kind) == [.join, .message, .action, .nick, .quit, .part])
        #expect(lines[1].nick == "lise")
        #expect(lines[2].text == "waves")
        #expect(lines[3].text == "eva")
        #expect(lines[4].text == "Ping timeout")
        #expect(lines[0].at == nine)
    }

    @Test func irssi() {
        let lines = read(
            """
            --- Log opened Mon Jan 05 09:00:00 2026
            09:00 -!- eve [~eve@example] has joined #tricot
            09:01 <@lise> hello eve
            09:01 < eve> hi
            09:02  * eve waves
            09:03 -!- eve is now known as eva
            09:04 -!- eva was kicked from #tricot by lise [enough]
            --- Day changed Tue Jan 06 2026
            00:10 < ivo> late
            """, .irssi)
        #expect(lines.map(\.kind) == [.join, .message, .message, .action, .nick, .kick, .message])
        #expect(lines[1].nick == "lise")
        #expect(lines[5].nick == "lise")
        #expect(lines[5].text == "eva")
        #expect(lines[0].at == nine)
        #expect(lines[6].at == nine + .hours(15) + .minutes(10))
        #expect(lines[1].resolution == .minutes(1))
    }

    @Test(arguments: [LogFormat.znc, .energymech])
    func bracketed(_ format: LogFormat) {
        let lines = read(
            """
            [09:00:00] *** Joins: eve (~eve@example)
            [09:00:10] <eve> hello [you]
            [09:00:20] * eve waves
            [09:00:30] *** eve is now known as eva
            [09:00:40] *** ivo was kicked by lise (enough)
            [09:00:50] *** Quits: eva (~eve@example) (Ping timeout)
            [09:00:55] -lise- a notice
            [00:00:01] <ivo> the next day
            """, format)
        #expect(lines.map(\.kind) == [.join, .message, .action, .nick, .kick, .quit, .notice, .message])
        #expect(lines[1].text == "hello [you]")
        #expect(lines[3].text == "eva")
        #expect(lines[4].text == "ivo")
        #expect(lines[7].at == nine + .hours(15) + .seconds(1))
    }

    /// THREATS G8, G10: a log is a stranger's file.
    @Test(arguments: LogFormat.allCases)
    func nothingTrapsOnStrangeBytes(_ format: LogFormat) {
        let pieces: [[UInt8]] = [
            [0xFF, 0xFE], Array("[".utf8), Array("[99:99:99] <".utf8), Array("2026-13-45T99:99:99\t\t\t\t".utf8),
            [0x09, 0x09, 0x09, 0x09],
            Array("--- Day changed".utf8), Array("09:00 -".utf8), Array("09:00 -!- ".utf8),
            Array("[09:00:00] *** ".utf8), [0x0D], [0],
            Array("2026-01-05 09:00:00\t<--\t".utf8), Array("[09:00:00] ***".utf8), Array("09:00 <>".utf8),
        ]
        for first in pieces {
            for second in pieces { for _ in LogReader(first + second + [0x0A] + first, format: format) {} }
        }
    }
}
