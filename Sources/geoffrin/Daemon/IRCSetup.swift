// SPDX-License-Identifier: Apache-2.0

internal import Bot
internal import Chat
internal import Conf
internal import IRC
internal import IRCAdapter
internal import Logging

/// From a `[network.NAME]` with `irc` to an adapter.
struct IRCSetup: Sendable {
    let entry: NetworkEntry
    let contact: String
    let rooms: [RoomID]
    let desks: Set<RoomID>
    /// Where the keys of rooms with one are.
    let keys: [RoomID: SecretReference]
    let folder: String
    let reader: SecretReader
    /// The folder of her state.
    let state: String
    let logger: Logger
    let epoch: UInt32

    var setup: NetworkSetup {
        var setup = NetworkSetup(
            id: entry.name, signature: Self.signature(entry, contact: contact), rooms: rooms,
            make: {
                let settings = try Self.settings(
                    entry, contact: contact, rooms: try known(), folder: folder, reader)
                return try IRCAdapter(
                    network: entry.name, settings: settings, epoch: epoch, logger: logger, storage: storage)
            })
        setup.tell = { adapter in
            do {
                await (adapter as? IRCAdapter)?.know(try known())
            } catch {
                logger.error("a room's key cannot be read", metadata: ["error": "\(error)"])
            }
        }
        return setup
    }

    private func known() throws -> [SessionSettings.Room] {
        try rooms.map { room in
            let key = try keys[room].map { try reader.read($0).byteString }
            return SessionSettings.Room(room.name, key: key, isDesk: desks.contains(room))
        }
    }

    /// What the connection is made of; where secrets are, not what they are.
    private static func signature(_ entry: NetworkEntry, contact: String) -> String {
        let sasl = entry.sasl.map { sasl in
            "\(sasl.mechanisms.map(\.value.rawValue)) \(sasl.account?.value ?? "") \(sasl.password?.value.description ?? "") \(sasl.key?.value.description ?? "") \(sasl.required.map { "\($0)" } ?? "")"
        }
        let proxy =
            entry.proxy.map { proxy in
                "\(proxy.server.value.host):\(proxy.port) \(proxy.account?.value ?? "") \(proxy.password?.value.description ?? "")"
            } ?? ""
        let parts: [String] = [
            entry.servers.map { "\($0.value.host):\(entry.port(of: $0.value))" }.joined(separator: " "), entry.nick,
            entry.altnicks.joined(separator: " "), entry.realname ?? "", entry.user ?? "",
            entry.pass?.value.description ?? "", "\(entry.tls)", "\(entry.pins.map(\.value))", sasl ?? "",
            entry.certificate?.value ?? "", entry.certificateKey?.value ?? "", proxy, contact,
            entry.servicesHosts.joined(separator: " "),
            entry.chanserv.map { $0.map(\.value.rawValue).joined(separator: " ") } ?? "-",
        ]
        return parts.joined(separator: "\n")
    }

    private static func settings(
        _ entry: NetworkEntry, contact: String, rooms: [SessionSettings.Room], folder: String, _ reader: SecretReader
    ) throws -> IRCSettings {
        var settings = IRCSettings(
            servers: entry.servers.map { .init(host: $0.value.host, port: entry.port(of: $0.value)) },
            nick: ByteString(entry.nick))
        settings.usesTLS = entry.tls
        settings.pins = entry.pins.compactMap { pin in
            Pin("sha256:" + pin.value.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined())
        }
        settings.alternatives = entry.altnicks.map { ByteString($0) }
        if let user = entry.user { settings.user = ByteString(user) }
        if let realname = entry.realname { settings.realName = realname }
        settings.contact = contact
        settings.version = "Geoffrin \(Version.number)"
        if let pass = entry.pass { settings.serverPassword = try reader.read(pass.value).byteString }
        if let sasl = entry.sasl {
            settings.account = sasl.account.map { ByteString($0.value) }
            settings.password = try sasl.password.map { try reader.read($0.value).byteString }
            settings.requiresLogin = sasl.required ?? false
            settings.expectsLogin = sasl.required == nil
            settings.challengeKey = try sasl.key.map { try reader.read($0.value).byteString }
            if !sasl.mechanisms.isEmpty { settings.mechanisms = sasl.mechanisms.map { Self.mechanism($0.value) } }
            // To write tls = false and to name PLAIN is to force it; to this machine nobody reads on the way.
            settings.allowsPlainInClear = sasl.mechanisms.contains { $0.value == .plain } || entry.isLocal
        }
        if let proxy = entry.proxy {
            var login: IRCSettings.Proxy.Login?
            if let account = proxy.account, let password = proxy.password {
                login = .init(account: ByteString(account.value), password: try reader.read(password.value).byteString)
            }
            settings.proxy = .init(host: proxy.server.value.host, port: proxy.port, login: login)
        }
        if let chain = entry.certificate {
            let key = entry.certificateKey ?? chain
            settings.certificate = .init(chain: path(chain.value, folder), key: path(key.value, folder))
        }
        settings.rooms = rooms
        settings.chanServ = Set((entry.chanserv?.map(\.value) ?? [.op]).map(Self.use))
        settings.assumesOp = entry.chanserv != nil
        settings.servicesHosts = entry.servicesHosts.map { ByteString($0) }
        return settings
    }

    private static func use(_ use: NetworkEntry.ChanServUse) -> ChanServUse {
        switch use {
        case .op: .op
        case .unban: .unban
        case .invite: .invite
        }
    }

    private static func mechanism(_ mechanism: NetworkEntry.SASL.Mechanism) -> SASL.Mechanism {
        switch mechanism {
        case .external: .external
        case .scramSHA256: .scramSHA256
        case .scramSHA512: .scramSHA512
        case .ecdsa: .ecdsa
        case .plain: .plain
        }
    }

    /// `sts-NAME`: which servers demand TLS, and until when.
    private var storage: STSStorage {
        let file = PrivateFile(folder: state)
        let name = "sts-\(entry.name)"
        return STSStorage(load: { file.read(name) }, save: { try file.write(name, $0) })
    }

    private static func path(_ name: String, _ folder: String) -> String {
        name.hasPrefix("/") ? name : "\(folder)/\(name)"
    }
}

extension Secret {
    /// A copy for the adapter, which keeps it for as long as it may have to log in again.
    fileprivate var byteString: ByteString { withBytes { ByteString(Array($0)) } }
}
