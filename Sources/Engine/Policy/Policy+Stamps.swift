// SPDX-License-Identifier: Apache-2.0

public import Chat

/// Logs stamp their lines to the second or the minute: what happens faster cannot be told from them.
extension Policy {
    /// The same policy without the detectors whose window is shorter than such stamps are fine.
    public func judging(stampsOf resolution: TimeSpan) -> Policy {
        var copy = self
        for index in copy.rooms.indices {
            copy.rooms[index].detectors.removeAll { $0.isBlunted(byStampsOf: resolution) }
        }
        return copy
    }

    /// Whether such stamps are too coarse for one of its detectors.
    public func isBlunted(byStampsOf resolution: TimeSpan) -> Bool {
        rooms.contains { $0.detectors.contains { $0.isBlunted(byStampsOf: resolution) } }
    }
}

extension Detector {
    fileprivate func isBlunted(byStampsOf resolution: TimeSpan) -> Bool {
        guard let window else { return false }
        return window < resolution
    }
}
