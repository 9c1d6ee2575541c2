// SPDX-License-Identifier: Apache-2.0

/// What the DNS said to one question.
public enum Reply: Sendable, Hashable {
    /// The A records, the first byte highest; none where the name does not exist.
    case addresses([UInt32])
    /// Nobody answered in time, or the answer was that there is none (SERVFAIL, REFUSED).
    case silence
}

/// What a list means by a reply (RFC 5782 §2.1): an A record within 127.0.0.0/8 is a listing, no record is none.
enum Opinion: Sendable, Hashable {
    case listed
    case unlisted
    /// 127.255.255.x: no listing but a refusal, as Spamhaus and others tell who asks wrongly or too much.
    case refused
    /// An address outside 127.0.0.0/8: a resolver that makes names up, or a domain that was sold.
    case nonsense
    case silent

    init(_ reply: Reply) {
        switch reply {
        case .silence: self = .silent
        case .addresses(let found) where found.isEmpty: self = .unlisted
        case .addresses(let found) where found.contains(where: { $0 >> 8 == 0x7F_FFFF }): self = .refused
        case .addresses(let found): self = found.allSatisfy { $0 >> 24 == 0x7F } ? .listed : .nonsense
        }
    }
}
