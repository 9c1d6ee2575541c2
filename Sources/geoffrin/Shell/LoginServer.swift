// SPDX-License-Identifier: Apache-2.0

internal import Conf
internal import Curl
internal import Foundation

/// A homeserver, as far as a login needs it (https://spec.matrix.org/v1.16/client-server-api/#login).
struct LoginServer {
    struct Session {
        var user: String
        var token: String
        /// What renews the token, where it ends by itself.
        var refresh: String?
        var device: String

        /// What stands in the secret: `MatrixToken.init(secret:)` reads it.
        var secret: [UInt8] { Array((token + (refresh.map { "\n" + $0 } ?? "")).utf8) }
    }

    enum Problem: Error {
        case nothingTyped, notWritten
        case unreachable(String)
        case noHomeserver(status: Int)
        /// Its own domain says that it is elsewhere.
        case elsewhere(String)
        case noPasswords
        case refused(String)
        case tooOften(seconds: Int)
        case strange(String)

        var exit: Exit {
            switch self {
            case .nothingTyped: .usage
            case .notWritten: .cannotWrite
            case .unreachable, .tooOften, .strange: .tryAgain
            case .elsewhere, .noHomeserver: .configuration
            case .noPasswords, .refused: .notAllowed
            }
        }

        var sentence: Sentence {
            switch self {
            case .nothingTyped:
                Sentence(en: "nothing was typed; nothing is written", fr: "rien n'a été tapé ; rien n'est écrit")
            case .notWritten: Sentence(en: "nothing was stored", fr: "rien n'a été rangé")
            case .unreachable(let why):
                Sentence(
                    en: "the homeserver does not answer (\(why)): check matrix = \"…\", and whether it is up",
                    fr: "le serveur ne répond pas (\(why)) : vérifier matrix = \"…\", et s'il tourne")
            case .noHomeserver(let status):
                Sentence(
                    en: "no Matrix homeserver answers at this address (status \(status)): check matrix = \"…\"",
                    fr: "aucun serveur Matrix à cette adresse (statut \(status)) : vérifier matrix = \"…\"")
            case .elsewhere(let address):
                Sentence(
                    en:
                        "this domain says that its homeserver is \(address); if you trust it, write matrix = \"\(address)\"",
                    fr:
                        "ce domaine dit que son serveur est \(address) ; si c'est bien lui, écrire matrix = \"\(address)\""
                )
            case .noPasswords:
                Sentence(
                    en:
                        "this homeserver takes no passwords here: get a token from its administrator, then `geoffrin secret NAME`",
                    fr:
                        "ce serveur ne prend pas de mot de passe ici : demander un jeton à qui le tient, puis `geoffrin secret NOM`"
                )
            case .refused(let why):
                Sentence(
                    en: "refused: \(why); nothing is written", fr: "refusé : \(why) ; rien n'est écrit")
            case .tooOften(let seconds):
                Sentence(
                    en: "too many logins: the homeserver asks to wait \(seconds) s",
                    fr: "trop de connexions : le serveur demande d'attendre \(seconds) s")
            case .strange(let why):
                Sentence(en: "an answer that is none: \(why)", fr: "une réponse qui n'en est pas une : \(why)")
            }
        }
    }

    let base: String
    let door: any HTTPDoor

    /// Is this a homeserver, and does its domain say so too? A password goes to no other address than the one in
    /// bot.conf (THREATS J2): where `.well-known` names another, the operator writes it down first.
    func checkAddress() async throws(Problem) {
        let known = try await ask("GET", "/.well-known/matrix/client")
        if known.status == 200, let home = known.object["m.homeserver"] as? [String: Any],
            let address = home["base_url"] as? String
        {
            var named = address
            while named.hasSuffix("/") { named.removeLast() }
            if named != base { throw .elsewhere(Shown.plain(named)) }
        }
        let versions = try await ask("GET", "/_matrix/client/versions")
        guard versions.status == 200, versions.object["versions"] is [Any] else {
            throw .noHomeserver(status: versions.status)
        }
        let login = try await ask("GET", "/_matrix/client/v3/login")
        let flows = login.object["flows"] as? [[String: Any]] ?? []
        guard flows.contains(where: { $0["type"] as? String == "m.login.password" }) else { throw .noPasswords }
    }

    /// A token without an end, where the homeserver gives one; else one with what renews it, for the same device.
    func login(_ user: String, _ password: [UInt8], device: String) async throws(Problem) -> Session {
        let (session, ends) = try await login(user, password, device: device, renews: false)
        guard ends else { return session }
        return try await login(user, password, device: session.device, renews: true).session
    }

    private func login(
        _ user: String, _ password: [UInt8], device: String, renews: Bool
    ) async throws(Problem) -> (session: Session, ends: Bool) {
        var question: [String: Any] = [
            "type": "m.login.password", "identifier": ["type": "m.id.user", "user": user],
            "password": String(decoding: password, as: UTF8.self), "device_id": device,
            "initial_device_display_name": "Geoffrin",
        ]
        if renews { question["refresh_token"] = true }
        let answer = try await ask("POST", "/_matrix/client/v3/login", question)
        switch answer.status {
        case 200:
            guard let token = Self.token(answer.object["access_token"]), let id = answer.object["user_id"] as? String
            else { throw .strange("200") }
            let session = Session(
                user: Shown.plain(id), token: token, refresh: Self.token(answer.object["refresh_token"]),
                device: answer.object["device_id"] as? String ?? device)
            return (session, answer.object["expires_in_ms"] is Int)
        case 429:
            let milliseconds = answer.object["retry_after_ms"] as? Int
            throw .tooOften(seconds: answer.seconds ?? milliseconds.map { $0 / 1000 + 1 } ?? 60)
        case 400...499: throw .refused(Shown.plain(answer.object["error"] as? String ?? "status \(answer.status)"))
        default: throw .strange("status \(answer.status)")
        }
    }

    private static func token(_ value: Any?) -> String? {
        guard let text = value as? String, !text.isEmpty, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            return nil
        }
        return text
    }

    private struct Answer {
        var status: Int
        var seconds: Int?
        /// Empty when what came is no JSON object.
        var object: [String: Any]
    }

    private func ask(_ method: String, _ path: String, _ question: [String: Any]? = nil) async throws(Problem) -> Answer
    {
        var headers = [(name: "User-Agent", value: "Geoffrin/\(Version.number)")]
        var body: [UInt8]?
        if let question {
            headers.append((name: "Content-Type", value: "application/json"))
            // Strings and dictionaries of strings: always JSON.
            body = (try? JSONSerialization.data(withJSONObject: question)).map { Array($0) } ?? []
        }
        do throws(HTTPError) {
            let limits = HTTPLimits(body: 1 << 20)
            let answer = try await door.send(
                HTTPRequest(method, base + path, headers: headers, body: body, limits: limits))
            // What is no JSON has no keys; the status tells the rest.
            let object = (try? JSONSerialization.jsonObject(with: Data(answer.body))) as? [String: Any]
            return Answer(
                status: answer.status, seconds: answer.header("retry-after").flatMap { Int($0) }, object: object ?? [:])
        } catch {
            throw .unreachable(error.description)
        }
    }
}

/// A peer's words on the operator's terminal: one line, nothing that controls it (THREATS K6).
private enum Shown {
    static func plain(_ text: String) -> String {
        var out = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(200) {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse: continue
            default: out.append(scalar)
            }
        }
        return String(out)
    }
}
