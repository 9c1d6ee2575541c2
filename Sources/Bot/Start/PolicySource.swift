// SPDX-License-Identifier: Apache-2.0

public import Chat

/// The texts a policy is made of: bot.conf and the files it names. Holds no secret: bot.conf refuses them in clear.
public struct PolicySource: Packed, Sendable, Hashable {
    public struct File: Packed, Sendable, Hashable {
        /// As bot.conf writes it; for bot.conf itself, its path.
        public var name: String
        public var text: String

        public init(name: String, text: String) {
            self.name = name
            self.text = text
        }
        public init(from reader: inout ByteReader) throws(PackedError) {
            name = try reader.text()
            text = try reader.text()
        }
        public func pack(into writer: inout ByteWriter) {
            writer.put(text: name)
            writer.put(text: text)
        }
    }

    /// A model file that was read: megabytes are not stored, only which it was.
    public struct ModelMark: Packed, Sendable, Hashable {
        /// As bot.conf writes it.
        public var name: String
        public var checksum: UInt64

        public init(name: String, checksum: UInt64) {
            self.name = name
            self.checksum = checksum
        }
        public init(from reader: inout ByteReader) throws(PackedError) {
            name = try reader.text()
            checksum = try reader.unsigned()
        }
        public func pack(into writer: inout ByteWriter) {
            writer.put(text: name)
            writer.put(unsigned: checksum)
        }
    }

    /// bot.conf first.
    public var files: [File]
    public var models: [ModelMark]

    public init(_ files: [File], models: [ModelMark] = []) {
        self.files = files
        self.models = models
    }
    public init(from reader: inout ByteReader) throws(PackedError) {
        files = try [File](from: &reader)
        models = reader.remaining > 0 ? try [ModelMark](from: &reader) : []
    }
    public func pack(into writer: inout ByteWriter) {
        files.pack(into: &writer)
        models.pack(into: &writer)
    }

    public var main: File { files.first ?? File(name: "bot.conf", text: "") }
    /// By name, as `Policy.compile` wants them.
    public var byName: [String: String] {
        Dictionary(files.map { ($0.name, $0.text) }, uniquingKeysWith: { first, _ in first })
    }
}
