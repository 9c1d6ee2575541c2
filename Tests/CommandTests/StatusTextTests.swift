// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf
import Control
import Testing

@testable import Bot
@testable import geoffrin

/// What `status` says of a network that is there.
@Suite struct StatusTextTests {
    private static let now = Timestamp(milliseconds: 1_800_000_000_000)

    private func status(_ report: LinkReport) -> House.Status {
        let network = NetworkID("libera")
        var picture = Board.Picture()
        picture.networks = [.init(id: network, state: .connected, since: Self.now, why: "", waiting: 0)]
        return House.Status(
            version: "1", runningFor: .hours(1), board: picture, communities: [], fingerprints: [], words: [],
            now: Self.now, reports: [network: report])
    }

    @Test(arguments: [
        (TimeSpan.days(3) + .hours(1), "ends in 3 days", "finit dans 3 jours\u{A0}"),
        (.hours(1), "ends in 0 days", "finit dans 0 jour\u{A0}"),
        (.days(1) + .hours(1), "ends in 1 day;", "finit dans 1 jour\u{A0}"),
        (.zero - .days(2), "ended 2 days ago", "n'est plus valable depuis 2 jours"),
    ]) func aCertificateThatEndsOrHasEnded(from now: TimeSpan, en: String, fr: String) {
        var report = LinkReport()
        report.serverCertificateEnds = Self.now + now
        for (tongue, words) in [(Tongue.en, en), (.fr, fr)] {
            let lines = StatusText.reply(status(report), tongue).lines
            #expect(lines.count(where: { $0.contains("libera") && $0.contains(words) }) == 1, "\(lines)")
        }
        report = LinkReport()
        report.ownCertificateEnds = Self.now + now
        let reply = StatusText.reply(status(report), .en)
        #expect(reply.lines.contains { $0.contains("my certificate \(en)") }, "\(reply.lines)")
        let seconds = (Self.now + now).milliseconds / 1000
        #expect(reply.data?.contains("\"own_certificate_ends\":\(seconds)") == true, "\(reply.data ?? "")")
        #expect(reply.data?.contains("\"certificate_ends\":null") == true, "\(reply.data ?? "")")
    }

    @Test func whatCouldNotBeReadAndWhyServicesDoNotKnowHer() {
        var report = LinkReport()
        #expect(!StatusText.reply(status(report), .en).lines.contains { $0.contains("could not be read") })
        report.unreadable = 7
        report.unidentified = .absent
        let reply = StatusText.reply(status(report), .en)
        #expect(reply.lines.contains { $0.contains("libera: connected, 7 lines that could not be read") })
        #expect(reply.data?.contains("\"unidentified\":\"absent\"") == true, "\(reply.data ?? "")")
        #expect(reply.data?.contains("\"unreadable\":7") == true, "\(reply.data ?? "")")
    }
}
