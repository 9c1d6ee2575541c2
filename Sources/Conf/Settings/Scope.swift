// SPDX-License-Identifier: Apache-2.0

public import Chat

/// For whom a value is asked. Settings resolve: built in → top level → community → room.
public enum Scope: Hashable, Sendable {
    case top
    case community(CommunityID)
    /// A room with its community's settings under its own.
    case room(RoomID)
}

/// Where a value comes from.
public enum Origin: Hashable, Sendable {
    case builtIn
    case top(Position)
    case community(CommunityID, Position)
    case room(RoomID, Position)

    public var at: Position? {
        switch self {
        case .builtIn: nil
        case .top(let at), .community(_, let at), .room(_, let at): at
        }
    }
}
