// SPDX-License-Identifier: Apache-2.0

import Chat
import Glibc
import Store
import Testing

/// Every kind of store: one suite speaks of all of them.
enum AnyStore: String, CaseIterable, CustomTestStringConvertible {
    case memory, sqlite
    var testDescription: String { rawValue }

    /// Runs `body` with an empty store of this kind.
    func with(_ settings: StoreSettings = StoreSettings(), _ body: (any JournalStore) throws -> Void) throws {
        switch self {
        case .memory: try body(MemoryStore(settings))
        case .sqlite: try withDirectory { try body(SQLiteStore("\($0)/geoffrin.db", settings)) }
        }
    }
}

/// Runs `body` with a directory of its own, removed afterwards.
func withDirectory<T>(in parent: String = "/tmp", _ body: (String) throws -> T) throws -> T {
    var template = Array("\(parent)/geoffrin-store-XXXXXX".utf8CString)
    let isMade = template.withUnsafeMutableBufferPointer { $0.baseAddress.flatMap { mkdtemp($0) } != nil }
    try #require(isMade)
    let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer {
        if let directory = opendir(path) {
            while let entry = readdir(directory) {
                let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                }
                unlink("\(path)/\(name)")
            }
            closedir(directory)
        }
        rmdir(path)
    }
    return try body(path)
}

let atelier = CommunityID("atelier")
let jardin = CommunityID("jardin")
let libera = NetworkID("libera")
let salon = RoomID(libera, "#atelier")
let monday = Timestamp(seconds: 1_767_603_600)

func member(_ key: String) -> MemberID { MemberID(libera, ByteString(key)) }

func facts(_ name: String, account: String? = nil) -> Facts {
    Facts(
        account: account.map { ByteString($0) }, user: "u", host: ByteString("\(name).example"), name: PeerText(name),
        roomSize: 12)
}

func said(_ text: String, by name: String = "eve", account: String? = nil, at: Timestamp = monday) -> Event {
    Event(
        at: at, room: salon, member: member(name), facts: facts(name, account: account),
        .said(Message(PeerText(text), id: "m1")))
}

func act(_ sequence: Int64, _ action: Action = .say(Utterance("bonjour")), target: Target? = nil) -> OwedAct {
    OwedAct(
        id: ActID(epoch: 7, sequence: sequence, index: 0), community: atelier, room: salon, network: libera,
        target: target, action: action, lane: .answer, owedAt: monday + .seconds(sequence), expiresAt: nil,
        caseNumber: 0)
}

extension Batch {
    init(_ events: [Event], from first: Int64 = 1, communities: [CommunityID] = [atelier]) {
        self.init()
        for (place, event) in events.enumerated() {
            self.events.append(JournalRow(sequence: first + Int64(place), communities: communities, event: event))
        }
    }
    init(debts: [OwedAct]) {
        self.init()
        self.debts = debts
    }
    init(_ transition: DebtTransition) {
        self.init()
        transitions = [transition]
    }
}
