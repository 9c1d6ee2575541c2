// SPDX-License-Identifier: Apache-2.0

import Chat

/// One message that owns its bytes: for writing, for tests, for whatever must outlive the read buffer.
public struct RawMessage: Equatable, Sendable {
    public struct Tag: Equatable, Sendable {
        public var key: [UInt8]
        public var value: [UInt8]
        public init(_ key: [UInt8], _ value: [UInt8]) {
            self.key = key
            self.value = value
        }
    }

    public var tags: [Tag]
    public var source: [UInt8]?
    public var verb: [UInt8]
    public var parameters: [[UInt8]]

    public init(tags: [Tag] = [], source: [UInt8]? = nil, verb: [UInt8], parameters: [[UInt8]] = []) {
        self.tags = tags
        self.source = source
        self.verb = verb
        self.parameters = parameters
    }

    /// Nil when the bytes hold no verb. The last of equal tags wins; the order is that of first appearance.
    public init?(parsing bytes: Bytes) {
        guard let view = MessageView(bytes) else { return nil }
        tags = []
        var ordered: [Tag] = []
        TagReader.forEach(view.tags) { key, value in
            let tag = Tag(key.array, TagReader.unescaped(value))
            if let index = ordered.firstIndex(where: { $0.key == tag.key }) {
                ordered[index] = tag
            } else if ordered.count < TagReader.limit {
                ordered.append(tag)
            }
        }
        tags = ordered
        source = view.source.isEmpty ? nil : view.source.array
        verb = view.verb.array
        parameters = (0..<view.count).map { view[$0].array }
    }

    /// The message on the wire, without its line end. The last parameter gets its colon only where it needs one.
    /// Says nothing about forbidden bytes: `IRCLine` is the door to a server.
    public var serialized: [UInt8] {
        var out: [UInt8] = []
        if !tags.isEmpty {
            for (index, tag) in tags.enumerated() {
                out.append(index == 0 ? UInt8(ascii: "@") : UInt8(ascii: ";"))
                out += tag.key
                if !tag.value.isEmpty { out += [UInt8(ascii: "=")] + TagReader.escaped(tag.value) }
            }
            out.append(0x20)
        }
        if let source { out += [UInt8(ascii: ":")] + source + [0x20] }
        out += verb
        for (index, parameter) in parameters.enumerated() {
            out.append(0x20)
            let needsColon =
                parameter.isEmpty || parameter[0] == UInt8(ascii: ":") || parameter.contains(0x20)
            if index == parameters.count - 1 && needsColon { out.append(UInt8(ascii: ":")) }
            out += parameter
        }
        return out
    }
}
