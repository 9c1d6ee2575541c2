// SPDX-License-Identifier: Apache-2.0

internal import Conf
internal import Foundation

/// The six questions of `init`, and the files that their answers make.
struct Questionnaire {
    struct Answers {
        var tongue: Tongue
        var server: String
        var nick: String
        var rooms: [String]
        var desk: String
        var owner: String
        var network: String
        var zone: String
    }

    let tongue: Tongue
    let environment: [String: String]
    var readLine: () -> String? = { Swift.readLine(strippingNewline: true) }

    var bankName: String { "questions.txt" }

    func ask() -> Answers {
        let language = question(
            en: "Which language does she speak, en or fr?", fr: "Quelle langue parle-t-elle, fr ou en ?",
            tongue.rawValue)
        let hers: Tongue = language.hasPrefix("fr") ? .fr : language.hasPrefix("en") ? .en : tongue
        let server = question(en: "Which IRC server?", fr: "Quel serveur IRC ?", "irc.libera.chat")
        let nick = question(en: "What is she called there?", fr: "Comment s'y appelle-t-elle ?", "geoffrin")
        let roomText = question(
            en: "Which room or rooms, with spaces between?", fr: "Quel salon, ou lesquels, séparés d'espaces ?",
            hers == .fr ? "#mon-salon" : "#my-room")
        let rooms = roomText.split { " ,;".contains($0) }.map { room($0) }
        let first = rooms.first ?? "#geoffrin"
        let desk = question(
            en: "Where does the team meet, in private?", fr: "Où se retrouve l'équipe, en privé ?",
            first + (hers == .fr ? "-modos" : "-mods"))
        let owner = question(
            en: "Your account there, to command her and to be told to whoever asks?",
            fr: "Votre compte là-bas, pour la commander, et à dire à qui demande ?",
            account(environment["USER"] ?? ""))
        return Answers(
            tongue: hers, server: clean(server), nick: clean(nick), rooms: rooms.isEmpty ? [first] : rooms,
            desk: room(Substring(desk)), owner: account(owner), network: network(of: server), zone: zone)
    }

    private func question(en: String, fr: String, _ standard: String) -> String {
        Console.ask("\(tongue == .fr ? fr : en) [\(standard)] ")
        let answer = readLine()?.trimmingCharacters(in: .whitespaces) ?? ""
        return answer.isEmpty ? standard : answer
    }

    // MARK: - What may stand in the file

    /// Nothing that would end a quoted text or a line.
    private func clean(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.filter { $0.value > 0x20 && $0 != "\"" && $0 != "\\" && $0.value != 0x7F }))
    }

    private func room(_ text: Substring) -> String {
        let name = clean(String(text))
        return name.hasPrefix("#") || name.hasPrefix("&") ? name : "#\(name)"
    }

    private func account(_ text: String) -> String {
        let name = clean(text.split(separator: "/").last.map(String.init) ?? "")
        return name.isEmpty ? "me" : name
    }

    /// `irc.libera.chat` → `libera`; an address or a bare name → `irc`.
    private func network(of server: String) -> String {
        let labels = clean(server).split(separator: ":").first?.split(separator: ".") ?? []
        guard labels.count >= 2 else { return "irc" }
        let name = labels[labels.count - 2].lowercased().filter {
            $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-")
        }
        return name.contains { $0.isLetter } ? String(name.prefix(32)) : "irc"
    }

    /// `$TZ`, else where `/etc/localtime` leads, else UTC.
    private var zone: String {
        let link = try? FileManager.default.destinationOfSymbolicLink(atPath: "/etc/localtime")
        let named =
            environment["TZ"].flatMap { $0.isEmpty ? nil : $0 }
            ?? link.flatMap { $0.components(separatedBy: "zoneinfo/").last }
        guard let named, TimeZone(identifier: named) != nil, !named.hasPrefix("Etc/") else { return "UTC" }
        return named
    }
}
