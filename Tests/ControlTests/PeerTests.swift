// SPDX-License-Identifier: Apache-2.0

import Control
import Testing

@Suite struct PeerTests {
    private func peer(_ user: UInt32, group: UInt32 = 100) -> Peer { Peer(process: 1, user: user, group: group) }

    @Test func theDaemonsOwnUserMayCommand() {
        #expect(peer(990).mayCommand(ownUser: 990) { _, _ in false })
    }

    @Test func rootMayCommand() {
        #expect(peer(0).mayCommand(ownUser: 990) { _, _ in false })
    }

    @Test func aMemberOfTheGroupMayCommand() {
        #expect(peer(1000).mayCommand(ownUser: 990) { user, _ in user == 1000 })
    }

    @Test func anyOtherUserMayNot() {
        #expect(!peer(1000).mayCommand(ownUser: 990) { _, _ in false })
    }

    @Test func aGroupThatDoesNotExistHasNoMembers() {
        #expect(!Peer.isMember(user: 4_000_000_000, group: 4_000_000_000))
    }
}
