// SPDX-License-Identifier: Apache-2.0

public import Chat
import Conf

/// Which lists of hosts are asked where a newcomer of one room comes from; a room without has none (ADR 0046).
public struct HostLists: Sendable, Hashable {
    /// Signals and reasons call it so, as the trade does.
    public static let name = "dnsbl"

    /// In the order of the file, `DnsblSettings.listsMost` at most.
    public var names: [String]
    /// What the room agreed to; never 0.
    public var key: UInt64
    /// So long an answer counts, and nobody is asked about twice.
    public var lasts: TimeSpan

    /// An answer that takes longer counts for nothing.
    static let lease = TimeSpan.minutes(1)
    /// What being listed adds to something else that was seen, however many lists say it: they copy one another.
    static let score: Int32 = 100

    init?(_ configuration: Configuration, _ room: RoomID) {
        names = configuration.value(DnsblSettings.lists, in: .room(room))
        guard !names.isEmpty, configuration.showsHosts(room) else { return nil }
        var hash = SeededHash(seed: 0)
        for name in names.map({ ByteString($0) }).sorted() {
            name.withBytes { for byte in $0 { hash.add(byte) } }
            hash.add(0)
        }
        key = hash.stirred | 1
        lasts = configuration.value(DnsblSettings.remember, in: .top)
    }
}

/// An address that is to be looked for in lists outside.
public struct HostQuestion: Sendable, Hashable {
    public var room: RoomID
    /// Whose it is: stays here, for the answer.
    public var member: MemberID
    /// All that leaves, and the moment.
    public var address: PublicAddress
    /// What the room agreed to: asked nowhere else.
    public var lists: [String]

    /// Waiting to be taken; beyond, they are dropped.
    static let most = 64

    public init(room: RoomID, member: MemberID, address: PublicAddress, lists: [String]) {
        self.room = room
        self.member = member
        self.address = address
        self.lists = lists
    }
}

/// What lists said of where somebody comes from. Not written to disk.
struct HostLookup: Sendable, Hashable {
    var askedAt: Timestamp
    /// Those that have the host.
    var listedBy: [String] = []
}

/// What the community knows of its lists: outlives a restart.
struct HostListMemory: Sendable {
    /// Rooms that were told, or are being told.
    var told: [RoomID: Disclosure] = [:]
    /// Lists that the desk knows not to be believed.
    var off: [String] = []
}

extension HostListMemory: Packed {
    init(from reader: inout ByteReader) throws(PackedError) {
        for entry in try [Told](from: &reader) { told[entry.room] = entry.disclosure }
        off = try [String](from: &reader)
    }
    func pack(into writer: inout ByteWriter) {
        told.sorted { $0.key < $1.key }.map { Told(room: $0.key, disclosure: $0.value) }.pack(into: &writer)
        off.pack(into: &writer)
    }

    private struct Told: Packed {
        var room: RoomID
        var disclosure: Disclosure
        init(room: RoomID, disclosure: Disclosure) {
            self.room = room
            self.disclosure = disclosure
        }
        init(from reader: inout ByteReader) throws(PackedError) {
            room = try RoomID(from: &reader)
            disclosure = try Disclosure(from: &reader)
        }
        func pack(into writer: inout ByteWriter) {
            room.pack(into: &writer)
            disclosure.pack(into: &writer)
        }
    }
}

extension Event.ListState {
    /// Why a list is not believed, and what would help.
    var words: Words.Key {
        switch self {
        case .trusted: .dnsblBack
        case .listsAll: .dnsblAll
        case .listsNone: .dnsblNone
        case .refuses: .dnsblRefuses
        case .silent: .dnsblSilent
        }
    }
}
