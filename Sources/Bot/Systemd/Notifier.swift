// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Tells systemd how she is, by hand: one datagram to `$NOTIFY_SOCKET` (sd_notify(3)). Does nothing elsewhere.
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
    public func status(_ text: String) { send("STATUS=\(oneLine(text))") }
    public func reloading() {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        send("RELOADING=1\nMONOTONIC_USEC=\(time.tv_sec * 1_000_000 + time.tv_nsec / 1000)")
    }
    public func stopping(_ status: String) { send("STOPPING=1\nSTATUS=\(oneLine(status))") }
    public func alive() { send("WATCHDOG=1") }

    private func oneLine(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }))
    }

    private func send(_ state: String) {
        guard let socketPath else { return }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var address = sockaddr_un()
        let name = Array(socketPath.utf8)
        guard name.count < MemoryLayout.size(ofValue: address.sun_path) else { return }
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { bytes in
            bytes.copyBytes(from: name)
            if name[0] == UInt8(ascii: "@") { bytes[0] = 0 }
        }
        // An abstract name is as long as it is said to be: no padding.
        let length = socklen_t(MemoryLayout<sa_family_t>.size + name.count)
        let message = Array(state.utf8)
        _ = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(descriptor, message, message.count, Int32(MSG_NOSIGNAL), $0, length)
            }
        }
    }
}
