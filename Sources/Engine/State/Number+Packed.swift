// SPDX-License-Identifier: Apache-2.0

import Chat

/// A 32-bit number and a flag in packed form.
struct Number: Packed {
    var value: Int32
    init(_ value: Int32) { self.value = value }
    init(from reader: inout ByteReader) throws(PackedError) { value = try reader.signed(as: Int32.self) }
    func pack(into writer: inout ByteWriter) { writer.put(signed: Int64(value)) }
}

struct LongNumber: Packed {
    var value: Int64
    init(_ value: Int64) { self.value = value }
    init(from reader: inout ByteReader) throws(PackedError) { value = try reader.signed() }
    func pack(into writer: inout ByteWriter) { writer.put(signed: value) }
}

struct Flag: Packed {
    var value: Bool
    init(_ value: Bool) { self.value = value }
    init(from reader: inout ByteReader) throws(PackedError) { value = try reader.flag() }
    func pack(into writer: inout ByteWriter) { writer.put(flag: value) }
}
