// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import Engine

/// The lists of who comes from where, against looking at everybody.
struct HostIndexTests {
    @Test func whoeverComesFromAHostIsFoundAndNobodyElse() {
        var table = PersonTable()
        var seed: UInt64 = 7
        func next(_ n: UInt64) -> UInt64 {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (seed >> 33) % n
        }
        let network = NetworkID("libera")
        for step in 0..<4000 {
            let id = PersonID(network, .host, ByteString("p\(next(200))@h"))
            switch next(4) {
            case 0: table.remove(id)
            case 1:
                if let number = table.number(of: id) { table.setHost(next(6), of: number) }
            default:
                if table.number(of: id) == nil {
                    var record = PersonRecord(
                        id: id, name: PeerText("p"), firstSeen: .distantPast, lastSeen: .distantPast)
                    record.host = next(6)
                    _ = table.add(record)
                }
            }
            guard step % 50 == 0 else { continue }
            for host: UInt64 in 0...6 {
                let expected = table.records.indices.filter {
                    host != 0 && table.records[$0].host == host && table.number(of: table.records[$0].id) == Int32($0)
                }
                #expect(table.numbers(from: host).map(Int.init).sorted() == expected, "step \(step), host \(host)")
            }
        }
    }
}
