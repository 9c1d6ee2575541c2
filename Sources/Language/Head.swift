// SPDX-License-Identifier: Apache-2.0

/// What the model says of a line, each a number of its own; the raw value is its lane in a row of the table.
public enum Head: Int, Sendable, CaseIterable {
    case toxic, severe, obscene, threat, insult, identity, sexual, selfHarm, spam

    /// The name in `score --json` and in rules.
    public var name: String {
        switch self {
        case .selfHarm: "self_harm"
        default: String(describing: self)
        }
    }
}

/// A language as far as a line tells; its lane in a row of the table is 9 + raw value.
public enum Idiom: Int, Sendable, CaseIterable {
    case en, fr, de, es, it, pt
    /// Anything else, or too little to tell.
    case other

    public var code: String { String(describing: self) }
    /// Lanes that say languages.
    public static let lanes = 9..<15
}

/// The integer logits of one line, in 1/256 nats, by lane of the table.
public struct Logits: Sendable, Hashable {
    public var lanes: SIMD16<Int32>
    public subscript(_ head: Head) -> Int32 {
        get { lanes[head.rawValue] }
        set { lanes[head.rawValue] = newValue }
    }
    public init(_ lanes: SIMD16<Int32> = .zero) { self.lanes = lanes }
    /// A logit never leaves ±this.
    public static let bound: Int32 = 30 * 256
}
