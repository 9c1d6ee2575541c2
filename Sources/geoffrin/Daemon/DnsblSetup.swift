// SPDX-License-Identifier: Apache-2.0

internal import Bot
internal import Chat
internal import Conf
internal import Dnsbl
internal import Engine
internal import Logging
internal import Synchronization

/// From `[detector.dnsbl]` to who looks for hosts. The same one is kept while the file says the same, with its memory.
final class DnsblSetup: Sendable {
    private struct Kept: Sendable {
        var settings: ListDesk.Settings
        var server: NameServer?
        var outside: Outside
    }

    private let logger: Logger
    private let kept = Mutex<Kept?>(nil)

    init(logger: Logger) { self.logger = logger }

    func book(_ accepted: Accepted) -> (any HostBook)? {
        var lists: [String] = []
        for name in accepted.policies.flatMap({ $0.rooms.flatMap { $0.hostLists?.names ?? [] } })
        where !lists.contains(name) { lists.append(name) }
        guard !lists.isEmpty else {
            kept.withLock { $0 = nil }
            return nil
        }
        let configuration = accepted.configuration
        let settings = ListDesk.Settings(
            lists: lists, perSecond: configuration.value(DnsblSettings.perSecond, in: .top),
            remember: configuration.value(DnsblSettings.remember, in: .top))
        let server = configuration.value(DnsblSettings.nameserver, in: .top).flatMap { NameServer($0) }
        if let same = kept.withLock({ $0 }), same.settings == settings, same.server == server { return same.outside }
        let resolver = server.map { SystemResolver(server: $0.address, port: $0.port) } ?? SystemResolver()
        let outside = Outside(
            desk: ListDesk(settings, resolver: resolver, elapsed: Surroundings.real.elapsed, logger: logger))
        kept.withLock { $0 = Kept(settings: settings, server: server, outside: outside) }
        return outside
    }

    /// A desk as the bot knows it.
    private struct Outside: HostBook {
        let desk: ListDesk

        func find(_ question: HostQuestion) async -> HostFinding {
            await desk.find(question.address, in: question.lists)
        }

        func forget() { desk.forget() }

        var standing: HostBookStanding { desk.standing }
    }
}
