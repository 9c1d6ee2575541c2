// SPDX-License-Identifier: Apache-2.0

public import Chat

/// Closing a room to strangers by `m.room.join_rules` (client-server API, "Room access"), so that it tells of itself
/// what stood there before: whoever finds it, she after a crash or a person without her, can give it back.
public enum Door {
    /// Only who is invited comes in; nobody inside is touched.
    static let closed: ByteString = "invite"
    /// Content that is longer is nobody's rule.
    public static let longest = 4 << 10

    /// The content that was there before she closed it; nil where the rule is not hers.
    public static func before(_ content: JSON) -> JSON? {
        guard let before = content["chat.geoffrin.lock"]?["before"], before.kind == .object else { return nil }
        return before
    }

    /// No stranger can come in.
    public static func isClosed(_ content: JSON) -> Bool {
        let rule = content["join_rule"]?.string ?? closed
        return rule == closed || rule == "private"
    }

    /// The act that closed it.
    public static func act(_ content: JSON) -> ByteString? { content["chat.geoffrin.lock"]?["act"]?.string }

    /// What closes it for a while.
    public static func closing(_ content: JSON, act: ByteString) -> [UInt8] {
        Written.object([
            ("join_rule", .string(closed)),
            ("chat.geoffrin.lock", .object([("act", .string(act)), ("before", .raw(Array(content.raw)))])),
        ]).bytes
    }
}
