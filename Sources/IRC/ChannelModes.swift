// SPDX-License-Identifier: Apache-2.0

import Chat

/// Which letters of a MODE line take an argument, and which of them are ranks: ISUPPORT CHANMODES and PREFIX.
public struct ChannelModes: Sendable {
    public enum Kind: Sendable { case list, always, whenSet, never, rank }

    /// Letters of A, B and C; all others take no argument (Modern "CHANMODES": treat unknown ones as type D).
    private(set) var lists: [UInt8] = [UInt8]("b")
    private var always: [UInt8] = [UInt8]("k")
    private var whenSet: [UInt8] = [UInt8]("l")
    /// Letters of D, as the server names them.
    private(set) var flags: [UInt8] = [UInt8]("imnpst")
    /// Rank letters and their signs, highest first; at most 16.
    public private(set) var ranks: [UInt8] = [UInt8]("ov")
    public private(set) var signs: [UInt8] = [UInt8]("@+")

    public init() {}

    mutating func readTypes(_ value: [UInt8]) { value.lend { readTypes($0) } }
    mutating func readPrefix(_ value: [UInt8]) { value.lend { readPrefix($0) } }

    mutating func readTypes(_ value: Bytes) {
        var fields: [[UInt8]] = [[]]
        for byte in value {
            if byte == UInt8(ascii: ",") { fields.append([]) } else { fields[fields.count - 1].append(byte) }
        }
        lists = fields[0]
        always = fields.count > 1 ? fields[1] : []
        whenSet = fields.count > 2 ? fields[2] : []
        flags = fields.count > 3 ? fields[3] : []
    }

    /// `(qaohv)~&@%+`; empty where there are no ranks at all.
    mutating func readPrefix(_ value: Bytes) {
        guard value.first == UInt8(ascii: "("), let close = value.position(of: UInt8(ascii: ")")) else {
            ranks = []
            signs = []
            return
        }
        let letters = value.part(1, close).array
        let marks = value.part(close + 1, value.count).array
        let count = min(letters.count, marks.count, 16)
        ranks = Array(letters.prefix(count))
        signs = Array(marks.prefix(count))
    }

    public func kind(of letter: UInt8) -> Kind {
        if ranks.contains(letter) { return .rank }
        if lists.contains(letter) { return .list }
        if always.contains(letter) { return .always }
        if whenSet.contains(letter) { return .whenSet }
        return .never
    }

    /// A list of people that the server keeps, and no rank of the same letter: `q` is the founders' sign elsewhere.
    func hasList(_ letter: UInt8) -> Bool { lists.contains(letter) && !ranks.contains(letter) }

    func bit(ofSign sign: UInt8) -> UInt16? { signs.firstIndex(of: sign).map { 1 << UInt16($0) } }
    func bit(ofRank letter: UInt8) -> UInt16? { ranks.firstIndex(of: letter).map { 1 << UInt16($0) } }

    /// The rank that a set of prefixes gives. Letters beside the five usual ones take the power of their place.
    func rank(_ bits: UInt16) -> Rank {
        guard bits != 0 else { return .member }
        let index = bits.trailingZeroBitCount
        guard index < ranks.count else { return .member }
        switch ranks[index] {
        case UInt8(ascii: "q"): return .founder
        case UInt8(ascii: "a"), UInt8(ascii: "o"): return .op
        case UInt8(ascii: "h"): return .halfop
        case UInt8(ascii: "v"): return .voice
        case UInt8(ascii: "y"), UInt8(ascii: "Y"): return .ircop
        default:
            // An unknown sign: of halfop's power unless it stands below voice.
            let voice = ranks.firstIndex(of: UInt8(ascii: "v")) ?? ranks.count
            return index < voice ? .halfop : .member
        }
    }

    /// Walks a MODE line: `+ov-b alice bob *!*@x`. A letter whose argument is missing is skipped.
    public func walk(
        _ message: MessageView, from first: Int,
        _ body: (_ isAdded: Bool, _ letter: UInt8, _ kind: Kind, _ argument: Bytes) -> Void
    ) {
        var isAdded = true
        var next = first + 1
        for letter in message[first] {
            if letter == UInt8(ascii: "+") || letter == UInt8(ascii: "-") {
                isAdded = letter == UInt8(ascii: "+")
                continue
            }
            let kind = kind(of: letter)
            let takesArgument =
                switch kind {
                case .list, .always, .rank: true
                case .whenSet: isAdded
                case .never: false
                }
            var argument = Bytes.none
            if takesArgument {
                guard next < message.count else { continue }
                argument = message[next]
                next += 1
            }
            body(isAdded, letter, kind, argument)
        }
    }
}
