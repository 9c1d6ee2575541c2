// SPDX-License-Identifier: Apache-2.0

import Chat

/// Entries for a fuzzer: any bytes in, no trap, and the laws of output hold.
public enum Fuzz {
    /// Every value of a document, read in every way.
    public static func json(_ bytes: [UInt8]) {
        guard let json = try? JSON(parsing: bytes) else { return }
        var rest = [json]
        while let next = rest.popLast() {
            _ = (next.integer, next.text, next.bool, PowerLevels.level(next))
            rest += next.elements + next.members.map(\.value)
        }
    }

    /// A sync, twice, and what it says of levels.
    public static func sync(_ bytes: [UInt8]) {
        guard let json = try? JSON(parsing: bytes) else { return }
        guard let sync = SyncResponse(json, own: "@g:h", mayInvite: { _ in true }) else { return }
        var rooms = Rooms(network: NetworkID("fuzz"), own: "@g:h")
        var passage = Rooms.Passage(at: Timestamp(seconds: 1_800_000_000))
        _ = rooms.take(sync, passage)
        passage.outage = .hours(2)
        _ = rooms.take(sync, passage)
    }

    /// Incoming markup, and hers: what she sends holds no tag but the line break.
    public static func html(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        _ = HTMLText(text)
        precondition(!SafeHTML(text).html.utf8.contains { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "'") })
    }
}
