// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix
import NIOSSL

/// How a connection is encrypted and whom it believes. There is no switch that skips verification: a server that no
/// authority vouches for needs a pin (THREATS H2).
struct TLS: Sendable {
    /// Written down when a presented certificate has none of the pins: the network stops (THREATS H1).
    struct PinMismatch: Error {}

    private let context: NIOSSLContext
    private let pins: [Pin]

    init(_ settings: IRCSettings) throws {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.certificateVerification = .fullVerification
        if let roots = settings.trustRoots { configuration.trustRoots = .file(roots) }
        if let certificate = settings.certificate {
            configuration.certificateChain = try NIOSSLCertificate.fromPEMFile(certificate.chain).map {
                .certificate($0)
            }
            configuration.privateKey = .privateKey(try NIOSSLPrivateKey(file: certificate.key, format: .pem))
        }
        context = try NIOSSLContext(configuration: configuration)
        pins = settings.pins
    }

    /// The handler for one connection. SNI carries names only; a literal is checked against the addresses that the
    /// certificate names (RFC 6066 §3).
    func handler(host: String, onMismatch: @escaping @Sendable () -> Void) throws -> NIOSSLClientHandler {
        let isLiteral = (try? SocketAddress(ipAddress: host, port: 0)) != nil  // Nil only says: a name.
        let name = isLiteral ? nil : host
        guard !pins.isEmpty else { return try NIOSSLClientHandler(context: context, serverHostname: name) }
        let pins = pins
        return try NIOSSLClientHandler(context: context, serverHostname: name) { chain, promise in
            guard let leaf = chain.first, Self.isPinned(leaf, pins) else {
                onMismatch()
                return promise.succeed(.failed)
            }
            promise.succeed(.certificateVerified)
        }
    }

    private static func isPinned(_ certificate: NIOSSLCertificate, _ pins: [Pin]) -> Bool {
        guard let der = try? certificate.toDERBytes(), let key = try? certificate.extractPublicKey().toSPKIBytes()
        else {
            // A certificate that cannot be read is no pinned one.
            return false
        }
        return pins.contains { $0.matches(certificate: der, publicKey: key) }
    }
}
