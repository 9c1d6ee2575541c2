// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// A detector with two settings: how often something may be within how long.
protocol CountingDetector: Detector {
    static var limit: Setting<Int> { get }
    static var within: Setting<TimeSpan> { get }
    var within: TimeSpan { get }
    init(limit: Int32, within: TimeSpan)
}

extension CountingDetector {
    init(_ configuration: Configuration, _ scope: Scope, _ compiled: Compiled) {
        self.init(
            limit: Int32(clamping: configuration.value(Self.limit, in: scope)),
            within: configuration.value(Self.within, in: scope))
    }

    var window: TimeSpan? { within }

    func relief(_ reason: Reason, in line: TextView) -> Relief? { Relief(Self.limit, reason.count &+ 1) }
}
