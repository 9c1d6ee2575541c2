// SPDX-License-Identifier: Apache-2.0

import Conf

/// One utterance with holes: `{{name}}`, and `{{n|message|messages}}`, which agrees with the number `n`.
///
/// Compiled once; filled in one pass, so that a value is never read as a template (THREATS.md B3).
struct Template: Sendable, Hashable {
    /// The longest text accepted, in bytes. An IRC line holds about 400; more is said in several.
    static let longest = 2048

    enum Part: Sendable, Hashable {
        case literal(String)
        case slot(Words.Slot)
        case plural(Words.Slot, one: String, many: String)
    }

    let source: String
    let parts: [Part]

    init(literal: String) {
        source = literal
        parts = [.literal(literal)]
    }

    private init(source: String, parts: [Part]) {
        self.source = source
        self.parts = parts
    }

    /// The slots it names, each time it names them.
    var slots: [Words.Slot] {
        parts.compactMap { part in
            switch part {
            case .literal: nil
            case .slot(let slot), .plural(let slot, _, _): slot
            }
        }
    }

    /// What is wrong at a byte of the text.
    struct Fault: Sendable, Hashable {
        enum Kind: Sendable, Hashable {
            case unclosed, badPlural, tooLong, control, empty
            case unknownSlot(String, nearest: String?, known: [String])
            case unknownKey(nearest: String?)
        }
        let offset: Int
        let kind: Kind
        init(at offset: Int, _ kind: Kind) {
            self.offset = offset
            self.kind = kind
        }
    }

    /// All that is wrong with a text.
    struct Faults: Error {
        var list: [Fault]
    }

    /// Compiles `text`, which may name the `allowed` slots; nil allows every slot there is.
    static func compile(_ text: String, allowing allowed: [Words.Slot]?) -> Result<Template, Faults> {
        let bytes = Array(text.utf8)
        var faults: [Fault] = []
        if bytes.count > longest { return .failure(Faults(list: [Fault(at: longest, .tooLong)])) }
        if let control = bytes.firstIndex(where: { ($0 < 0x20 && $0 != 0x0A) || $0 == 0x7F }) {
            faults.append(Fault(at: control, .control))
        }
        var parts: [Part] = []
        var literalStart = 0
        var i = 0
        func closeLiteral(at end: Int) {
            if end > literalStart { parts.append(.literal(String(decoding: bytes[literalStart..<end], as: UTF8.self))) }
        }
        while i + 1 < bytes.count {
            guard bytes[i] == UInt8(ascii: "{"), bytes[i + 1] == UInt8(ascii: "{") else {
                i += 1
                continue
            }
            closeLiteral(at: i)
            guard let end = closing(bytes, from: i + 2) else {
                faults.append(Fault(at: i, .unclosed))
                literalStart = bytes.count
                break
            }
            switch part(bytes[(i + 2)..<end], allowing: allowed ?? Words.Slot.allCases) {
            case .success(let part): parts.append(part)
            case .failure(let wrong): faults += wrong.list
            }
            i = end + 2
            literalStart = i
        }
        closeLiteral(at: bytes.count)
        return faults.isEmpty ? .success(Template(source: text, parts: parts)) : .failure(Faults(list: faults))
    }

    private static func closing(_ bytes: [UInt8], from start: Int) -> Int? {
        var i = start
        while i + 1 < bytes.count {
            if bytes[i] == UInt8(ascii: "}"), bytes[i + 1] == UInt8(ascii: "}") { return i }
            i += 1
        }
        return nil
    }

    private static func part(_ inner: ArraySlice<UInt8>, allowing allowed: [Words.Slot]) -> Result<Part, Faults> {
        let fields = inner.split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false)
        let name = String(decoding: fields[0].filter { $0 != UInt8(ascii: " ") }, as: UTF8.self)
        guard let slot = Words.Slot(rawValue: name), allowed.contains(slot) else {
            let known = allowed.map(\.rawValue)
            let nearest = Suggestion.nearest(to: name, among: known)
            let kind = Fault.Kind.unknownSlot(String(name.unicodeScalars.prefix(32)), nearest: nearest, known: known)
            return .failure(Faults(list: [Fault(at: inner.startIndex, kind)]))
        }
        switch fields.count {
        case 1: return .success(.slot(slot))
        case 3:
            let one = String(decoding: fields[1], as: UTF8.self)
            let many = String(decoding: fields[2], as: UTF8.self)
            return .success(.plural(slot, one: one, many: many))
        default: return .failure(Faults(list: [Fault(at: inner.startIndex, .badPlural)]))
        }
    }
}
