// SPDX-License-Identifier: Apache-2.0

public import Chat

/// What a document may hold. What is beyond is refused, or left out and counted: never kept.
public struct JSONLimits: Sendable {
    /// Nested objects and arrays (THREATS G2).
    public var depth = 64
    /// Members of one object that are kept; those after them are read over and counted in `JSON.dropped`, so that a
    /// million invitations cost no memory (THREATS F6).
    public var keys = 4096
    /// Bytes of the document.
    public var bytes = 32 << 20
    /// Values and keys of the document that are kept.
    public var nodes = 8 << 20
    public init() {}
}

public enum JSONFault: Error, Sendable, Hashable { case tooLong, tooDeep, tooMany, malformed(at: Int) }

/// A JSON document (RFC 8259) as one flat list of nodes over its own bytes: nothing is decoded before it is asked for,
/// nothing recursive is ever released. Of equal keys the first counts.
public final class JSONDocument: Sendable {
    struct Node {
        var kind: JSON.Kind
        /// The string has escapes or may not be UTF-8.
        var isEscaped = false
        var start: UInt32
        var end: UInt32
        /// The node behind this value and all it holds.
        var next: UInt32
    }
    let bytes: [UInt8]
    let nodes: [Node]
    public let dropped: Int

    init(bytes: [UInt8], nodes: [Node], dropped: Int) {
        self.bytes = bytes
        self.nodes = nodes
        self.dropped = dropped
    }
}

/// One value of a document.
public struct JSON: Sendable {
    public enum Kind: UInt8, Sendable { case object, array, string, number, yes, no, null }
    let document: JSONDocument
    let index: Int

    /// - Throws: the first fault; nothing of a faulty document is kept.
    public init(parsing bytes: [UInt8], limits: JSONLimits = JSONLimits()) throws(JSONFault) {
        guard bytes.count <= min(limits.bytes, Int(UInt32.max)) else { throw .tooLong }
        var scanner = JSONScanner(limits: limits)
        if let fault = bytes.withUnsafeBufferPointer({ scanner.scan($0) }) { throw fault }
        document = JSONDocument(bytes: bytes, nodes: scanner.nodes, dropped: scanner.dropped)
        index = 0
    }

    init(_ document: JSONDocument, _ index: Int) {
        self.document = document
        self.index = index
    }

    private var node: JSONDocument.Node { document.nodes[index] }
    public var kind: Kind { node.kind }
    /// Its length in the document, in bytes.
    public var length: Int { Int(node.end - node.start) }
    /// As it stood in the document.
    public var raw: ArraySlice<UInt8> { document.bytes[Int(node.start)..<Int(node.end)] }
    public var dropped: Int { document.dropped }

    /// The first member of this name; nil where there is none, or this is no object.
    public subscript(_ key: StaticString) -> JSON? {
        guard kind == .object else { return nil }
        let wanted = UnsafeBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount)
        let found = document.nodes.withUnsafeBufferPointer { nodes in
            document.bytes.withUnsafeBufferPointer { Self.member(wanted, of: index, nodes, $0) }
        }
        guard let found else { return member { $0.elementsEqual(wanted) } }
        return found > 0 ? JSON(document, found) : nil
    }

    /// The place of the value; 0 where there is no such member, nil where a key with escapes stands before it.
    private static func member(
        _ wanted: UnsafeBufferPointer<UInt8>, of index: Int, _ nodes: UnsafeBufferPointer<JSONDocument.Node>,
        _ bytes: UnsafeBufferPointer<UInt8>
    ) -> Int? {
        var at = index + 1
        let end = Int(nodes[index].next)
        while at < end {
            let key = nodes[at]
            if key.isEscaped { return nil }
            let start = Int(key.start) + 1
            if Int(key.end) - 1 - start == wanted.count {
                var place = 0
                while place < wanted.count, bytes[start + place] == wanted[place] { place += 1 }
                if place == wanted.count { return at + 1 }
            }
            at = Int(nodes[at + 1].next)
        }
        return 0
    }

    public subscript(named key: ByteString) -> JSON? { member { $0.elementsEqual(key.bytes) } }

    private func member(_ matches: (ArraySlice<UInt8>) -> Bool) -> JSON? {
        guard kind == .object else { return nil }
        var at = index + 1
        let end = Int(node.next)
        while at < end {
            let key = document.nodes[at]
            let isMatch =
                key.isEscaped
                ? matches(JSON(document, at).string?.bytes[...] ?? [])
                : matches(document.bytes[Int(key.start) + 1..<Int(key.end) - 1])
            if isMatch { return JSON(document, at + 1) }
            at = Int(document.nodes[at + 1].next)
        }
        return nil
    }

    /// The members that were kept, in order; empty where this is no object.
    public var members: [(key: ByteString, value: JSON)] {
        guard kind == .object else { return [] }
        var found: [(ByteString, JSON)] = []
        var at = index + 1
        while at < Int(node.next) {
            found.append((JSON(document, at).string ?? "", JSON(document, at + 1)))
            at = Int(document.nodes[at + 1].next)
        }
        return found
    }

    /// The values of an array; empty where this is none.
    public var elements: [JSON] {
        guard kind == .array else { return [] }
        var found: [JSON] = []
        var at = index + 1
        while at < Int(node.next) {
            found.append(JSON(document, at))
            at = Int(document.nodes[at].next)
        }
        return found
    }

    /// A string, as UTF-8 bytes: escapes resolved, lone surrogates and NUL as U+FFFD.
    public var string: ByteString? {
        guard kind == .string else { return nil }
        let inner = document.bytes[Int(node.start) + 1..<Int(node.end) - 1]
        return ByteString(node.isEscaped ? JSONScanner.unescape(inner) : Array(inner))
    }
    public var text: String? { string?.text }

    /// A whole number, clamped to ±2⁵³ (law L7); fractions are cut off.
    public var integer: Int64? { kind == .number ? JSONScanner.integer(raw) : nil }
    public var bool: Bool? { kind == .yes ? true : kind == .no ? false : nil }
}

extension JSON {
    /// The same value in a document of its own, so that keeping it does not keep a whole sync.
    public var detached: JSON { (try? JSON(parsing: Array(raw))) ?? self }
}
