// SPDX-License-Identifier: Apache-2.0

internal import CToml

/// toml++, from bytes to a tree whose every key and value has its place.
enum TomlParser {
    /// Levels of nesting; deeper is refused.
    static let depth: UInt32 = 64

    struct Mistake: Error {
        /// Where toml++ stopped.
        var at: Position
        /// Its own words, in English; empty when nested too deep.
        var words: String
        var isTooDeep: Bool
    }

    /// The root table. The bytes must be UTF-8 without a byte order mark.
    static func parse(_ bytes: [UInt8]) throws(Mistake) -> Node {
        let builder = TreeBuilder()
        var mistake = ctoml_mistake()
        // A line end more: never an empty buffer, whose address is nil.
        let outcome = (bytes + [0x0A]).withUnsafeBytes { raw in
            ctoml_read(
                raw.baseAddress?.assumingMemoryBound(to: CChar.self), raw.count, depth,
                { context, node in
                    guard let context, let node else { return }
                    Unmanaged<TreeBuilder>.fromOpaque(context).takeUnretainedValue().visit(node.pointee)
                },
                Unmanaged.passUnretained(builder).toOpaque(), &mistake)
        }
        guard outcome == 0, let root = builder.root else {
            let words = withUnsafeBytes(of: mistake.message) { raw in
                String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
            }
            let at = Position(line: max(1, Int(mistake.line)), column: max(1, Int(mistake.column)))
            throw Mistake(at: at, words: words, isTooDeep: outcome == 2)
        }
        return root
    }
}

/// Collects the visits of the shim. A class because a C context pointer must point at something that stays.
private final class TreeBuilder {
    private struct Open {
        var key: String
        var keyAt: Position
        var at: Position
        var isTable: Bool
        var members: [Entry] = []
    }
    private var open: [Open] = []
    private(set) var root: Node?

    func visit(_ node: ctoml_node) {
        let at = Position(line: Int(node.line), column: Int(node.column))
        let key = text(node.key, node.key_length)
        let keyAt = Position(line: Int(node.key_line), column: Int(node.key_column))
        let kind = UInt32(bitPattern: node.kind)
        switch kind {
        case CTOML_TABLE.rawValue, CTOML_LIST.rawValue:
            open.append(Open(key: key, keyAt: keyAt, at: at, isTable: kind == CTOML_TABLE.rawValue))
        case CTOML_END.rawValue:
            guard let closed = open.popLast() else { return }
            // The members come sorted by name; people read them in the order of the file.
            let members = closed.members.enumerated().sorted {
                ($0.element.keyAt, $0.offset) < ($1.element.keyAt, $1.offset)
            }.map(\.element)
            let content: Node.Content = closed.isTable ? .table(members) : .list(closed.members.map(\.node))
            add(Entry(key: closed.key, keyAt: closed.keyAt, node: Node(at: closed.at, content: content)))
        default:
            let content: Node.Content =
                switch kind {
                case CTOML_TEXT.rawValue: .text(text(node.text, node.text_length))
                case CTOML_WHOLE.rawValue: .whole(node.whole)
                case CTOML_FLAG.rawValue: .flag(node.whole != 0)
                case CTOML_FRACTION.rawValue: .fraction(text(node.text, node.text_length))
                default: .date(text(node.text, node.text_length))
                }
            add(Entry(key: key, keyAt: keyAt, node: Node(at: at, content: content)))
        }
    }

    private func add(_ entry: Entry) {
        if open.isEmpty {
            root = entry.node
        } else {
            open[open.count - 1].members.append(entry)
        }
    }

    private func text(_ start: UnsafePointer<CChar>?, _ length: Int) -> String {
        guard let start else { return "" }
        return String(decoding: UnsafeRawBufferPointer(start: start, count: length), as: UTF8.self)
    }
}
