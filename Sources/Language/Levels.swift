// SPDX-License-Identifier: Apache-2.0

/// How rare a line's scores are in ordinary talk, head by head: wrong at most once in N.
public struct Levels: Sendable, Hashable {
    private var lanes = SIMD16<Int32>(repeating: 1)
    public init() {}
    public internal(set) subscript(_ head: Head) -> Int32 {
        get { lanes[head.rawValue] }
        set { lanes[head.rawValue] = newValue }
    }

    /// Neither abuse nor spam, whatever it looked like; what it might threaten stays.
    public mutating func spare() {
        self[.toxic] = 1
        self[.spam] = 1
    }
}

extension Model {
    public func levels(_ reading: Reader.Reading, _ profile: Profile) -> Levels {
        var levels = Levels()
        for head in Head.allCases { levels[head] = level(reading.logits[head], head, reading.idiom, profile) }
        return levels
    }
}
