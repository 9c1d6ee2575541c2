// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import Conf

/// `[detector.dnsbl]`: which lists, through whom, and for whom it is of no use (THREATS J5).
@Suite struct DnsblSettingsTests {
    private func errors(_ text: String) -> [String] { said(text, .error) }
    private func said(_ text: String, _ severity: Diagnostic.Severity) -> [String] {
        Configuration.load(text: text, file: "bot.conf").diagnostics.filter { $0.severity == severity }
            .map { "\($0.path): \($0.message.en)" }
    }

    private func lists(_ lists: String, _ more: String = "") -> String {
        tenLines + "[community.atelier.detector.dnsbl]\nlists = \(lists)\n\(more)"
    }

    @Test func aCommunityNamesItsLists() throws {
        let configuration = try loaded(lists("[\"DNSBL.example.org\", \"bl.example\"]"))
        let room = try #require(configuration.communities.first?.rooms.first?.value)
        #expect(configuration.dnsblLists(of: room) == ["dnsbl.example.org", "bl.example"])
        #expect(try loaded(tenLines).dnsblLists(of: room).isEmpty)
    }

    @Test(arguments: [
        "[\"127.0.0.1\"]", "[\"https://bl.example/\"]", "[\"bl\"]", "[\"bl..example\"]", "[\"liste.exämple\"]",
        "[\"a.example\", \"b.example\", \"c.example\", \"d.example\", \"e.example\"]", "\"bl.example\"",
        "[\"bl.example\", \"BL.example\"]",
    ]) func whatIsNoListIsRefused(_ text: String) {
        let found = errors(lists(text))
        #expect(
            found.count == 1 && found[0].hasPrefix("community.atelier.detector.dnsbl.lists: ")
                || found.count == 1 && found[0].hasPrefix("detector.dnsbl.lists: "), "\(found)")
    }

    @Test func nobodyAgreesForAllAtOnce() {
        let found = errors(tenLines + "[detector.dnsbl]\nlists = [\"bl.example\"]\n")
        #expect(found.count == 1 && found[0].contains("[community.NAME.detector.dnsbl]"), "\(found)")
        let near = errors(lists("[\"bl.example\"]").replacing("lists =", with: "list ="))
        #expect(near.count == 1 && near[0].contains("did you mean \"lists\""), "\(near)")
    }

    @Test(arguments: [
        ("127.0.0.1", NameServer("127.0.0.1:53")), ("9.9.9.9:5353", NameServer("9.9.9.9:5353")),
        ("localhost", nil), ("127.0.0.1:0", nil), ("127.0.0.1:65536", nil), ("127.0.0.1:", nil), ("::1", nil),
        ("127.0.0.1:053", nil),
    ]) func aResolverIsANumber(_ text: String, _ server: NameServer?) {
        #expect(NameServer(text) == server)
        let found = errors(lists("[\"bl.example\"]", "[detector.dnsbl]\nnameserver = \"\(text)\"\n"))
        #expect(found.isEmpty == (server != nil), "\(found)")
    }

    @Test func onMatrixItIsOfNoUseAndSaysSo() throws {
        let matrix = """
            owners = ["maison/@rose:matrix.example"]
            contact = "hello@atelier.example"
            [network.maison]
            matrix = "https://matrix.example"
            token = "secret:maison"
            [community.atelier]
            rooms = ["maison/#atelier:matrix.example"]
            desk = ["maison/#equipe:matrix.example"]
            [community.atelier.detector.dnsbl]
            lists = ["bl.example"]
            """
        #expect(errors(matrix).isEmpty)
        #expect(said(matrix, .warning).contains { $0.contains("Matrix tells none; they are for rooms on IRC") })
        #expect(said(lists("[\"bl.example\"]"), .warning).allSatisfy { !$0.contains("Matrix") })
        let configuration = try loaded(matrix)
        #expect(Understanding.sentences(of: configuration).allSatisfy { !$0.en.contains("Addresses leave") })
    }

    @Test func sheSaysWhatLeavesAndWhereTo() throws {
        let text = lists("[\"bl.example\", \"other.example\"]", "[detector.dnsbl]\nnameserver = \"127.0.0.1\"\n")
        #expect(
            Understanding.sentences(of: try loaded(text)).contains {
                $0.en
                    == "Addresses leave this machine: of newcomers to libera/#atelier-du-fil, where the network shows them, to bl.example and other.example through 127.0.0.1; the room is told."
            })
    }
}
