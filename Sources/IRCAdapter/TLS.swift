// SPDX-License-Identifier: Apache-2.0

import Chat
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import NIOSSL

/// How a connection is encrypted and whom it believes. There is no switch that skips verification: a server that no
/// authority vouches for needs a pin (THREATS H2).
struct TLS: Sendable {
    private let context: NIOSSLContext
    private let pins: [Pin]
    /// When her own certificate ends; nil where she has none.
    let ownEndsAt: Timestamp?

    init(_ settings: IRCSettings) throws {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        // A pin names the one certificate or key: its issuer, its dates and the names in it do not matter then.
        configuration.certificateVerification = settings.pins.isEmpty ? .fullVerification : .noHostnameVerification
        if let roots = settings.trustRoots { configuration.trustRoots = .file(roots) }
        var endsAt: Timestamp?
        if let certificate = settings.certificate {
            let chain = try NIOSSLCertificate.fromPEMFile(certificate.chain)
            endsAt = chain.first.map { Timestamp(seconds: Int64($0.notValidAfter)) }
            configuration.certificateChain = chain.map { .certificate($0) }
            configuration.privateKey = .privateKey(try NIOSSLPrivateKey(file: certificate.key, format: .pem))
        }
        context = try NIOSSLContext(configuration: configuration)
        pins = settings.pins
        ownEndsAt = endsAt
    }

    /// Whether a presented certificate must be one of the pinned ones.
    var isPinned: Bool { !pins.isEmpty }

    /// The handler for one connection. SNI carries names only; a literal is checked against the addresses that the
    /// certificate names (RFC 6066 §3). With pins `verified` tells, once the handshake is over, whether the certificate is
    /// one of them: it ends either way, so that the server learns of a refusal as of any other end, and its owner must
    /// send nothing before it has asked.
    func handler(host: String, verified: NIOLockedValueBox<Bool>) throws -> NIOSSLClientHandler {
        let isLiteral = (try? SocketAddress(ipAddress: host, port: 0)) != nil  // Nil only says: a name.
        let name = isLiteral ? nil : host
        guard isPinned else { return try NIOSSLClientHandler(context: context, serverHostname: name) }
        let pins = pins
        return try NIOSSLClientHandler(context: context, serverHostname: name) { chain, promise in
            verified.withLockedValue { $0 = chain.first.map { Self.isPinned($0, pins) } ?? false }
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
