// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import Engine

extension Router {
    fileprivate mutating func route(_ event: Event) -> [Int] {
        var event = event
        return route(&event, [])
    }
}

@Suite struct RouterTests {
    private let network = NetworkID("libera")
    private var tricot: RoomID { RoomID(network, "#tricot") }
    private var velo: RoomID { RoomID(network, "#velo") }
    private var eve: MemberID { MemberID(network, "eve~1") }
    private var shared: Router { Router(rooms: [[tricot], [velo]]) }

    private func event(_ kind: Event.Kind, in room: RoomID? = nil) -> Event {
        Event(
            at: Timestamp(seconds: 1), room: room, member: eve,
            facts: Facts(user: "eve", host: "eve.example", name: PeerText("eve")), kind)
    }
    private var whisper: Event { event(.said(Message(PeerText("hello"), isPrivate: true))) }

    @Test func whatHappensInARoomConcernsItsCommunityAlone() {
        var router = shared
        #expect(router.route(event(.joined(.joined), in: velo)) == [1])
    }

    @Test func aRoomOfNobodyConcernsNobody() {
        var router = shared
        #expect(router.route(event(.joined(.joined), in: RoomID(network, "#else"))).isEmpty)
    }

    @Test func aConnectionConcernsEveryCommunityThere() {
        var router = shared
        #expect(router.route(Event(at: Timestamp(seconds: 1), .connected(network))) == [0, 1])
    }

    @Test func aNewNameConcernsTheCommunitiesWhereItsBearerIs() {
        var router = shared
        _ = router.route(event(.joined(.joined), in: velo))
        #expect(router.route(event(.renamed(to: PeerText("eva")))) == [1])
    }

    @Test func aQuitConcernsBothCommunitiesOfWhoWasInBoth() {
        var router = shared
        _ = router.route(event(.joined(.joined), in: velo))
        _ = router.route(event(.joined(.joined), in: tricot))
        #expect(router.route(event(.left(.quit(PeerText(""))))) == [0, 1])
    }

    @Test func whoHasQuitIsNowhere() {
        var router = shared
        _ = router.route(event(.joined(.joined), in: velo))
        _ = router.route(event(.left(.quit(PeerText("")))))
        #expect(router.route(event(.renamed(to: PeerText("eva")))).isEmpty)
    }

    @Test func aStrangersPrivateMessageReachesNoneOfSeveral() {
        var router = shared
        #expect(router.route(whisper).isEmpty)
    }

    @Test func aStrangersPrivateMessageReachesTheOnlyOne() {
        var router = Router(rooms: [[tricot]])
        #expect(router.route(whisper) == [0])
    }

    @Test func anAppealFromOutsideComesHome() {
        var router = shared
        let target = Target(
            member: MemberID(network, "eve~0"), person: PersonID(network, .host, "eve@eve.example"), account: nil,
            user: "eve", host: "eve.example", name: PeerText("eve"))
        router.sanctioned(target, in: 1)
        #expect(router.route(whisper) == [1])
    }

    @Test func aLostConnectionMakesEverybodyUnseen() {
        var router = shared
        _ = router.route(event(.joined(.joined), in: velo))
        router.lost(network)
        #expect(router.route(event(.renamed(to: PeerText("eva")))).isEmpty)
    }
}
