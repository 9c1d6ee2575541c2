// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Testing

@testable import Bot

/// What systemd hears, on a socket of the test's own: sd_notify(3).
@Suite struct NotifierTests {
    /// Listens where `$NOTIFY_SOCKET` points.
    private final class Listener {
        let name: String
        private let descriptor: Int32

        init(abstract: Bool) throws {
            let path = FileManager.default.temporaryDirectory.path + "/notify-\(UUID().uuidString.prefix(8))"
            name = abstract ? "@" + path : path
            descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
            var wait = timeval(tv_sec: 5, tv_usec: 0)
            setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &wait, socklen_t(MemoryLayout<timeval>.size))
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            let bytes = Array(name.utf8)
            withUnsafeMutableBytes(of: &address.sun_path) { target in
                target.copyBytes(from: bytes)
                if abstract { target[0] = 0 }
            }
            let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
            let result = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
            }
            try #require(result == 0)
        }
        deinit {
            close(descriptor)
            unlink(name)
        }

        func next() -> String? {
            var bytes = [UInt8](repeating: 0, count: 4096)
            let count = recv(descriptor, &bytes, bytes.count, 0)
            return count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : nil
        }
    }

    @Test(arguments: [false, true])
    func systemdHearsOfTheWholeLife(abstract: Bool) throws {
        let listener = try Listener(abstract: abstract)
        let notifier = Notifier(environment: ["NOTIFY_SOCKET": listener.name])
        notifier.ready("on 1 of 1 network")
        #expect(listener.next() == "READY=1\nSTATUS=on 1 of 1 network")
        notifier.reloading()
        let reloading = try #require(listener.next())
        #expect(reloading.hasPrefix("RELOADING=1\nMONOTONIC_USEC="))
        #expect(Int64(reloading.split(separator: "=").last ?? "").map { $0 > 0 } == true)
        notifier.alive()
        #expect(listener.next() == "WATCHDOG=1")
        notifier.stopping("stopping")
        #expect(listener.next() == "STOPPING=1\nSTATUS=stopping")
    }

    /// Whoever reads nothing must not hold her up: what it cannot take is told again or dropped.
    @Test(.timeLimit(.minutes(10))) func aFullSocketStopsNothing() throws {
        let listener = try Listener(abstract: false)
        let notifier = Notifier(environment: ["NOTIFY_SOCKET": listener.name])
        for _ in 0..<1000 { notifier.alive() }
        #expect(!notifier.status("busy"))
        #expect(listener.next() == "WATCHDOG=1")
        #expect(notifier.status("busy"))
    }

    @Test func aPeersWordsNeverBecomeAnAssignment() throws {
        let listener = try Listener(abstract: false)
        Notifier(environment: ["NOTIFY_SOCKET": listener.name]).status("away (bye\nMAINPID=1\u{7F})")
        #expect(listener.next() == "STATUS=away (bye MAINPID=1 )")
    }

    @Test func withoutSystemdNothingIsSaidAndNothingFails() {
        Notifier(environment: [:]).ready("alone")
        Notifier(environment: ["NOTIFY_SOCKET": "relative"]).ready("alone")
        Notifier(environment: ["NOTIFY_SOCKET": "/nowhere/at/all"]).ready("alone")
        Notifier(environment: ["NOTIFY_SOCKET": "/" + String(repeating: "x", count: 200)]).ready("alone")
    }

    @Test(
        arguments: [
            (["WATCHDOG_USEC": "60000000"], Duration.seconds(60)),
            (["WATCHDOG_USEC": "60000000", "WATCHDOG_PID": "7"], .seconds(60)),
            (["WATCHDOG_USEC": "60000000", "WATCHDOG_PID": "8"], nil), (["WATCHDOG_USEC": "0"], nil),
            (["WATCHDOG_USEC": "soon"], nil), ([:], nil),
        ] as [([String: String], Duration?)])
    func theWatchdogIsOursWhereItSaysSo(_ environment: [String: String], _ watchdog: Duration?) {
        #expect(Notifier(environment: environment, process: 7).watchdog == watchdog)
    }
}
