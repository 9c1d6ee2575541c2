// SPDX-License-Identifier: Apache-2.0

import Glibc
import NIOCore
import NIOPosix
import NIOSSL

/// Why a connection came to nothing, as an operator would say it.
enum Trouble {
    static func text(_ error: any Error) -> String {
        if let error = error as? NIOConnectionError { return connection(error) }
        if let error = error as? IOError { return system(error.errnoCode) }
        if case .connectTimeout? = error as? ChannelError { return "no answer" }
        let plain = "\(error)"
        if plain.contains("CERTIFICATE_VERIFY_FAILED") || plain.contains("failedToValidateHostname")
            || plain.contains("unableToValidateCertificate")
        {
            return "its certificate is not to be trusted: expired, for another name, or signed by nobody known"
        }
        if plain.contains("WRONG_VERSION_NUMBER") {
            return "it does not speak TLS on this port; 6697 is the usual one for TLS"
        }
        // So does who speaks plain TCP there, and so does who is full, starts again, or wants her not.
        if plain.contains("EOF during handshake") {
            return "it hung up before TLS began: is this a TLS port (6697 as a rule), or does it turn her away?"
        }
        if case .uncleanShutdown? = error as? NIOSSLError { return "the server closed the connection" }
        return String(plain.prefix(200))
    }

    private static func connection(_ error: NIOConnectionError) -> String {
        guard let first = error.connectionErrors.first else {
            return "no address is known for \(error.host)"
        }
        return "\(error.host):\(error.port): \(text(first.error))"
    }

    private static func system(_ code: CInt) -> String {
        switch code {
        case ECONNREFUSED: "connection refused"
        case ECONNRESET: "connection reset"
        case ETIMEDOUT: "no answer"
        case ENETUNREACH, EHOSTUNREACH: "no way there"
        default: String(cString: strerror(code))
        }
    }
}
