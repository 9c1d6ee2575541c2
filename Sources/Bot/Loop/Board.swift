// SPDX-License-Identifier: Apache-2.0

public import Chat
internal import Conf
public import Store
internal import Synchronization

/// A small picture of the house for whoever asks while the loop is busy: `status`, systemd's status line.
public final class Board: Sendable {
    public struct Network: Sendable, Hashable {
        public enum State: String, Sendable { case connecting, connected, away, refused }
        public var id: NetworkID
        public var state: State
        public var since: Timestamp
        /// Why it is away or refused.
        public var why: String
        /// Acts that wait there.
        public var waiting: Int
        /// What she is called there; on Matrix her id.
        public var own = ""
        /// Rooms she cannot be in, and why.
        public var barred: [RoomID: Event.Bar] = [:]
        /// Desks that are encrypted: she can neither read nor write there.
        public var sealed: Set<RoomID> = []
    }

    public struct Picture: Sendable, Hashable {
        public var networks: [Network] = []
        /// `bot.conf` is not the file in force: the last good one is, or a reload was refused.
        public var configurationTrouble: ConfigurationTrouble?
        public var sequence: Int64 = 0
        public var isDegraded = false
        /// How much of what happens the disk still has room for.
        public var space = Pressure.none
    }

    private let picture = Mutex(Picture())

    public init() {}

    public var current: Picture { picture.withLock { $0 } }
    func update(_ change: (inout sending Picture) -> Void) { picture.withLock { change(&$0) } }

    /// One line that is true: how many networks she is on, which are missing and why.
    public var line: String {
        let picture = current
        let connected = picture.networks.filter { $0.state == .connected }.count
        var parts = ["on \(connected) of \(picture.networks.count) network\(picture.networks.count == 1 ? "" : "s")"]
        for network in picture.networks where network.state != .connected {
            parts.append("\(network.id): \(network.state.rawValue)\(network.why.isEmpty ? "" : " (\(network.why))")")
        }
        for desk in picture.networks.flatMap(\.sealed).sorted() {
            parts.append("desk \(desk): encrypted, so she can neither read nor write there")
        }
        if let trouble = picture.configurationTrouble { parts.append(trouble.rawValue) }
        if picture.isDegraded { parts.append("the journal cannot be written") }
        if let space = picture.space.sentence { parts.append(space.en) }
        return parts.joined(separator: "; ")
    }
}
