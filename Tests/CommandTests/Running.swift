// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import IRCTestSupport
import Testing

/// A daemon that goes on, and what it tells systemd: the test listens at `$NOTIFY_SOCKET`.
final class Running {
    private let process = Process()
    private let descriptor: Int32
    private let ended = DispatchSemaphore(value: 0)

    /// State and socket in the program's folder.
    static let ordinary = ["run", "--state", "state", "--socket", "control", "--log", "info"]

    /// The socket holds ten datagrams: who does not read asks for few signs of life.
    init(_ program: Program, _ arguments: [String] = ordinary, watchdog: Duration = .seconds(30)) throws {
        let path = FileManager.default.temporaryDirectory.path + "/n-\(UUID().uuidString.prefix(8))"
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        // Nothing here waits this long unless it fails.
        var wait = timeval(tv_sec: 200, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &wait, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(result == 0)
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        // Threads of a test may block signals, and a child inherits that: SIGTERM must reach her.
        process.arguments = ["--default-signal=TERM,HUP,INT", Program.path] + arguments
        process.currentDirectoryURL = URL(fileURLWithPath: program.folder)
        var environment = program.environment
        environment["NOTIFY_SOCKET"] = path
        environment["WATCHDOG_USEC"] = String(Int64(watchdog / .microseconds(1)))
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        let log = program.folder + "/log"
        _ = FileManager.default.createFile(atPath: log, contents: nil)
        process.standardError = FileHandle(forWritingAtPath: log)
        let ended = ended
        process.terminationHandler = { _ in ended.signal() }
        try process.run()
    }
    /// A stage that fell down before it could end her leaves nobody behind.
    deinit {
        if process.isRunning { signal(SIGKILL) }
        close(descriptor)
    }

    /// The next datagram that `fits`; nil when none comes.
    func notice(_ fits: (String) -> Bool = { _ in true }) -> String? { Self.notice(on: descriptor, fits) }
    private static func notice(on descriptor: Int32, _ fits: (String) -> Bool) -> String? {
        var bytes = [UInt8](repeating: 0, count: 4096)
        for _ in 0..<1000 {
            let count = recv(descriptor, &bytes, bytes.count, 0)
            guard count > 0 else { return nil }
            let text = String(decoding: bytes[..<count], as: UTF8.self)
            if fits(text) { return text }
        }
        return nil
    }
    /// Whether a datagram that begins like this comes; where a server in this process has to answer her meanwhile.
    func hears(_ start: String) async -> Bool {
        let descriptor = descriptor
        return await withCheckedContinuation { waiter in
            DispatchQueue.global().async {
                waiter.resume(returning: Self.notice(on: descriptor) { $0.hasPrefix(start) } != nil)
            }
        }
    }
    /// Kilobytes of memory: now, and at most since she began; 0 where the system does not tell.
    var memory: (now: Int, most: Int) {
        let text = (try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)) ?? ""
        func value(_ name: String) -> Int {
            let line = text.split(separator: "\n").first { $0.hasPrefix(name) } ?? ""
            return line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0
        }
        return (value("VmRSS:"), value("VmHWM:"))
    }
    func signal(_ number: Int32) { Glibc.kill(process.processIdentifier, number) }
    /// Her exit code, once she has ended; nil when she does not.
    func exit() -> Int32? { Self.isOver(ended) ? process.terminationStatus : nil }
    /// The same where a server in this process has to answer her meanwhile: none of its threads is kept waiting.
    func exit() async -> Int32? {
        let ended = ended
        let isOver = await withCheckedContinuation { waiter in
            DispatchQueue.global().async { waiter.resume(returning: Self.isOver(ended)) }
        }
        return isOver ? process.terminationStatus : nil
    }
    private static func isOver(_ ended: DispatchSemaphore) -> Bool {
        ended.wait(timeout: .now() + .seconds(Int(patience.components.seconds))) == .success
    }
    func kill() {
        if process.isRunning { signal(SIGKILL) }
        process.waitUntilExit()
    }
}
