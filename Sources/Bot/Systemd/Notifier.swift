// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Tells systemd how she is, by hand: one datagram to `$NOTIFY_SOCKET` (sd_notify(3)). Does nothing elsewhere.
///
/// The socket holds few datagrams. Who does not read them must not hold her up: signs of life and the status are dropped
/// when it is full, changes of state wait a second for room.
public struct Notifier: Sendable {
    private let socketPath: String?
    /// How often the watchdog wants to hear from her; nil when it does not.
    public let watchdog: Duration?

    /// - Parameter environment: `NOTIFY_SOCKET`, `WATCHDOG_USEC`, `WATCHDOG_PID` are read.
    public init(environment: [String: String], process: Int32? = nil) {
        let path = environment["NOTIFY_SOCKET"]
        let first = path?.utf8.first
        socketPath = first == UInt8(ascii: "/") || first == UInt8(ascii: "@") ? path : nil
        let isOurs = environment["WATCHDOG_PID"].flatMap(Int32.init).map { $0 == process ?? getpid() } ?? true
        watchdog =
            isOurs ? environment["WATCHDOG_USEC"].flatMap(Int64.init).flatMap { $0 > 0 ? .microseconds($0) : nil } : nil
    }

    /// The configuration is accepted and the journal is open.
    public func ready(_ status: String) { send("READY=1\nSTATUS=\(oneLine(status))") }
    /// False when there was no room for it: it is worth telling again.
    @discardableResult
    public func status(_ text: String) -> Bool { send("STATUS=\(oneLine(text))", waits: false) }
    public func reloading() {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        send("RELOADING=1\nMONOTONIC_USEC=\(time.tv_sec * 1_000_000 + time.tv_nsec / 1000)")
    }
    public func stopping(_ status: String) { send("STOPPING=1\nSTATUS=\(oneLine(status))") }
    public func alive() { send("WATCHDOG=1", waits: false) }

    private func oneLine(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }))
    }

    @discardableResult
    private func send(_ state: String, waits: Bool = true) -> Bool {
        guard let socketPath else { return true }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var patience = timeval(tv_sec: 1, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        let flags = Int32(MSG_NOSIGNAL) | (waits ? 0 : Int32(MSG_DONTWAIT))
        var address = sockaddr_un()
        let name = Array(socketPath.utf8)
        guard name.count < MemoryLayout.size(ofValue: address.sun_path) else { return false }
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { bytes in
            bytes.copyBytes(from: name)
            if name[0] == UInt8(ascii: "@") { bytes[0] = 0 }
        }
        // An abstract name is as long as it is said to be: no padding.
        let length = socklen_t(MemoryLayout<sa_family_t>.size + name.count)
        let message = Array(state.utf8)
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(descriptor, message, message.count, flags, $0, length) >= 0
            }
        }
    }
}
