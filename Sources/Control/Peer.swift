// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Who is at the other end of the socket, as the kernel says.
public struct Peer: Sendable, Hashable {
    public var process: Int32
    public var user: UInt32
    public var group: UInt32

    public init(process: Int32, user: UInt32, group: UInt32) {
        self.process = process
        self.user = user
        self.group = group
    }

    public static var ownUser: UInt32 { getuid() }

    /// The group whose members may command the daemon, where it exists.
    public static let commandingGroup = "geoffrin"

    /// The daemon's own user, root, or a member of the group `geoffrin` (THREATS K4).
    ///
    /// - Parameter members: says whether a user (with this primary group) belongs to `commandingGroup`.
    public func mayCommand(
        ownUser: UInt32, isMember: (_ user: UInt32, _ group: UInt32) -> Bool = Peer.isMember(user:group:)
    ) -> Bool {
        user == ownUser || user == 0 || isMember(user, group)
    }

    /// Asks the system's user database. False where the group does not exist.
    public static func isMember(user: UInt32, group: UInt32) -> Bool {
        var buffer = [CChar](repeating: 0, count: 16_384)
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var name: String?
        if getpwuid_r(user, &entry, &buffer, buffer.count, &found) == 0, found != nil, let raw = entry.pw_name {
            name = String(cString: raw)
        }
        var groupBuffer = [CChar](repeating: 0, count: 65_536)
        var groupEntry = Glibc.group()
        var groupFound: UnsafeMutablePointer<group_t>?
        guard getgrnam_r(commandingGroup, &groupEntry, &groupBuffer, groupBuffer.count, &groupFound) == 0,
            groupFound != nil
        else { return false }
        if groupEntry.gr_gid == group { return true }
        guard let name, let members = groupEntry.gr_mem else { return false }
        var index = 0
        while let member = members[index] {
            if String(cString: member) == name { return true }
            index += 1
        }
        return false
    }
}

private typealias group_t = group
