// SPDX-License-Identifier: Apache-2.0

/// One network, translated to the vocabulary of this module.
///
/// The loop calls `perform`, `reach` and `observe` from any task; `run` is called once and lives as long as the
/// adapter. `perform` waits for the network, never for the loop, so that no cycle of waiting exists.
public protocol Adapter: Sendable {
    var network: NetworkID { get }

    /// Connects, translates, reconnects. `emit` returns when the batch is committed: reading stops meanwhile.
    /// Returns when cancelled; throws `Refusal` when the network refuses her for good, `Obstacle` when
    /// something here keeps it from beginning.
    func run(emit: @escaping @Sendable ([Event]) async throws -> Void) async throws

    /// Performs one act. Has a deadline of its own, never calls `emit`.
    func perform(_ act: OwedAct) async throws(ActError) -> Receipt

    /// Says one line at once, past every queue and clock: she is about to go, and it is now or never. As `perform` else.
    func lastWords(_ act: OwedAct) async throws(ActError) -> Receipt

    /// What is known now of an act's target, and whom else its mask would hit.
    func reach(of act: OwedAct) async -> Reach

    /// After a crash: does the room show that this act was done? Nil when it cannot be told.
    func observe(_ act: OwedAct) async -> Receipt?

    /// What the server would keep of a mute or ban if it were performed now, as its receipt would say: what lifts it by
    /// hand should its fate never be known. Empty where nothing would stay, or nothing is known.
    func mark(of act: OwedAct) async -> ByteString

    /// How it stands with the network, beside whether it is connected.
    func report() async -> LinkReport

    /// Of these lanes those on which an act may leave now; the others wait for the connection's clock.
    func ready(among lanes: [Lane]) async -> [Lane]
}

extension Adapter {
    public func report() async -> LinkReport { LinkReport() }
}

/// How it stands with a network at one moment, for whoever asks for the status.
public struct LinkReport: Sendable, Hashable {
    /// What it sent since the start that could not be read: counted, dropped, and the connection lives.
    public var unreadable = 0
    /// Why its services do not know her; nil where they do, or are not asked.
    public var unidentified: Event.Unidentified?
    /// When the server's certificate ends, and hers: nil while that is far, or there is none (THREATS H2).
    public var serverCertificateEnds: Timestamp?
    public var ownCertificateEnds: Timestamp?

    public init() {}
}

/// Something on this machine keeps an adapter from beginning, such as a secret or a certificate that cannot be read. The
/// network itself said nothing: another start may mend it.
public struct Obstacle: Error, Sendable {
    public var why: String
    public init(_ why: String) { self.why = why }
}

/// The network refused her for good: a wrong password, a revoked token, a ban. The others go on.
public struct Refusal: Error, Sendable {
    public var why: String
    public init(_ why: String) { self.why = why }
}
