// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import IRC

@Suite struct VectorTests {
    @Test func everyMessageIsSplitAsTheVectorsSay() throws {
        struct Case: Decodable {
            var input: String
            var atoms: Atoms
        }
        let cases = try Vectors.load("msg-split", as: Case.self)
        #expect(cases.count == 35)
        for item in cases {
            let message = try #require(Array(item.input.utf8).lend { RawMessage(parsing: $0) })
            #expect(text(message.verb) == item.atoms.verb, "\(item.input)")
            #expect(message.source.map(text) == item.atoms.source, "\(item.input)")
            #expect(message.parameters.map(text) == item.atoms.params ?? [], "\(item.input)")
            let tags = Dictionary(uniqueKeysWithValues: message.tags.map { (text($0.key), text($0.value)) })
            #expect(tags == (item.atoms.tags ?? [:]).mapValues { $0 ?? "" }, "\(item.input)")
        }
    }

    @Test func everyMessageIsJoinedToOneOfTheFormsAllowed() throws {
        struct Case: Decodable {
            var atoms: Atoms
            var matches: [String]
        }
        let cases = try Vectors.load("msg-join", as: Case.self)
        #expect(cases.count == 18)
        for item in cases {
            let tags = (item.atoms.tags ?? [:]).map { RawMessage.Tag(Array($0.key.utf8), Array(($0.value ?? "").utf8)) }
            let message = RawMessage(
                tags: tags, source: item.atoms.source.map { Array($0.utf8) },
                verb: Array((item.atoms.verb ?? "").utf8), parameters: (item.atoms.params ?? []).map { Array($0.utf8) })
            #expect(item.matches.contains(text(message.serialized)))
        }
    }

    @Test func everySourceIsSplitAsTheVectorsSay() throws {
        struct Case: Decodable {
            var source: String
            var atoms: Atoms
        }
        let cases = try Vectors.load("userhost-split", as: Case.self)
        #expect(cases.count == 7)
        for item in cases {
            Array(item.source.utf8).lend { bytes in
                let source = Source(bytes)
                #expect(text(source.nick.array) == item.atoms.nick ?? "")
                #expect(text(source.user.array) == item.atoms.user ?? "")
                #expect(text(source.host.array) == item.atoms.host ?? "")
            }
        }
    }

    @Test func everyMaskMatchesWhatTheVectorsSay() throws {
        struct Case: Decodable {
            var mask: String
            var matches: [String]
            var fails: [String]
        }
        for item in try Vectors.load("mask-match", as: Case.self) {
            let mask = Mask(verbatim: Array(item.mask.utf8))
            for name in item.matches {
                #expect(Array(name.utf8).lend { mask.matches($0, .ascii) }, "\(item.mask) \(name)")
            }
            for name in item.fails {
                #expect(!Array(name.utf8).lend { mask.matches($0, .ascii) }, "\(item.mask) \(name)")
            }
        }
    }

    @Test func everyHostNameIsJudgedAsTheVectorsSay() throws {
        struct Case: Decodable {
            var host: String
            var valid: Bool
        }
        let cases = try Vectors.load("validate-hostname", as: Case.self)
        #expect(cases.count == 19)
        for item in cases { #expect(Array(item.host.utf8).lend { HostName.isValid($0) } == item.valid, "\(item.host)") }
    }

    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
