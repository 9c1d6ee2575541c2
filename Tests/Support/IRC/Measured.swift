// SPDX-License-Identifier: Apache-2.0

public import Chat
import Foundation
import Glibc

/// What a fault costs, for docs/faults-irc.md: `scripts/faults.sh` sets `GEOFFRIN_MEASURE` to the file that the figures go
/// to, one line a fault, and plays one fault at a time. Without it they are not played.
public struct Measured: Sendable {
    private static let file = ProcessInfo.processInfo.environment["GEOFFRIN_MEASURE"]

    /// Somebody looks at the figures: nothing else runs.
    public static var isOn: Bool { file != nil }

    /// Her clock goes up to 200 times as fast as the machine's there: beside other tests that would be a race.
    public static let why = "one at a time: scripts/faults.sh, the last part of `make test`"

    private let fault: String
    private let before: Int

    /// The fault begins.
    public init(_ fault: String) {
        self.fault = fault
        guard Self.file != nil else {
            before = 0
            return
        }
        // proc(5): 5 sets the peak back to what is resident now.
        try? "5".write(toFile: "/proc/self/clear_refs", atomically: false, encoding: .utf8)
        before = Self.status("VmRSS:")
    }

    /// She is over it. `growth` in KiB, where it is of another process than this one.
    public func tell(_ time: String, connections: Int, growth: Int? = nil) {
        guard let file = Self.file else { return }
        let growth = growth ?? max(0, Self.status("VmHWM:") - before)
        let line = "\(fault)\t\(time)\t\(connections)\t\(String(format: "%.1f", Double(growth) / 1024))\n"
        let descriptor = open(file, O_WRONLY | O_APPEND)
        guard descriptor >= 0 else { return }
        _ = write(descriptor, line, line.utf8.count)
        close(descriptor)
    }

    public func tell(_ time: TimeSpan, connections: Int, growth: Int? = nil) {
        tell(String(format: "%.1f s", Double(time.milliseconds) / 1000), connections: connections, growth: growth)
    }

    private static func status(_ name: String) -> Int {
        let text = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix(name) } ?? ""
        return line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0
    }
}
