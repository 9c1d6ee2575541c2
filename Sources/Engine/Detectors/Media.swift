// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// Pictures, files, stickers, calls and reactions one after another, and what nobody can read (THREATS D9). A message
/// of words is none of its business.
struct Media: CountingDetector {
    static let name = "media"
    static let family = Family.pace

    static let limit = Setting(
        "detector.media", "limit", .whole(2...100), default: 10,
        about: Sentence(
            en:
                "How many files, stickers or calls one person may send within the time before they count; regulars twice as many, reactions three times, what nobody can read half as many.",
            fr:
                "À partir de combien de fichiers, d'autocollants ou d'appels d'une personne cela compte, dans ce temps ; d'habitués le double, de réactions le triple, d'illisible la moitié."
        ))
    static let within = Setting(
        "detector.media", "within", .span(.seconds(10) ... .minutes(3)), default: .minutes(1),
        about: Sentence(en: "The time over which they are counted.", fr: "Le temps sur lequel on les compte."))

    static let section = AnySection(
        "detector.media",
        about: Sentence(
            en: "Pictures, files, stickers, calls, reactions.", fr: "Images, fichiers, autocollants, appels, réactions."
        ),
        settings: [limit.description, within.description])

    let limit: Int32
    let within: TimeSpan

    func relief(_ reason: Reason, in line: TextView) -> Relief? {
        // What was allowed says how much of the setting it was.
        let more = Int64(reason.count) &+ 1
        return Relief(
            Self.limit,
            Int32(clamping: (more * Int64(limit) + Int64(max(1, reason.limit)) - 1) / Int64(max(1, reason.limit))))
    }

    func inspect(_ look: borrowing Look) -> Signal? {
        if look.kind == .words { return nil }
        let group = Group(look.kind)
        var count: Int32 = 0
        for line in look.recent.newest(within: within) where line.kind != .words && Group(line.kind) == group {
            count &+= 1
        }
        var allowed: Int32
        switch group {
        case .shown: allowed = limit
        case .minor: allowed = limit &* 3
        case .unreadable: allowed = max(2, limit / 2)
        }
        if look.standing != .newcomer { allowed = allowed &* 2 }
        guard count >= allowed else { return nil }
        let keys = ["media", "media.minor", "media.unreadable"]
        return signal(
            300 + 100 * min(10, count - allowed),
            Reason(keys[group.rawValue], count: count, limit: allowed, within: within))
    }

    /// What is counted together.
    private enum Group: Int {
        case shown, minor, unreadable
        init(_ kind: Message.Kind) {
            switch kind {
            case .words, .file, .sticker, .call: self = .shown
            case .minor: self = .minor
            case .unreadable: self = .unreadable
            }
        }
    }
}
