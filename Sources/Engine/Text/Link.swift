// SPDX-License-Identifier: Apache-2.0

/// One address found in a text.
struct Link: Hashable, Sendable {
    /// Where it leads: the host after any user name, or nil for one that leads nowhere.
    let domain: Domain?
    /// Written with `scheme://`; otherwise bare, as `example.com/x`.
    let hasScheme: Bool
    /// Something before `@`, as in `https://wikipedia.org@evil.example`.
    let hasUserinfo: Bool
    /// `hxxp`, a bracketed dot, percent signs in the host, an address spelt unusually.
    let isDisguised: Bool
    /// Stands inside another address, as the target of a redirect.
    let isNested: Bool
    /// The whole address without its scheme, hashed with the seed of the view; zero for one inside another.
    var whole: UInt64 = 0
}
