// SPDX-License-Identifier: Apache-2.0

import Chat
import Engine

extension Policy {
    /// Rates over less than this are not told from stamps that are coarser.
    static let shortestWindow = TimeSpan.seconds(1)
    func judging(stampsOf resolution: TimeSpan) -> Policy { self }
}
