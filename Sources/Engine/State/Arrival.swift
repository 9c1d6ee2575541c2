// SPDX-License-Identifier: Apache-2.0

import Chat

/// Somebody who came into a room.
struct Arrival: Sendable {
    var at: Timestamp
    var person: Int32
    /// The session that came.
    var member: MemberID

    /// Who comes and goes and comes is one who came: what they came as before stands for nothing more. Sessions of one
    /// person that are here side by side are several.
    func isReplaced(by next: Arrival, isHere: (MemberID) -> Bool) -> Bool {
        person == next.person && (member == next.member || !isHere(member))
    }
}
