// SPDX-License-Identifier: Apache-2.0

public import Chat

/// The answer to `GET /_matrix/client/v3/sync` (client-server API, "Syncing"): everything in it is optional but the
/// token.
public struct SyncResponse: Sendable {
    public struct Joined: Sendable {
        public var room: ByteString
        /// Before the timeline; or, when `isStateAfter` (MSC4222, v1.16), after it.
        public var state: [RoomEvent]
        public var isStateAfter: Bool
        public var timeline: [RoomEvent]
        public var isLimited: Bool
        public var previous: ByteString?
        /// Things in the timeline that are no events.
        public var malformed: Int
    }
    public struct Departure: Sendable {
        public var room: ByteString
        /// The event that ended her stay, where the homeserver shows it.
        public var event: RoomEvent?
    }
    public struct Invitation: Sendable, Hashable {
        public var room: ByteString
        /// The sender of our own membership event: never what the rest of `invite_state` says (THREATS C3).
        public var by: ByteString
        /// Meant as a room of two.
        public var isDirect = false
        /// What is said there cannot be read.
        public var isEncrypted = false
    }

    public var next: ByteString
    public var joined: [Joined]
    public var left: [Departure]
    public var invitations: [Invitation]
    /// Those that are refused, at most 16 at a time.
    public var declined: [Invitation]
    /// Invitations that nobody of `allowed` sent, and rooms beyond the limit: counted, never kept (THREATS F6).
    public var ignored: Int

    /// - Parameters:
    ///   - own: her user id.
    ///   - mayInvite: asked for each invitation.
    public init?(_ json: JSON, own: ByteString, mayInvite: (Invitation) -> Bool) {
        guard let next = json["next_batch"]?.string else { return nil }
        self.next = next
        joined = []
        left = []
        invitations = []
        declined = []
        ignored = json.dropped
        let rooms = json["rooms"]
        for (room, value) in rooms?["join"]?.members ?? [] where room.isRoom {
            let timeline = value["timeline"]
            let after = value["state_after"] ?? value["org.matrix.msc4222.state_after"]
            let raw = timeline?["events"]?.elements ?? []
            let events = raw.compactMap { RoomEvent($0) }
            joined.append(
                Joined(
                    room: room,
                    state: ((after ?? value["state"])?["events"]?.elements ?? []).compactMap { RoomEvent($0) },
                    isStateAfter: after != nil, timeline: events, isLimited: timeline?["limited"]?.bool ?? false,
                    previous: timeline?["prev_batch"]?.string, malformed: raw.count - events.count))
        }
        for (room, value) in rooms?["leave"]?.members ?? [] where room.isRoom {
            let events = value["timeline"]?["events"]?.elements ?? []
            let last = events.lazy.reversed().compactMap { RoomEvent($0) }.first {
                $0.type.is("m.room.member") && $0.stateKey == own
            }
            left.append(Departure(room: room, event: last))
        }
        for (room, value) in rooms?["invite"]?.members ?? [] where room.isRoom {
            let stripped = (value["invite_state"]?["events"]?.elements ?? []).prefix(100).compactMap { RoomEvent($0) }
            let own = stripped.first {
                $0.type.is("m.room.member") && $0.stateKey == own && $0.content?["membership"]?.string == "invite"
            }
            guard let own else {
                ignored += 1
                continue
            }
            var invitation = Invitation(room: room, by: own.sender)
            invitation.isDirect = own.content?["is_direct"]?.bool ?? false
            invitation.isEncrypted = stripped.contains { $0.type.is("m.room.encryption") }
            if invitations.count < 64, mayInvite(invitation) {
                invitations.append(invitation)
            } else if declined.count < 16 {
                declined.append(invitation)
            } else {
                ignored += 1
            }
        }
    }
}
