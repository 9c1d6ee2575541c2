// SPDX-License-Identifier: Apache-2.0

internal import Chat
internal import Glibc
internal import Store

/// What was being handled when the process died (THREATS L8): one event at a time is named in a page of a file that
/// outlives the process, and taken back when it is done with.
///
/// A page mapped from a file costs no system call and survives every death but the power's; only a fault of ours is
/// the event's doing, so the handler of such signals says so in the same page. Owned by the loop's thread.
final class DeathMark {
    /// What the page says on opening.
    struct Finding: Equatable {
        var hash: UInt64
        var kind: UInt8
        var room: RoomID?
        /// A fault of the program while this was handled. Otherwise it was killed from outside: no proof.
        var wasFault: Bool
        /// Times in a row that a process ended with this event in hand.
        var strikes: UInt32
    }

    private let page: UnsafeMutableRawPointer
    private let file: Int32
    let found: Finding?

    static let size = 4096
    private static let magic: UInt64 = 0x4745_4F46_4D41_524B

    /// Where things stand in the page.
    enum Offset {
        static let magic = 0
        static let fault = 8
        static let isSet = 12
        static let hash = 16
        static let strikes = 24
        static let lastHash = 32
        static let kind = 40
        static let networkLength = 44
        static let nameLength = 48
        static let text = 64
    }
    /// Bytes of a network's or room's name that are kept.
    private static let longestName = 512

    /// - Throws: `.unavailable` when the file cannot be made or mapped.
    init(_ path: String) throws(StoreError) {
        file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0, ftruncate(file, off_t(Self.size)) == 0,
            let page = mmap(nil, Self.size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0), page != MAP_FAILED
        else { throw .unavailable("\(path): \(String(cString: strerror(errno)))") }
        self.page = page
        var found: Finding?
        if page.load(fromByteOffset: Offset.magic, as: UInt64.self) == Self.magic,
            page.load(fromByteOffset: Offset.isSet, as: UInt32.self) == 1
        {
            let hash = page.load(fromByteOffset: Offset.hash, as: UInt64.self)
            let last = page.load(fromByteOffset: Offset.lastHash, as: UInt64.self)
            let strikes = page.load(fromByteOffset: Offset.strikes, as: UInt32.self)
            found = Finding(
                hash: hash, kind: page.load(fromByteOffset: Offset.kind, as: UInt8.self), room: Self.room(page),
                wasFault: page.load(fromByteOffset: Offset.fault, as: UInt32.self) != 0,
                strikes: last == hash ? strikes &+ 1 : 1)
        }
        self.found = found
        page.storeBytes(of: found?.strikes ?? 0, toByteOffset: Offset.strikes, as: UInt32.self)
        page.storeBytes(of: found?.hash ?? 0, toByteOffset: Offset.lastHash, as: UInt64.self)
        page.storeBytes(of: 0, toByteOffset: Offset.isSet, as: UInt32.self)
        page.storeBytes(of: 0, toByteOffset: Offset.fault, as: UInt32.self)
        page.storeBytes(of: Self.magic, toByteOffset: Offset.magic, as: UInt64.self)
    }

    deinit {
        munmap(page, Self.size)
        close(file)
    }

    /// The byte that the handler of faults sets.
    var faultFlag: UnsafeMutablePointer<UInt32> {
        (page + Offset.fault).assumingMemoryBound(to: UInt32.self)
    }

    func set(_ hash: UInt64, _ event: Event) {
        page.storeBytes(of: hash, toByteOffset: Offset.hash, as: UInt64.self)
        page.storeBytes(of: event.kind.number, toByteOffset: Offset.kind, as: UInt8.self)
        let network = event.room?.network.name ?? ""
        let name = event.room?.name ?? ""
        store(network, length: Offset.networkLength, at: Offset.text)
        store(name, length: Offset.nameLength, at: Offset.text + Self.longestName)
        page.storeBytes(of: 1, toByteOffset: Offset.isSet, as: UInt32.self)
    }

    func clear() { page.storeBytes(of: 0, toByteOffset: Offset.isSet, as: UInt32.self) }

    private func store(_ name: ByteString, length: Int, at offset: Int) {
        let count = min(name.count, Self.longestName)
        page.storeBytes(of: UInt32(count), toByteOffset: length, as: UInt32.self)
        name.withBytes { source in
            if let base = source.baseAddress { (page + offset).copyMemory(from: base, byteCount: count) }
        }
    }

    private static func room(_ page: UnsafeMutableRawPointer) -> RoomID? {
        func bytes(_ length: Int, _ offset: Int) -> [UInt8]? {
            let count = Int(page.load(fromByteOffset: length, as: UInt32.self))
            guard count > 0, count <= longestName else { return nil }
            return Array(UnsafeRawBufferPointer(start: page + offset, count: count))
        }
        guard let network = bytes(Offset.networkLength, Offset.text),
            let name = bytes(Offset.nameLength, Offset.text + longestName)
        else { return nil }
        return RoomID(NetworkID(ByteString(network)), ByteString(name))
    }
}

extension Event {
    /// What makes two events the same poison: kind, room, words; for those without words, everything but the time.
    var poisonHash: UInt64 {
        var hash = Self.add(CollectionOfOne(kind.number), to: 0xCBF2_9CE4_8422_2325)
        if let name = room?.name { hash = name.withBytes { Self.add($0, to: hash) } }
        guard var text = words?.raw else { return Self.add(kind.packed, to: hash) }
        return text.withUTF8 { Self.add($0.prefix(2048), to: hash) }
    }

    private static func add(_ bytes: some Sequence<UInt8>, to hash: UInt64) -> UInt64 {
        bytes.reduce(hash) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}
