// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Conf

private let network = "[network.libera]\nirc = \"irc.libera.chat\"\n"

private func findings(_ text: String, _ severity: Diagnostic.Severity) -> [String] {
    Configuration.load(text: text, file: "f").diagnostics.filter { $0.severity == severity }.map {
        "\($0.path): \($0.message.en)"
    }
}
private func errors(_ text: String) -> [String] { findings(text, .error) }
private func warnings(_ text: String) -> [String] { findings(text, .warning) }

private let salon = "[community.a]\nrooms = [\"libera/#a\"]\n"

@Test func everyMechanismHasItsPlaceInTheOrderOfTheFile() throws {
    let text =
        network + "certificate = \"c.pem\"\n"
        + "sasl = { mechanisms = [\"EXTERNAL\", \"SCRAM-SHA-512\", \"ECDSA-NIST256P-CHALLENGE\", \"SCRAM-SHA-256\", \"PLAIN\"], "
        + "account = \"g\", password = \"secret:g\", key = \"file:/k.pem\" }\n" + salon
    let entry = try #require(try loaded(text).networks.first)
    #expect(
        entry.sasl?.mechanisms.map(\.value) == [.external, .scramSHA512, .ecdsa, .scramSHA256, .plain])
    #expect(entry.sasl?.key?.value == .file("/k.pem"))
    #expect(entry.secrets.count == 2)
}

@Test func aMechanismThatLacksSomethingIsNamedAndStopsNothing() {
    let text =
        network + "sasl = { mechanisms = [\"EXTERNAL\", \"ECDSA-NIST256P-CHALLENGE\", \"PLAIN\"], account = \"g\" }\n"
        + salon
    #expect(errors(text).isEmpty)
    #expect(warnings(text).filter { $0.contains("passed over") }.count == 3)
}

@Test func aProxyHasAnAddressAndEitherBothOfALoginOrNeither() throws {
    let plain = try #require(
        try loaded(network + "proxy = { socks5 = \"proxy.example\" }\n" + salon).networks.first?.proxy)
    #expect(plain.server.value.host == "proxy.example")
    #expect(plain.port == 1080)
    let named = try #require(
        try loaded(
            network + "proxy = { socks5 = \"[::1]:9050\", account = \"a\", password = \"secret:p\" }\n" + salon
        ).networks.first?.proxy)
    #expect(named.port == 9050)
    #expect(named.password?.value == .stored("p"))
    #expect(errors(network + "proxy = { account = \"a\", password = \"secret:p\" }\n" + salon).count == 1)
    #expect(errors(network + "proxy = { socks5 = \"h\", account = \"a\" }\n" + salon).count == 1)
    #expect(errors(network + "proxy = { socks5 = \"h\", account = \"a\", password = \"clear\" }\n" + salon).count >= 1)
}

// They count from the moment at which the server asks for TLS (IRCv3 sts).
@Test func pinsMayStandBesidePlainText() throws {
    let hex = String(repeating: "ab", count: 32)
    let text = network + "tls = false\npins = [\"sha256:\(hex)\"]\n" + salon
    #expect(try loaded(text).networks.first?.pins.count == 1)
    #expect(warnings(text).contains { $0.contains("pins") })
}

@Test func aPasswordOverPlainTextIsWarnedOfUnlessTheServerIsHere() {
    func text(_ server: String) -> String {
        "[network.libera]\nirc = \"\(server)\"\ntls = false\nnick = \"g\"\n"
            + "sasl = { mechanisms = [\"PLAIN\"], account = \"g\", password = \"secret:g\" }\n" + salon
    }
    #expect(warnings(text("irc.example.org")).contains { $0.contains("PLAIN over plain TCP") })
    #expect(!warnings(text("127.0.0.1:6667")).contains { $0.contains("PLAIN over plain TCP") })
}

@Test func aCommunityMayHaveNoRoomIfItSaysSo() throws {
    let text = network + "[community.a]\nrooms = []\n"
    #expect(try loaded(text).communities.first?.rooms.isEmpty == true)
    #expect(warnings(text).contains { $0.contains("no room") })
    #expect(errors(network + "[community.a]\n").count == 1)
}

// +k: the key of a room is a secret as any password is; a desk may have one too.
@Test func aRoomHasItsKey() throws {
    let desk = salon + "desk = [\"libera/#mods\"]\n"
    let key = "[room.\"libera/#a\"]\nkey = \"secret:a\"\n[room.\"libera/#mods\"]\nkey = \"file:/k\"\n"
    let configuration = try loaded(network + desk + key)
    let keys = configuration.roomKeys.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.value)" }
    #expect(keys == ["libera/#a secret:a", "libera/#mods file:/k"])
    let clear = errors(network + salon + "[room.\"libera/#a\"]\nkey = \"sesame\"\n")
    #expect(clear.count == 1)
    #expect(clear.first?.contains("secret:key-a") == true)
    #expect(clear.first?.contains("sesame") == false)
    // A desk has nothing else of its own, and a room of nobody has no key.
    #expect(errors(network + desk + "[room.\"libera/#mods\".welcome]\nafter = \"2m\"\n").count == 1)
    #expect(errors(network + salon + "[room.\"libera/#b\"]\nkey = \"secret:a\"\n").count == 1)
    let matrix =
        "[network.m]\nmatrix = \"https://m.example\"\ntoken = \"secret:m\"\n[community.b]\nrooms = [\"m/!b:m.example\"]\n"
    #expect(errors(network + salon + matrix + "[room.\"m/!b:m.example\"]\nkey = \"secret:a\"\n").count == 1)
}
