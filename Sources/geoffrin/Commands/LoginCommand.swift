// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Bot
internal import Chat
internal import Conf
internal import Curl
internal import Foundation

struct LoginCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "login",
        abstract: "Matrix: ask for her user and password once, and keep the token they are worth.",
        discussion:
            "Writes the token to secrets/NAME and the device to secrets/NAME.device, mode 0600; the password is kept nowhere. Reads a pipe too: the user on the first line, the password on the second."
    )
    @Argument(help: ArgumentHelp("The NAME of [network.NAME].", valueName: "network"))
    var network: String
    @Option(help: ArgumentHelp("Her user there, «geoffrin» or «@geoffrin:server».", valueName: "user"))
    var user: String?
    @OptionGroup var file: FileOptions
    @OptionGroup(visibility: .hidden) var unused: UnusedPlaces

    func run() async throws {
        let tongue = file.tongue
        let (homeserver, name) = try place(tongue)
        let door = CurlClient()
        let server = LoginServer(base: homeserver, door: door)
        defer { door.close() }
        do throws(LoginServer.Problem) {
            try await server.checkAddress()
            let account = user ?? String(decoding: Typed.line(tongue.say("User: ", "Utilisateur : ")), as: UTF8.self)
            var password = Typed.secret(
                tongue.say("Password (nothing is shown): ", "Mot de passe (rien ne s'affiche) : "))
            defer { for index in password.indices { password[index] = 0 } }
            guard !account.isEmpty, !password.isEmpty else { throw .nothingTyped }
            let secrets = SecretFile(besideConfiguration: file.path, tongue)
            // The same device each time: the homeserver would otherwise gather one for each login.
            let device = secrets.read("\(name).device").flatMap { $0.isEmpty ? nil : $0 } ?? Self.newDevice()
            let session = try await server.login(account, password, device: device)
            try keep(session, name, secrets)
            Console.note(
                tongue.say(
                    "\(session.user), device \(session.device); the password is kept nowhere",
                    "\(session.user), appareil \(session.device) ; le mot de passe n'est gardé nulle part"))
        } catch {
            let why = error.sentence[tongue]
            Console.note(tongue.say("\(network): \(why)", "\(network) : \(why)"))
            throw error.exit.code
        }
    }

    /// The homeserver, and the name of the secret that holds the token.
    private func place(_ tongue: Tongue) throws -> (String, String) {
        let text = FileManager.default.contents(atPath: file.path).map { String(decoding: $0, as: UTF8.self) }
        guard let text else {
            Console.note("\(file.path): \(Accepted.unreadable(file.path)[tongue])")
            throw Exit.configuration.code
        }
        let (configuration, diagnostics) = Configuration.load(text: text, file: file.path)
        guard let configuration else {
            for diagnostic in diagnostics where diagnostic.severity == .error {
                Console.note(diagnostic.printed(file.tongue))
            }
            throw Exit.configuration.code
        }
        let entry = configuration.network(NetworkID(network))
        guard let matrix = entry?.matrix else {
            let known = configuration.networks.filter { $0.matrix != nil }.map(\.name.description)
            let list = known.isEmpty ? tongue.say("none", "aucun") : known.joined(separator: ", ")
            Console.note(
                entry == nil
                    ? tongue.say(
                        "\(network): no network of \(file.path); of Matrix there is: \(list)",
                        "\(network) : pas un réseau de \(file.path) ; de Matrix il y a : \(list)")
                    : tongue.say(
                        "\(network) is IRC, where nobody logs in beforehand; her password is kept by: geoffrin secret \(network)",
                        "\(network) est IRC, où personne ne s'identifie d'avance ; son mot de passe se range par : geoffrin secret \(network)"
                    ))
            throw Exit.usage.code
        }
        guard case .stored(let name) = matrix.token.value else {
            Console.note(
                tongue.say(
                    "network.\(network).token: write \"secret:\(network)\" so that login can store it",
                    "network.\(network).token : écrire \"secret:\(network)\" pour que login puisse le ranger"))
            throw Exit.configuration.code
        }
        return (matrix.homeserver.value, name)
    }

    private func keep(_ session: LoginServer.Session, _ name: String, _ secrets: SecretFile) throws(LoginServer.Problem)
    {
        do {
            _ = try secrets.write("\(name).device", Array(session.device.utf8))
            Console.result(try secrets.write(name, session.secret))
        } catch {
            throw .notWritten
        }
    }

    private static func newDevice() -> String {
        "GEOFFRIN" + (0..<8).map { _ in String(UnicodeScalar(UInt8.random(in: 0x41...0x5A))) }.joined()
    }
}
