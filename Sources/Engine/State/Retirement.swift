// SPDX-License-Identifier: Apache-2.0

public import Chat

/// A community that she leaves for good: what is still to be done before she is out.
public struct Retirement: Sendable, Hashable {
    public enum Phase: UInt8, Sendable { case lifting = 1, speaking, leaving }
    public var phase: Phase
    /// Who wanted it.
    public var by: PeerText
    /// What stood or was on its way when it began.
    public var wanted: [Sanction]
}

extension Retirement: Packed {
    public init(from reader: inout ByteReader) throws(PackedError) {
        let number = try reader.byte()
        guard let phase = Phase(rawValue: number) else { throw .unknown("Retirement", UInt64(number)) }
        self.phase = phase
        by = try PeerText(from: &reader)
        wanted = try [Sanction](from: &reader)
    }
    public func pack(into writer: inout ByteWriter) {
        writer.put(byte: phase.rawValue)
        by.pack(into: &writer)
        wanted.pack(into: &writer)
    }
}
