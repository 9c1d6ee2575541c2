// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import Engine

@Suite struct LinkTests {
    private func hosts(_ text: String) -> [String] {
        TextView(PeerText(text), seed: 7).links.map { $0.domain?.name.text ?? "-" }
    }

    @Test(arguments: [
        ("https://wikipedia.org.evil.tk", ["wikipedia.org.evil.tk"]),
        ("https://wikipedia.org@evil.tk", ["evil.tk"]),
        ("https://a@b@evil.tk/x", ["evil.tk"]),
        ("https://evil.tk\\@wikipedia.org", ["evil.tk"]),
        ("evil.tk/wikipedia.org", ["evil.tk"]),
        ("hxxp://evil.tk", ["evil.tk"]),
        ("hxxps://evil[.]tk/x", ["evil.tk"]),
        ("evil(.)tk", ["evil.tk"]),
        ("evil。tk/x", ["evil.tk"]),
        ("ｅｖｉｌ．ｔｋ", ["evil.tk"]),
        ("http://2130706433/", ["127.0.0.1"]),
        ("http://0x7f.1/", ["127.0.0.1"]),
        ("http://0177.0.0.1/", ["127.0.0.1"]),
        ("http://[::1]:80/", ["[::1]"]),
        ("http://999.1.1.1/", ["-"]),
        ("https://bücher.example", ["xn--bcher-kva.example"]),
        ("https://BÜCHER.example", ["xn--bcher-kva.example"]),
        ("https://xn--BCHER-kva.example", ["xn--bcher-kva.example"]),
        ("https://раураl.com", ["xn--l-7sba6dbr.com"]),
        ("HTTPS://Evil.TK:443/A", ["evil.tk"]),
        ("http:/\\evil.tk", ["evil.tk"]),
        ("https://ev%69l.tk", ["evil.tk"]),
        ("https://evil.tk.", ["evil.tk"]),
        ("(see https://evil.tk), ok", ["evil.tk"]),
        ("[click](https://evil.tk/x) <https://b.example>", ["evil.tk", "b.example"]),
        ("voici:https://evil.tk", ["evil.tk"]),
        ("xxhttps://evil.tk", ["evil.tk"]),
        ("https://google.com/url?q=https://evil.tk/x", ["google.com", "evil.tk"]),
        ("https://google.com/url?q=https%3A%2F%2Fevil.tk", ["google.com", "evil.tk"]),
        ("https://google.com/url?q=%2F%2Fevil.tk", ["google.com", "evil.tk"]),
        ("https://google.com/url?q=//evil.tk/x&sa=D", ["google.com", "evil.tk"]),
        ("google.com/url?q=\\\\evil.tk", ["google.com", "evil.tk"]),
        ("https://google.com/url?q=http:/evil.tk", ["google.com", "evil.tk"]),
        ("https://google.com/url?q=https%253A%252F%252Fevil.tk", ["google.com", "evil.tk"]),
        ("https://google.com/url?q=%68ttps%3a%2F%2Fev%69l.tk", ["google.com", "evil.tk"]),
        ("https://google.com/url?q=https://google.com%40evil.tk", ["google.com", "evil.tk"]),
        ("https://google.com/url?q=https://google.com@evil.tk:443/", ["google.com", "evil.tk"]),
        (
            "https://google.com/url?q=https%3A%2F%2Fbing.com%2Fck%3Fu%3D%252F%252Fevil.tk",
            ["google.com", "bing.com", "evil.tk"]
        ),
        ("https://out.example/?url=evil.tk", ["out.example", "evil.tk"]),
        ("https://out.example/?a=1&Redirect_To=evil.tk%2Fx", ["out.example", "evil.tk"]),
        ("https://out.example/?next=/home&to=bob@evil.tk&file=main.rs&url=a.b", ["out.example"]),
        ("https://out.example//evil.tk/x?q=evil.tk&p=//static/app.js&v=1.2", ["out.example"]),
        ("https://web.archive.org/web/2020/https://evil.tk/", ["web.archive.org", "evil.tk"]),
        ("https://out.example/100%25", ["out.example"]),
        ("https://out.example/?u=", ["out.example"]),
        ("https://google.com/url?sa=t&q=evil.tk", ["google.com", "evil.tk"]),
        ("https://youtube.com/redirect?q=t.me%2Ffreebtc", ["youtube.com", "t.me"]),
        ("https://google.com/search?q=node.io&u=u=evil.tk", ["google.com", "evil.tk"]),
        ("t.me/freebtc", ["t.me"]),
        ("www.site.me", ["www.site.me"]),
        ("go to example.com now", ["example.com"]),
        ("ht\u{200B}tps://ev\u{AD}il.tk", ["evil.tk"]),
        ("wikipedia.org@evil.tk/x", ["evil.tk"]),
        ("10.0.0.1/admin", ["10.0.0.1"]),
        ("thanks @lise:example.org and (@marc.b:example.com:8448)!", []),
        ("@x:evil.tk/buy, see:evil.tk", ["evil.tk", "evil.tk"]),
    ])
    func hostsAreFoundBehindTheirCostumes(text: String, expected: [String]) { #expect(hosts(text) == expected) }

    @Test(arguments: [
        "salut.ça va", "fin.Et alors", "main.rs", "src/main.swift:12", "index.js/foo", "e.g. this", "1.2.3.4", "v1.2",
        "bob@example.com", "and/or", "3.50/pelote", "Hello...World", "std::io::Read", "12:30", "a.b", "node.js",
        "12/11/2026",
        "http://", "M.Dupont", "etc./etc.",
    ])
    func sentencesAndFilesAreNoLinks(text: String) { #expect(hosts(text) == []) }

    /// Whatever is cut off, nothing behind the end is read.
    @Test(arguments: [
        "https://a.example/u?q=%252568ttps%3a%5C%2Fb.example%2525252f%2F%252", "a.example/?url=%2F%2Fc%2Eexample%25",
        "http://a.example/?=//%", "http://a.example/http%3A%2", "a.example/?to=b.example%2F&u=%",
    ])
    func whatIsCutOffAnywhereIsRead(text: String) {
        for length in 0...text.utf8.count {
            let found = hosts(String(decoding: text.utf8.prefix(length), as: UTF8.self))
            #expect(found.count <= 3, "\(length)")
        }
    }

    @Test func signsOfDisguiseAreSeen() {
        func link(_ text: String) -> Link? { TextView(PeerText(text), seed: 7).links.first }
        #expect(link("https://a@evil.tk")?.hasUserinfo == true)
        #expect(link("hxxp://evil.tk")?.isDisguised == true)
        #expect(link("http://2130706433/")?.isDisguised == true)
        #expect(link("http://127.0.0.1/")?.isDisguised == false)
        #expect(link("https://evil.tk")?.isDisguised == false)
        #expect(link("evil.tk/x")?.hasScheme == false)
    }

    @Test func linksAreCountedBeyondThoseKept() {
        let view = TextView(PeerText(String(repeating: "a.com ", count: 40)), seed: 7)
        #expect(view.links.count == 16)
        #expect(view.features.links == 40)
    }

    @Test(arguments: [
        ("www.example.com", "example.com"), ("a.b.example.co.uk", "example.co.uk"),
        ("x.eve.github.io", "eve.github.io"),
        ("example.com", "example.com"), ("eve.github.io", "eve.github.io"),
    ])
    func theRegistrableDomainIsFound(host: String, expected: String) {
        #expect(Domain(host: Array(host.utf8))?.registrable.text == expected)
    }

    @Test func suffixesMatchByLabels() throws {
        let set = DomainSet(try ["ravelry.com", "github.io", "127.0.0.1"].map { try #require(Domain(written: $0)) })
        for yes in ["ravelry.com", "www.ravelry.com", "a.b.ravelry.com", "github.io", "127.0.0.1"] {
            #expect(set.contains(ByteString(yes)), "\(yes)")
        }
        for no in ["xravelry.com", "ravelry.com.evil.tk", "com", "eve.github.io", "1.127.0.0.1", "", "."] {
            #expect(!set.contains(ByteString(no)), "\(no)")
        }
    }

    // RFC 3492 §7.1
    @Test(arguments: [
        ("他们为什么不说中文", "xn--ihqwcrb4cv8a8dqg056pqjye"),
        ("почемужеонинеговорятпорусски", "xn--b1abfaaepdrnnbgefbadotcwatmq2g4l"),
        ("bücher", "xn--bcher-kva"), ("ドメイン名例", "xn--eckwd4c7cu47r2wf"),
    ])
    func labelsBecomePunycode(label: String, expected: String) {
        #expect(Punycode.encode(label.unicodeScalars.map(\.value)) == Array(expected.utf8))
    }
}
