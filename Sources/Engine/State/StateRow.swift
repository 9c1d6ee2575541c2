// SPDX-License-Identifier: Apache-2.0

/// One row of an engine's state as the store keeps it. A nil body deletes the row.
public struct StateRow: Sendable, Hashable {
    /// `person`, `room`, `case`, `sanction`, `act`, `core`.
    public var part: String
    public var key: [UInt8]
    public var version: Int32
    public var body: [UInt8]?

    public init(part: String, key: [UInt8], version: Int32, body: [UInt8]?) {
        self.part = part
        self.key = key
        self.version = version
        self.body = body
    }
}
