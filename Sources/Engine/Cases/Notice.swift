// SPDX-License-Identifier: Apache-2.0

public import Chat

/// What is told once an act is done, and to nobody before: she never claims more than the room shows (FIELD rule 32).
public struct Notice: Sendable, Hashable {
    /// The desk's line.
    public var desk: Utterance
    /// The moderator who asked elsewhere than at the desk: gets the same line.
    public var asker: Target?
    /// To the person concerned.
    public var told: Utterance?
}

extension Notice: Packed {
    public init(from reader: inout ByteReader) throws(PackedError) {
        desk = try Utterance(from: &reader)
        asker = try Target?(from: &reader)
        told = try Utterance?(from: &reader)
    }
    public func pack(into writer: inout ByteWriter) {
        desk.pack(into: &writer)
        asker.pack(into: &writer)
        told.pack(into: &writer)
    }
}
