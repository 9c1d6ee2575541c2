// SPDX-License-Identifier: Apache-2.0

import Chat

/// Who is where. Presences stand in slots that are used again; tables map folded names to slots.
///
/// Bounds: 400,000 presences and 1,024 rooms; people seen only in private, or speaking from outside a room, are kept
/// in a ring of 1,024. Beyond that newcomers are not tracked and count as unknown, which spares them.
struct Roster {
    static let capacity = 400_000
    static let roomCapacity = 1024
    static let visitorCapacity = 1024

    let network: NetworkID
    var presences: ContiguousArray<Presence> = []
    var rooms: [RoomState] = []
    private var free: [Int32] = []
    private var byNick = SlotTable()
    private let key = NameHash()
    private var byRoom: [NameKey: Int32] = [:]
    private var visitors: [(slot: Int32, serial: UInt64)] = []
    /// The oldest of them, once they are as many as are kept.
    private var oldest = 0
    private(set) var mapping = CaseMapping.rfc1459
    private let keyPrefix: [UInt8]
    private(set) var serial: UInt64
    /// Exact hosts whose people have the rank of services.
    private let servicesHosts: [ByteString]
    /// Her own slot, once she is registered.
    var own: Int32 = -1
    /// Presences that found no place.
    private(set) var overflow = 0

    /// Keys of presences are `EPOCH-serial`; the caller makes sure that serials never repeat within an epoch.
    init(network: NetworkID, epoch: UInt32, firstSerial: UInt64, servicesHosts: [ByteString] = []) {
        self.network = network
        self.servicesHosts = servicesHosts
        keyPrefix = Array(String(epoch, radix: 36).utf8) + [UInt8(ascii: "-")]
        serial = firstSerial
    }

    /// Forgets everybody; serials go on.
    mutating func clear() {
        presences.removeAll()
        rooms.removeAll()
        free.removeAll()
        byNick.removeAll()
        byRoom.removeAll()
        visitors.removeAll()
        oldest = 0
        own = -1
    }

    // MARK: - Presences

    func slot(of nick: Bytes) -> Int32? { slot(NameKey(nick, mapping).hash(key), nick) }

    private func slot(_ hash: UInt64, _ nick: Bytes) -> Int32? {
        byNick.find(hash) { slot in
            presences[Int(slot)].called.withBytes { mapping.equal($0, nick) }
        }
    }

    /// Of nick (folded), user and host together: who returns from a split has all three.
    func mark(of slot: Int32) -> UInt64 {
        let place = Int(slot)
        return key.of(key.of(hash(of: slot), key.of(presences[place].user)), key.of(presences[place].host))
    }

    /// By what somebody is called now.
    private func hash(of slot: Int32) -> UInt64 {
        presences[Int(slot)].called.withBytes { NameKey($0, mapping).hash(key) }
    }

    /// The slot of the author of a message, made if need be. `.none` only when the roster is full.
    mutating func slot(of source: Source, at now: Timestamp) -> Int32? {
        let hash = NameKey(source.nick, mapping).hash(key)
        if let slot = slot(hash, source.nick) { return slot }
        guard let slot = add(source.nick, hash, at: now) else { return nil }
        setHost(slot, source.user, source.host)
        noteVisitor(slot)
        return slot
    }

    mutating func setHost(_ slot: Int32, _ user: Bytes, _ host: Bytes) {
        presences[Int(slot)].user = user.byteString
        presences[Int(slot)].host = host.byteString
        presences[Int(slot)].isServices = servicesHosts.contains { host.equals(name: $0) }
    }

    private mutating func add(_ nick: Bytes, _ hash: UInt64, at now: Timestamp) -> Int32? {
        serial &+= 1
        let id = MemberID(network, ByteString(keyPrefix + String(serial, radix: 36).utf8))
        let presence = Presence(
            called: nick.byteString, name: TextDecoding.text(nick), id: id, serial: serial, user: "", host: "",
            firstSeen: now)
        let slot: Int32
        if let last = free.popLast() {
            slot = last
            presences[Int(slot)] = presence
        } else {
            guard presences.count < Self.capacity else {
                overflow &+= 1
                return nil
            }
            slot = Int32(presences.count)
            presences.append(presence)
        }
        byNick.insert(hash, slot)
        return slot
    }

    /// Keeps people of no shared room in a ring: the oldest of them goes first, members never.
    private mutating func noteVisitor(_ slot: Int32) {
        guard visitors.count >= Self.visitorCapacity else { return visitors.append((slot, serial)) }
        let first = visitors[oldest]
        visitors[oldest] = (slot, serial)
        oldest = (oldest + 1) % Self.visitorCapacity
        // The slot may be another's by now.
        if presences[Int(first.slot)].serial == first.serial, isVisitor(first.slot) { remove(first.slot) }
    }

    private func isVisitor(_ slot: Int32) -> Bool {
        presences[Int(slot)].isLive && presences[Int(slot)].rooms.isEmpty && slot != own
    }

