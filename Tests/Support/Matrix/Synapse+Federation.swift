// SPDX-License-Identifier: Apache-2.0

import Foundation
import IRCTestSupport

/// Two homeservers that find and believe each other: by TLS on loopback, each at an address of its own, which is its name
/// too. A name would have to be looked up, and rules about servers know no port.
extension Synapse {
    /// How one homeserver is reached by others.
    public struct Federation: Sendable {
        /// `address:port`.
        public var serverName: String
        var certificate: CertificateFile
        /// Those it believes.
        var authorities: [CertificateFile]

        var environment: [String: String] {
            [
                "FEDERATION": serverName, "CERTIFICATE": certificate.path, "KEY": certificate.keyPath,
                "AUTHORITIES": authorities.map(\.path).joined(separator: ","),
            ]
        }
    }

    /// Two of them, once both answer; what they proved themselves with is gone by then.
    public static func federated() async throws -> (Synapse, Synapse) {
        let addresses = ["127.0.0.1", "127.0.0.2"]
        let certificates = try addresses.map { try CertificateFile.make(address: $0) }
        defer { for certificate in certificates { certificate.remove() } }
        var federations: [Federation] = []
        for (address, certificate) in zip(addresses, certificates) {
            let port = try await ServerProcess.freePort()
            federations.append(
                Federation(
                    serverName: "\(address):\(port)", certificate: certificate, authorities: certificates))
        }
        async let first = start(federation: federations[0])
        async let second = start(federation: federations[1])
        do {
            return (try await first, try await second)
        } catch {
            // The one that came up, if one did, must not stay.
            (try? await first)?.stop()
            (try? await second)?.stop()
            throw error
        }
    }
}
