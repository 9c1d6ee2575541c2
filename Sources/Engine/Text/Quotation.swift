// SPDX-License-Identifier: Apache-2.0

import Chat
import Language

/// A line that shows what somebody else said: quoted, or pointed out to the team.
enum Quotation {
    static func isOne(_ view: TextView, seed: UInt64) -> Bool {
        let raw = view.text.raw
        if raw.utf8.first == UInt8(ascii: ">") { return true }
        if let first = view.words.first, team.contains(ByteString(Array(view.bytes(of: first)))) { return true }
        let own = OwnWords.of(raw)
        return own != raw && !MarkScanner.mayFind(in: TextView(PeerText(own), seed: seed))
    }

    /// Whom one points something out to.
    private static let team: Set<ByteString> = [
        "mods", "mod", "moderators", "moderator", "admins", "admin", "ops", "op", "staff", "team", "modos", "modo",
        "moderateurs", "moderateur", "moderatrices", "moderatrice", "moderation", "equipe",
    ]
}
