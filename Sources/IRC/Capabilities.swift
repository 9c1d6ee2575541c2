// SPDX-License-Identifier: Apache-2.0

import Chat

/// What she and the server agreed upon: IRCv3 capability-negotiation, version 302.
struct Capabilities: Sendable {
    /// What she asks for where it is offered. Names are opaque and case-sensitive. `sts` is never asked for.
    static let wanted: [[UInt8]] = [
        [UInt8]("account-notify"), [UInt8]("account-tag"), [UInt8]("away-notify"), [UInt8]("batch"),
        [UInt8]("cap-notify"),
        [UInt8]("chghost"), [UInt8]("echo-message"), [UInt8]("extended-join"), [UInt8]("message-tags"),
        [UInt8]("multi-prefix"), [UInt8]("server-time"), [UInt8]("setname"), [UInt8]("standard-replies"),
        [UInt8]("userhost-in-names"), [UInt8]("draft/message-redaction"),
    ]

    private(set) var offered: [[UInt8]: [UInt8]] = [:]
    private(set) var enabled: Set<[UInt8]> = []
    /// Requests without an answer yet.
    private(set) var outstanding: [[[UInt8]]] = []
    var isListing = true

    func has(_ name: StaticString) -> Bool { enabled.contains([UInt8](name)) }

    // The ones asked for at each message.
    private(set) var hasAccountTag = false
    private(set) var hasEcho = false
    private(set) var hasMultiPrefix = false
    private(set) var hasExtendedJoin = false

    /// `LS` and `NEW`: at most 512 names are kept.
    mutating func learn(_ list: Bytes) {
        list.pieces(0x20) { piece in
            let equals = piece.position(of: UInt8(ascii: "=")) ?? piece.count
            let name = piece.part(0, equals).array
            guard !name.isEmpty, offered.count < 512 || offered[name] != nil else { return }
            offered[name] = piece.part(equals + 1, piece.count).array
        }
    }

    /// `DEL`: what depended on it stops at once.
    mutating func forget(_ list: Bytes) {
        list.pieces(0x20) { piece in
            offered[piece.array] = nil
            enabled.remove(piece.array)
        }
        refresh()
    }

    /// The lists to send as `CAP REQ`, each short enough for one line; `sasl` among them where it is of use.
    mutating func requests(withSASL: Bool) -> [[UInt8]] {
        var names = Self.wanted
        if withSASL { names.append([UInt8]("sasl")) }
        let asked = Set(outstanding.joined())
        names = names.filter { offered[$0] != nil && !enabled.contains($0) && !asked.contains($0) }
        guard !names.isEmpty else { return [] }
        return ask(in: [names])
    }

    private mutating func ask(in groups: [[[UInt8]]]) -> [[UInt8]] {
        groups.filter { !$0.isEmpty }.map { group in
            outstanding.append(group)
            return Array(group.joined(separator: [0x20]))
        }
    }

    /// `ACK`, which may also take away: `-name`.
    mutating func acknowledge(_ list: Bytes) {
        var names: [[UInt8]] = []
        list.pieces(0x20) { names.append($0.array) }
        for name in names {
            if name.first == UInt8(ascii: "-") {
                enabled.remove(Array(name.dropFirst()))
            } else if Self.wanted.contains(name) || name == [UInt8]("sasl") {
                enabled.insert(name)
            }
        }
        settle(names)
        refresh()
    }

    /// `NAK`: what was refused together is asked for singly, once.
    mutating func refuse(_ list: Bytes) -> [[UInt8]] {
        var names: [[UInt8]] = []
        list.pieces(0x20) { names.append($0.array) }
        settle(names)
        return names.count > 1 ? ask(in: names.filter { offered[$0] != nil }.map { [$0] }) : []
    }

    /// No answer is awaited any more; also after a time-out.
    mutating func stopWaiting() {
        outstanding = []
        isListing = false
    }

    private mutating func settle(_ names: [[UInt8]]) {
        let answered = Set(names.map { $0.first == UInt8(ascii: "-") ? Array($0.dropFirst()) : $0 })
        outstanding = outstanding.map { $0.filter { !answered.contains($0) } }.filter { !$0.isEmpty }
    }

    private mutating func refresh() {
        hasAccountTag = has("account-tag")
        hasEcho = has("echo-message")
        hasMultiPrefix = has("multi-prefix")
        hasExtendedJoin = has("extended-join")
    }
}
