// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf
import Foundation
import Language
import Testing

@testable import Engine

/// What cannot be asked has no opinion (rule 25), verdicts teach nothing (rule 28), nothing leaves for others (rule 31).
@Suite struct Opinions {
    @Test func withoutAModelThereIsNoOpinionAndTheOthersGoOn() throws {
        var house = try House(House.conf(preset: "strict"))
        var policy = house.engine.policy
        policy.model = nil
        house.engine.adopt(policy)
        let noted = house.say("bob", "you fucking stupid piece of shit")
        #expect(noted.allSatisfy { $0.verdict.signals.allSatisfy { $0.name != Toxicity.name } })
        house.flood("eve")
        #expect(house.sanctions.contains { if case .mute = $0.action { true } else { false } })
    }

    @Test func anOrdinaryLineWantsNothingFromOutside() throws {
        // The engine's answer to an event is acts and nothing else: what is asked outside would have to come back as one.
        var house = try House()
        let made = house.say("bob", "https://unknown.example/page what do you think of this?")
        #expect(made.flatMap(\.acts).isEmpty)
    }

    private func record(_ house: House, _ name: String) -> PersonRecord? {
        let id = PersonID(House.network, .host, ByteString("\(name)@\(name).example"))
        return house.engine.state.persons.number(of: id).map { house.engine.state.persons[$0] }
    }

    @Test func linesAtFaultMakeNobodyARegular() throws {
        var house = try House(House.conf(mode: "observe"))
        for _ in 1...3 {
            house.flood("eve", 30)
            house.wait(.days(1))
        }
        let eve = try #require(record(house, "eve"))
        #expect(house.engine.state.cases.values.contains { $0.person == eve.id })
        #expect(eve.messages < PersonRecord.regularMessages, "of 90 lines \(eve.messages) earn trust")
        #expect(eve.standing(at: house.now) == .newcomer)
    }

    @Test func anUnreviewedVerdictLeavesModelListsAndRulesAlone() throws {
        var house = try House()
        let before = house.engine.policy.fingerprint
        let checksum = house.engine.policy.model?.checksum
        house.flood("eve")
        house.wait(.hours(2))
        #expect(house.engine.policy.fingerprint == before && house.engine.policy.model?.checksum == checksum)
        // Said once by somebody else it is what it always was.
        #expect(house.say("bob", "buy my things now 3").allSatisfy { $0.verdict.signals.isEmpty })
    }

    /// One door leads out, and only the adapter of a homeserver goes through it, to the server of the file.
    @Test func onlyAdaptersKnowANetwork() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Sources")
        let allowed: [String: Set<String>] = [
            "Curl": ["MatrixAdapter", "SecondReader", "geoffrin"], "CCurl": ["Curl"],
            "CResolve": ["Dnsbl"], "Dnsbl": ["geoffrin"],
            "NIOCore": ["IRCAdapter", "Control"],
            "NIOPosix": ["IRCAdapter", "Control"], "NIOSSL": ["IRCAdapter"], "FoundationNetworking": [],
            "AsyncHTTPClient": [],
        ]
        let files = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []
        var looked = 0
        for file in files where file.hasSuffix(".swift") {
            let target = String(file.prefix { $0 != "/" })
            let text = try String(contentsOf: root.appendingPathComponent(file), encoding: .utf8)
            looked += 1
            for match in text.matches(of: /import ([A-Za-z]+)/) {
                let module = String(match.1)
                if let targets = allowed[module] { #expect(targets.contains(target), "\(file) imports \(module)") }
            }
        }
        #expect(looked > 400)
    }
}
