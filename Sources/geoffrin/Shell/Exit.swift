// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser

/// The exit codes scripts rely on; the numbers are those of sysexits.h.
enum Exit: Int32, Sendable {
    case done = 0
    case usage = 64
    /// A scenario differs; so does recent talk under new settings, which wait for somebody; or a log from what was written.
    case differs = 65
    /// The daemon is not running.
    case notRunning = 69
    /// Our fault.
    case fault = 70
    /// Or there is nothing to read.
    case cannotWrite = 74
    /// No network is left: try again.
    case tryAgain = 75
    /// Not allowed, or refused for good everywhere.
    case notAllowed = 77
    case configuration = 78

    var code: ExitCode { ExitCode(rawValue) }
}
