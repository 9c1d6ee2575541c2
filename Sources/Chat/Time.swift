// SPDX-License-Identifier: Apache-2.0

/// A moment, in milliseconds since 1970-01-01 00:00 UTC. Arithmetic saturates: no peer's number can trap (law L7).
public struct Timestamp: Hashable, Comparable, Sendable {
    public let milliseconds: Int64

    public init(milliseconds: Int64) { self.milliseconds = milliseconds }
    public init(seconds: Int64) { milliseconds = saturating(seconds, times: 1000) }

    public static let distantPast = Timestamp(milliseconds: 0)
    public static let distantFuture = Timestamp(milliseconds: .max)

    public static func < (a: Timestamp, b: Timestamp) -> Bool { a.milliseconds < b.milliseconds }

    public static func + (t: Timestamp, s: TimeSpan) -> Timestamp {
        let (sum, overflow) = t.milliseconds.addingReportingOverflow(s.milliseconds)
        return Timestamp(milliseconds: overflow ? (s.milliseconds > 0 ? .max : 0) : sum)
    }
    public static func - (t: Timestamp, s: TimeSpan) -> Timestamp { t + TimeSpan(milliseconds: 0 &- s.milliseconds) }
    public static func - (a: Timestamp, b: Timestamp) -> TimeSpan {
        let (difference, overflow) = a.milliseconds.subtractingReportingOverflow(b.milliseconds)
        return TimeSpan(milliseconds: overflow ? (a.milliseconds > 0 ? .max : -.max) : difference)
    }
}

/// A length of time, in milliseconds. Arithmetic saturates.
public struct TimeSpan: Hashable, Comparable, Sendable {
    public let milliseconds: Int64

    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    public static let zero = TimeSpan(milliseconds: 0)
    public static func milliseconds(_ n: Int64) -> TimeSpan { TimeSpan(milliseconds: n) }
    public static func seconds(_ n: Int64) -> TimeSpan { TimeSpan(milliseconds: saturating(n, times: 1000)) }
    public static func minutes(_ n: Int64) -> TimeSpan { TimeSpan(milliseconds: saturating(n, times: 60_000)) }
    public static func hours(_ n: Int64) -> TimeSpan { TimeSpan(milliseconds: saturating(n, times: 3_600_000)) }
    public static func days(_ n: Int64) -> TimeSpan { TimeSpan(milliseconds: saturating(n, times: 86_400_000)) }

    /// Whole seconds, rounded down.
    public var seconds: Int64 { milliseconds / 1000 }

    public static func < (a: TimeSpan, b: TimeSpan) -> Bool { a.milliseconds < b.milliseconds }
    public static func + (a: TimeSpan, b: TimeSpan) -> TimeSpan {
        let (sum, overflow) = a.milliseconds.addingReportingOverflow(b.milliseconds)
        return TimeSpan(milliseconds: overflow ? (b.milliseconds > 0 ? .max : -.max) : sum)
    }
    public static func - (a: TimeSpan, b: TimeSpan) -> TimeSpan { a + TimeSpan(milliseconds: 0 &- b.milliseconds) }
    public static func * (a: TimeSpan, n: Int64) -> TimeSpan {
        TimeSpan(milliseconds: saturating(a.milliseconds, times: n))
    }
}

func saturating(_ a: Int64, times b: Int64) -> Int64 {
    let (product, overflow) = a.multipliedReportingOverflow(by: b)
    return overflow ? ((a < 0) == (b < 0) ? .max : -.max) : product
}
