// SPDX-License-Identifier: Apache-2.0

import Chat

/// A policy list of others as one community knows it: what it says now, and what of that people have agreed to.
struct Blocklist: Sendable {
    /// What is kept over a restart; the rules themselves are told anew by the network.
    struct Record: Sendable, Hashable {
        enum Stance: UInt8, Sendable { case unasked = 1, asked, followed, refused }
        var stance = Stance.unasked
        /// The case in which the desk was asked about `shown`; 0: nothing waits.
        var caseNumber: Int32 = 0
        /// The case that began it: undoing that one ends it.
        var begun: Int32 = 0
        /// Rules, by hash, in order: agreed to, turned down, and those the open case is about.
        var accepted: [UInt64] = []
        var declined: [UInt64] = []
        var shown: [UInt64] = []
        /// People, by hash, of whom the desk has heard because of this list; the newest `toldMost`. Nobody is
        /// proposed or touched twice for it: what people lift stays lifted.
        var told: [UInt64] = []
        static let toldMost = 1000
    }

    var record = Record()
    /// By key; at most `Listing.most`. Empty until the network told the list whole.
    private(set) var rules: [ByteString: Listing.Rule] = [:]
    private(set) var isLoaded = false
    private(set) var unread: Int32 = 0
    /// The rules by hash.
    private(set) var byHash: [UInt64: Listing.Rule] = [:]
    /// Those agreed to.
    private(set) var matcher = ListMatcher()

    mutating func take(_ listing: Listing, seed: UInt64) {
        if listing.isWhole {
            rules = [:]
            isLoaded = true
        }
        for key in listing.gone { rules[key] = nil }
        for rule in listing.rules where rules.count < Listing.most || rules[rule.key] != nil { rules[rule.key] = rule }
        unread = listing.unread
        byHash = Dictionary(
            rules.values.map { (Self.hash($0, seed: seed), $0) }, uniquingKeysWith: { $0.key < $1.key ? $0 : $1 })
        match()
    }

    /// To be called when `record.accepted` has changed.
    mutating func match() { matcher = ListMatcher(record.accepted.compactMap { byHash[$0] }) }

    /// Named now and neither agreed to nor turned down; agreed to and not named any more.
    var changes: (new: [UInt64], gone: [UInt64]) {
        let known = Set(record.accepted).union(record.declined)
        return (byHash.keys.filter { !known.contains($0) }.sorted(), record.accepted.filter { byHash[$0] == nil })
    }

    static func hash(_ rule: Listing.Rule, seed: UInt64) -> UInt64 {
        SeededHash.of([rule.kind.rawValue] + rule.entity.bytes, seed: seed)
    }
}

extension Blocklist.Record: Packed {
    init(from reader: inout ByteReader) throws(PackedError) {
        let number = try reader.byte()
        guard let stance = Stance(rawValue: number) else { throw .unknown("Blocklist", UInt64(number)) }
        self.stance = stance
        caseNumber = try reader.signed(as: Int32.self)
        begun = try reader.signed(as: Int32.self)
        accepted = try [Hash](from: &reader).map(\.value)
        declined = try [Hash](from: &reader).map(\.value)
        shown = try [Hash](from: &reader).map(\.value)
        told = try [Hash](from: &reader).map(\.value)
    }
    func pack(into writer: inout ByteWriter) {
        writer.put(byte: stance.rawValue)
        writer.put(signed: Int64(caseNumber))
        writer.put(signed: Int64(begun))
        for list in [accepted, declined, shown, told] { list.map(Hash.init).pack(into: &writer) }
    }
}

/// A 64-bit hash in packed form.
struct Hash: Packed {
    var value: UInt64
    init(_ value: UInt64) { self.value = value }
    init(from reader: inout ByteReader) throws(PackedError) { value = try reader.unsigned() }
    func pack(into writer: inout ByteWriter) { writer.put(unsigned: value) }
}
