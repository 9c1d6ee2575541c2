// SPDX-License-Identifier: Apache-2.0

import Chat
import Logging

/// When the certificates of a connection end. It is said 14 days before, once a day at most, however often she connects
/// (THREATS H2): a server's will be replaced, and a pin of the old one will not fit the new one; hers is what she logs
/// in with.
struct Certificates {
    static let notice = TimeSpan.days(14)

    var server: Timestamp?
    var own: Timestamp?
    private var saidAt: [Bool: Timestamp] = [:]

    /// Those of the two that end within the time of notice, or have ended.
    func soon(at now: Timestamp) -> (server: Timestamp?, own: Timestamp?) {
        func near(_ end: Timestamp?) -> Timestamp? { end.flatMap { $0 - now < Self.notice ? $0 : nil } }
        return (near(server), near(own))
    }

    mutating func look(at now: Timestamp, _ logger: Logger) {
        let soon = soon(at: now)
        say(
            soon.server, isHers: false, at: now, logger,
            "the server's certificate ends soon; a pin of the certificate will not fit the next one, a pin of its key does if the key stays"
        )
        say(
            soon.own, isHers: true, at: now, logger,
            "her own certificate ends soon; services know the next one only once its fingerprint is added to the account"
        )
    }

    private mutating func say(
        _ endsAt: Timestamp?, isHers: Bool, at now: Timestamp, _ logger: Logger, _ message: Logger.Message
    ) {
        guard let endsAt, now - (saidAt[isHers] ?? .distantPast) >= .hours(24) else {
            return
        }
        saidAt[isHers] = now
        let days = (endsAt - now).seconds / 86_400
        logger.warning(message, metadata: ["irc.certificate.days": "\(max(0, days))"])
    }
}
