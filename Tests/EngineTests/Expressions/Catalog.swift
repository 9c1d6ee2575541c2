// SPDX-License-Identifier: Apache-2.0

import Chat

@testable import Engine

/// A small catalogue, and an event whose values the tests choose.
enum Sample {
    static let seed: UInt64 = 7
    static let age: FieldIndex = 0
    static let messages: FieldIndex = 1
    static let standing: FieldIndex = 2
    static let account: FieldIndex = 3
    static let host: FieldIndex = 4
    static let text: FieldIndex = 5
    static let words: FieldIndex = 6
    static let links: FieldIndex = 7
    static let domains: FieldIndex = 8
    static let spam: FieldIndex = 9
    static let rooms: FieldIndex = 10
    static let room: FieldIndex = 11

    static let catalog = FieldCatalog([
        .init("member.age", .duration, age, en: "since first seen", fr: "depuis la première fois"),
        .init("member.messages", .integer, messages, en: "messages", fr: "messages"),
        .init("member.standing", .choice(["newcomer", "regular", "trusted"]), standing, en: "standing", fr: "rang"),
        .init("member.account", .bool, account, en: "logged in", fr: "identifié"),
        .init("member.host", .string, host, en: "host", fr: "hôte"),
        .init("text", .text, text, en: "what was written", fr: "ce qui est écrit"),
        .init("text.words", .integer, words, en: "words", fr: "mots"),
        .init("links.count", .integer, links, en: "links", fr: "liens"),
        .init("links.domains", .domains, domains, en: "domains", fr: "domaines"),
        .init("spam", .level, spam, en: "spam", fr: "spam"),
        .init("member.rooms", .strings, rooms, en: "rooms", fr: "salons"),
        .init("room.name", .string, room, en: "room", fr: "salon"),
    ])

    static let lists = [
        NamedList(name: "trusted_sites", values: ["ravelry.com", "*.garnstudio.com", "github.io"]),
        NamedList(name: "insults", values: ["salope", "pédale", "hooker", "kill"]),
        NamedList(name: "nothing", values: []),
        NamedList(name: "rooms", values: ["#tricot", "#Couture"]),
    ]

    static func compiler() -> Compiler { Compiler(catalog: catalog, lists: lists, seed: seed) }

    static func program(_ text: String) throws -> Program {
        var compiler = compiler()
        return try compiler.compile(text)
    }

    /// Whether the expression holds for an event.
    static func holds(_ text: String, _ change: (inout SampleEvent) -> Void = { _ in }) throws -> Bool {
        var compiler = compiler()
        let program = try compiler.compile(text)
        var event = SampleEvent(patterns: compiler.patterns)
        change(&event)
        return program.holds(&event)
    }

    static func mistake(_ text: String) -> ExpressionError? {
        do {
            _ = try program(text)
            return nil
        } catch {
            return error as? ExpressionError
        }
    }
}

struct SampleEvent: FieldSource {
    var integers = [FieldIndex: Int64]()
    var bools = [FieldIndex: Bool]()
    var names = [FieldIndex: ByteString]()
    var sets = [FieldIndex: [ByteString]]()
    var view: TextView?
    var asked: [FieldIndex] = []
    let patterns: PatternBook

    init(patterns: PatternBook) { self.patterns = patterns }

    mutating func say(_ text: String) { view = TextView(PeerText(text), seed: Sample.seed) }

    func bool(_ field: FieldIndex) -> Bool { bools[field] ?? false }
    func integer(_ field: FieldIndex) -> Int64 { integers[field] ?? 0 }
    func string(_ field: FieldIndex) -> ByteString { names[field] ?? "" }
    func set(_ field: FieldIndex) -> [ByteString] { sets[field] ?? [] }
    func withText<Result>(_ field: FieldIndex, _ body: (TextView) -> Result) -> Result? { view.map(body) }
    mutating func isMatched(_ pattern: PatternID) -> Bool {
        asked.append(pattern.field)
        guard let view, let list = patterns.lists.first(where: { $0.field == pattern.field })?.patterns,
            let set = Patterns(list, memory: 8 << 20)
        else { return false }
        var hits = PatternHits()
        set.match(view, into: &hits)
        return hits[Int(pattern.index)]
    }
}
