// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTestSupport
import MatrixTestSupport
import Testing

/// `geoffrin login`: what goes to the homeserver, what is kept, and what is said when it does not work.
@Suite(.timeLimit(.minutes(10)))
struct LoginTests {
    private static let flows = #"{"flows":[{"type":"m.login.sso"},{"type":"m.login.password"}]}"#
    private static let granted = #"{"user_id":"@g:b.example","access_token":"tok_1","device_id":"D1"}"#

    private func server(
        known: ScriptedHTTPServer.Step = .json(404, #"{"errcode":"M_NOT_FOUND"}"#), flows: String = flows,
        login: ScriptedHTTPServer.Step = .json(200, granted)
    ) async throws -> ScriptedHTTPServer {
        try await ScriptedHTTPServer.start { request in
            switch (request.method, request.target) {
            case ("GET", "/.well-known/matrix/client"): [known]
            case ("GET", "/_matrix/client/versions"): [.json(200, #"{"versions":["v1.11"]}"#)]
            case ("GET", "/_matrix/client/v3/login"): [.json(200, flows)]
            case ("POST", "/_matrix/client/v3/login"): [login]
            default: [.json(404, "{}")]
            }
        }
    }

    private func program(_ base: String, token: String = "secret:matrix") throws -> Program {
        let program = try Program()
        try program.write(
            """
            contact = "x"
            [network.matrix]
            matrix = "\(base)"
            token = "\(token)"
            [community.a]
            rooms = ["matrix/#a:b.example"]
            desk = ["matrix/#d:b.example"]

            """, to: "bot.conf")
        return program
    }

    /// On a thread of its own: the server's answers need those that tests run on.
    private func login(_ program: Program, input: String = "geoffrin\nhunter2\n", _ network: String = "matrix")
        async throws -> Program.Result
    {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(with: Result { try program.run("login", network, input: input) })
            }
        }
    }

    private func text(_ program: Program, _ name: String) -> String? {
        FileManager.default.contents(atPath: "\(program.folder)/\(name)").map { String(decoding: $0, as: UTF8.self) }
    }

    @Test func theTokenIsKeptAndThePasswordIsNot() async throws {
        let server = try await server()
        let program = try program(server.base)
        let result = try await login(program)
        #expect(result.exit == 0, "\(result.errors)")
        #expect(result.output.hasSuffix("secrets/matrix\n"))
        #expect(result.errors.contains("@g:b.example, device D1"))
        #expect(text(program, "secrets/matrix") == "tok_1")
        #expect(try program.mode(of: "secrets/matrix") == 0o600)
        #expect(try program.mode(of: "secrets") == 0o700)
        let asked = try #require(server.received.last)
        let question = JSON(asked.body)
        #expect(question["identifier"]["user"].text == "geoffrin" && question["password"].text == "hunter2")
        #expect(!result.output.contains("hunter2") && !result.errors.contains("hunter2"))
        #expect(!result.output.contains("tok_1") && !result.errors.contains("tok_1"))
        let kept = try FileManager.default.subpathsOfDirectory(atPath: program.folder).filter {
            $0.hasPrefix("secrets/")
        }
        #expect(Set(kept) == ["secrets/matrix", "secrets/matrix.device"])
    }

    @Test func aTokenThatEndsIsKeptWithWhatRenewsIt() async throws {
        let server = try await ScriptedHTTPServer.start { request in
            switch (request.method, request.target) {
            case ("GET", "/_matrix/client/versions"): [.json(200, #"{"versions":["v1.11"]}"#)]
            case ("GET", "/_matrix/client/v3/login"): [.json(200, Self.flows)]
            case ("POST", "/_matrix/client/v3/login"):
                JSON(request.body).object["refresh_token"] == nil
                    ? [
                        .json(
                            200,
                            #"{"user_id":"@g:b.example","access_token":"tok_1","device_id":"D1","expires_in_ms":300000}"#
                        )
                    ]
                    : [
                        .json(
                            200,
                            #"{"user_id":"@g:b.example","access_token":"tok_2","refresh_token":"ref_2","device_id":"D1","expires_in_ms":300000}"#
                        )
                    ]
            default: [.json(404, "{}")]
            }
        }
        let program = try program(server.base)
        let result = try await login(program)
        #expect(result.exit == 0, "\(result.errors)")
        #expect(text(program, "secrets/matrix") == "tok_2\nref_2")
        let devices = server.received.filter { $0.method == "POST" }.map { JSON($0.body)["device_id"].text }
        #expect(devices.count == 2 && devices[1] == "D1")
    }

    @Test func aSecondLoginIsTheSameDevice() async throws {
        let server = try await server()
        let program = try program(server.base)
        #expect(try await login(program).exit == 0)
        #expect(try await login(program).exit == 0)
        let devices = server.received.filter { $0.method == "POST" }.map { JSON($0.body)["device_id"].text }
        #expect(devices.count == 2 && devices[0]?.hasPrefix("GEOFFRIN") == true && devices[1] == "D1")
    }

    /// THREATS J2: no password goes where bot.conf does not say.
    @Test func aDomainThatPointsElsewhereGetsNoPassword() async throws {
        let known = ScriptedHTTPServer.Step.json(200, #"{"m.homeserver":{"base_url":"https://evil.example/"}}"#)
        let server = try await server(known: known)
        let result = try await login(try program(server.base))
        #expect(result.exit == 78)
        #expect(result.errors.contains("write matrix = \"https://evil.example\""))
        #expect(!server.received.contains { $0.method == "POST" })
    }

    @Test func aRefusalIsToldAndNothingIsWritten() async throws {
        let body = #"{"errcode":"M_FORBIDDEN","error":"Invalid username\u001b[31m or password"}"#
        let server = try await server(login: .json(403, body))
        let program = try program(server.base)
        let result = try await login(program)
        #expect(result.exit == 77)
        #expect(result.errors.contains("refused: Invalid username[31m or password; nothing is written"))
        #expect(text(program, "secrets/matrix") == nil)
    }

    @Test func tooManyLoginsAreWaitedFor() async throws {
        let server = try await server(
            login: .response(429, [("retry-after", "331")], body: Array(#"{"errcode":"M_LIMIT_EXCEEDED"}"#.utf8)))
        let result = try await login(try program(server.base))
        #expect(result.exit == 75)
        #expect(result.errors.contains("asks to wait 331 s"))
    }

    @Test func aServerWithoutPasswordsIsSaidSo() async throws {
        let server = try await server(flows: #"{"flows":[{"type":"m.login.sso"}]}"#)
        let result = try await login(try program(server.base))
        #expect(result.exit == 77)
        #expect(result.errors.contains("takes no passwords"))
        #expect(!server.received.contains { $0.method == "POST" })
    }

    @Test func whatIsNoHomeserverIsSaidSo() async throws {
        let server = try await ScriptedHTTPServer.start { _ in [.response(502, body: Array("<html>".utf8))] }
        let result = try await login(try program(server.base))
        #expect(result.exit == 78)
        #expect(result.errors.contains("no Matrix homeserver answers"))
        let dead = server.base
        await server.stop()
        let gone = try await login(try program(dead))
        #expect(gone.exit == 75)
        #expect(gone.errors.contains("cannot be reached"))
    }

    @Test func onlyAMatrixNetworkWithAStoredTokenLogsIn() async throws {
        let server = try await server()
        let other = try await login(try program(server.base), "libera")
        #expect(other.exit == 64)
        #expect(other.errors.contains("libera: no network of bot.conf; of Matrix there is: matrix"))
        let file = try await login(try program(server.base, token: "file:/somewhere"))
        #expect(file.exit == 78)
        #expect(server.received.isEmpty)
        let nothing = try await login(try program(server.base), input: "\n\n")
        #expect(nothing.exit == 64)
    }

    @Test(.enabled(if: Synapse.isInstalled, "Synapse is not installed: scripts/setup.sh test"))
    func aRealHomeserverGivesATokenThatWorks() async throws {
        let server = try await Synapse.start(.stock)
        defer { server.stop() }
        _ = try await server.user("geoffrin")
        let program = try program(server.base)
        let wrong = try await login(program, input: "geoffrin\nwrong\n")
        #expect(wrong.exit == 77, "\(wrong.errors)")
        let result = try await login(program, input: "geoffrin\npw-geoffrin\n")
        #expect(result.exit == 0, "\(result.errors)")
        let token = try #require(text(program, "secrets/matrix"))
        let user = MatrixUser(door: server.door, base: server.base, id: "@geoffrin:hs.test", token: token)
        let who = try await user.ask("GET", "/account/whoami")
        #expect(who["user_id"].text == "@geoffrin:hs.test")
        #expect(who["device_id"].text == text(program, "secrets/matrix.device"))
    }
}
