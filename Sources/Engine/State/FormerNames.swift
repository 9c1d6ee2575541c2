// SPDX-License-Identifier: Apache-2.0

import Chat

/// Names that people bore until a moment ago: who types one means whom they read. Soft, and not kept over a restart; `kept` at
/// most, the oldest go, `ofOne` of one session, each for `lasts`.
struct FormerNames: Sendable {
    struct Bearing: Sendable {
        /// In ASCII lower case.
        var name: ByteString
        /// As they were.
        var target: Target
        var room: RoomID
        var until: Timestamp
    }

    /// A ring once it is full.
    private(set) var bearings: [Bearing] = []
    private var next = 0
    static let kept = 256
    static let ofOne = 4
    static let lasts = TimeSpan.minutes(10)

    mutating func note(_ target: Target, in room: RoomID, at now: Timestamp) {
        let bearing = Bearing(
            name: ByteString(target.name.raw).asciiLowercased, target: target, room: room, until: now)
        let own = bearings.indices.filter { bearings[$0].target.member == target.member }
        if let same = own.first(where: { bearings[$0].name == bearing.name }) {
            bearings[same] = bearing
        } else if own.count >= Self.ofOne, let oldest = own.min(by: { bearings[$0].until < bearings[$1].until }) {
            bearings[oldest] = bearing
        } else if bearings.count < Self.kept {
            bearings.append(bearing)
        } else {
            bearings[next] = bearing
            next = (next + 1) % Self.kept
        }
    }

    /// Who bore it within the last minutes, the latest first.
    func bearers(of name: ByteString, at now: Timestamp) -> [Bearing] {
        bearings.filter { $0.name == name && now - $0.until <= Self.lasts }
            .sorted { ($1.until, $0.target.member) < ($0.until, $1.target.member) }
    }

    func room(of member: MemberID) -> RoomID? {
        bearings.filter { $0.target.member == member }.max { $0.until < $1.until }?.room
    }

    mutating func forget(_ person: PersonID) { drop { $0.target.person == person } }

    /// What is past its time.
    mutating func age(at now: Timestamp) {
        if bearings.contains(where: { now - $0.until > Self.lasts }) { drop { now - $0.until > Self.lasts } }
    }

    /// The rest stands in its order again.
    private mutating func drop(where isGone: (Bearing) -> Bool) {
        bearings.removeAll(where: isGone)
        bearings.sort { ($0.until, $0.target.member) < ($1.until, $1.target.member) }
        next = 0
    }
}