    mutating func remove(_ slot: Int32) {
        guard presences[Int(slot)].isLive else { return }
        for room in presences[Int(slot)].rooms.all { rooms[Int(room)].members[slot] = nil }
        byNick.remove(hash(of: slot), slot)
        presences[Int(slot)].isLive = false
        presences[Int(slot)].rooms = RoomList()
        free.append(slot)
    }

    mutating func rename(_ slot: Int32, to nick: Bytes) {
        byNick.remove(hash(of: slot), slot)
        // Somebody we still believe to hold that name has lost it out of our sight.
        if let other = self.slot(of: nick), other != slot { remove(other) }
        presences[Int(slot)].called = nick.byteString
        presences[Int(slot)].name = TextDecoding.text(nick)
        byNick.insert(hash(of: slot), slot)
    }

    /// Her own presence, under the name that the server gave her.
    mutating func setOwn(_ nick: Bytes, at now: Timestamp) {
        if own >= 0 {
            rename(own, to: nick)
        } else {
            // Whoever was thought to be called so is no longer found.
            if let other = slot(of: nick) { byNick.remove(hash(of: other), other) }
            own = add(nick, NameKey(nick, mapping).hash(key), at: now) ?? -1
        }
    }

    func isOwn(_ nick: Bytes) -> Bool { own >= 0 && slot(of: nick) == own }

    /// CASEMAPPING changed: every name is keyed anew. Of two that become one, the later seen stays.
    mutating func rekey(_ mapping: CaseMapping) {
        self.mapping = mapping
        byNick.removeAll()
        for index in presences.indices where presences[index].isLive {
            // The one seen before is no longer found, and goes when it leaves.
            if let other = presences[index].called.withBytes({ slot(of: $0) }) { byNick.remove(hash(of: other), other) }
            byNick.insert(hash(of: Int32(index)), Int32(index))
        }
        byRoom.removeAll(keepingCapacity: true)
        for index in rooms.indices { byRoom[rooms[index].name.lend { NameKey($0, mapping) }] = Int32(index) }
    }

    // MARK: - Rooms

    /// What a room is called outside of here: as bot.conf writes it where it does, else by what the server calls it.
    /// Either way with ASCII letters folded alone, as in all other targets: the server's mapping decides which
    /// names are the same, never what they are called.
    func id(ofRoom name: Bytes, wanted: [UInt8]?) -> RoomID {
        if let room = room(name) { return rooms[Int(room)].id }
        return RoomID(network, ByteString(CaseMapping.ascii.fold(wanted ?? name.array)))
    }

    func room(_ name: Bytes) -> Int32? { byRoom[NameKey(name, mapping)] }
    func room(_ id: RoomID) -> Int32? { id.network == network ? id.name.withBytes { room($0) } : nil }

    /// The slot of a room, made if need be; nil when there are too many. `wanted` is how bot.conf writes its name.
    mutating func openRoom(_ name: Bytes, wanted: [UInt8]?) -> Int32? {
        let key = NameKey(name, mapping)
        if let index = byRoom[key] { return index }
        guard rooms.count < Self.roomCapacity else { return nil }
        rooms.append(RoomState(id: id(ofRoom: name, wanted: wanted), name: name.array))
        let index = Int32(rooms.count - 1)
        byRoom[key] = index
        return index
    }

    /// Puts a presence into a room.
    mutating func enter(_ slot: Int32, _ room: Int32, ranks: UInt16 = 0, isKnown: Bool) {
        presences[Int(slot)].rooms.add(room)
        rooms[Int(room)].members[slot] = Membership(
            ranks: ranks, generation: rooms[Int(room)].generation, isKnown: isKnown)
    }

    /// Takes a presence out of a room; out of sight it is forgotten.
    mutating func leave(_ slot: Int32, _ room: Int32) {
        rooms[Int(room)].members[slot] = nil
        presences[Int(slot)].rooms.remove(room)
        if presences[Int(slot)].rooms.isEmpty, slot != own { remove(slot) }
    }

    /// She is no longer in the room: everybody there is out of sight.
    mutating func abandon(_ room: Int32) {
        for slot in rooms[Int(room)].members.keys.sorted() { leave(slot, room) }
        rooms[Int(room)].members = [:]
        rooms[Int(room)].isJoined = false
        rooms[Int(room)].isSynced = false
        rooms[Int(room)].flags = 0
        rooms[Int(room)].flagsAreKnown = false
        rooms[Int(room)].lists = BanBook()
        rooms[Int(room)].served = ServedOp()
    }

    /// After a whole NAMES reply: who was not in it is not there.
    mutating func sweep(_ room: Int32) {
        let generation = rooms[Int(room)].generation
        let gone = rooms[Int(room)].members.filter { $0.value.generation != generation }.keys.sorted()
        for slot in gone where slot != own { leave(slot, room) }
    }
}
