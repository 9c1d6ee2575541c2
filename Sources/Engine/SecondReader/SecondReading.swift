// SPDX-License-Identifier: Apache-2.0

public import Chat
public import Conf

/// How one room has its unclear lines read a second time, outside; a room without one has none (ADR 0033).
public struct SecondReading: Sendable, Hashable {
    /// Signals, reasons and cases call it so.
    public static let name = "second_reader"

    /// Whom the room is told of: a host, or empty for this machine.
    public var place: String
    /// The same with everything else that changes what the room agreed to; never 0.
    public var key: UInt64
    /// An answer later than this after its line counts for nothing.
    public var lease: TimeSpan
    /// Rarities, wrong once in so many, from which a line is unclear: a tenth of what the model's detectors want.
    var toxic: Int32
    var spam: Int32

    /// On its way there and back, besides the deadline itself.
    static let slack = TimeSpan.seconds(5)

    init?(_ configuration: Configuration, _ room: RoomID) {
        let scope = Scope.room(room)
        guard configuration.value(SecondReaderSettings.active, in: scope),
            let url = configuration.value(SecondReaderSettings.url, in: .top)
        else { return nil }
        place = url.isLoopback ? "" : url.host
        key = Self.key(of: url)
        lease = configuration.value(SecondReaderSettings.deadline, in: .top) + Self.slack
        func near(_ active: Setting<Bool>, _ wrong: Setting<Int>) -> Int32 {
            guard configuration.value(active, in: scope) else { return .max }
            return Int32(clamping: max(1, configuration.value(wrong, in: scope) / 10))
        }
        toxic = near(Toxicity.active, Toxicity.wrong)
        spam = near(Spam.active, Spam.wrong)
    }

    /// What a room agreed to: the same service at the same place.
    public static func key(of url: WebAddress) -> UInt64 { SeededHash.of(url.text.utf8, seed: 0) | 1 }

    // MARK: - What an opinion weighs

    /// Below this nothing speaks against a line.
    static let unsure: Int32 = 500

    /// 50 to 150, by how sure it is; nothing for a line found in order, so that whoever talks the reader into that has
    /// gained nothing, and nothing for what is no number of thousandths.
    static func score(_ sureness: Int32) -> Int32 {
        guard (unsure...1000).contains(sureness) else { return 0 }
        return 50 + (sureness - unsure) / 5
    }
}

extension Policy {
    /// The same, with nothing asked outside.
    public var askingNobody: Policy {
        var policy = self
        for index in policy.rooms.indices {
            policy.rooms[index].reading = nil
            policy.rooms[index].hostLists = nil
        }
        policy.asksOutside = false
        policy.looksUp = false
        return policy
    }
}

/// One line that is to be read a second time.
public struct Question: Sendable, Hashable {
    /// What an answer bears.
    public var id: UInt64
    public var room: RoomID
    /// Its author: stays here, for the answer and for budgets.
    public var member: MemberID
    /// What the room agreed to: asked nowhere else.
    public var key: UInt64
    /// All that leaves: the author's own words of this one line, masked; at most `Masked.longest` bytes.
    public var text: String
    public var at: Timestamp
}

/// A line that was asked about, and what is needed to judge it again. Not kept over a restart, like `Held`.
struct Asked: Sendable {
    var id: UInt64
    var room: RoomID
    var member: MemberID
    var person: PersonID
    /// As told when it was said.
    var facts: Facts
    var standing: Standing
    /// What was seen in it.
    var signals: [Signal]
    var line: CaseLine?
    /// Until then an answer counts.
    var until: Timestamp

    /// Open at a time, in a community and about one person; beyond, nothing is asked.
    static let most = 64
    static let mostOfOne = 2
}

/// What a room knows of somebody outside to whom something of it goes.
struct Disclosure: Sendable, Hashable {
    /// `SecondReading.key`, or `HostLists.key`, of what was told; 0 for nothing.
    var key: UInt64 = 0
    /// The line that tells it, while it is on its way.
    var act: ActID?
    /// When it was last begun.
    var at: Timestamp = .distantPast

    /// Told, and heard.
    func covers(_ wanted: UInt64) -> Bool { key == wanted && act == nil }

    /// What could not be said is tried again after this long.
    static let again = TimeSpan.minutes(10)
}

extension Disclosure: Packed {
    init(from reader: inout ByteReader) throws(PackedError) {
        key = try reader.unsigned()
        act = try ActID?(from: &reader)
        at = try Timestamp(from: &reader)
    }
    func pack(into writer: inout ByteWriter) {
        writer.put(unsigned: key)
        act.pack(into: &writer)
        at.pack(into: &writer)
    }
}
