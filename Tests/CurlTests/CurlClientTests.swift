// SPDX-License-Identifier: Apache-2.0

import Curl
import HTTPTestSupport
import Testing

/// The one way out to HTTP, against a server that does what it is told.
@Suite struct CurlClientTests {
    private let client = CurlClient()
    /// Nothing here waits so long, however busy the machine; what must end sooner says so itself.
    private let patient = HTTPLimits(connect: .seconds(600), total: .seconds(600))

    private func patient(body: Int) -> HTTPLimits {
        var limits = patient
        limits.body = body
        return limits
    }

    private func failure(_ request: HTTPRequest) async -> HTTPError? {
        do throws(HTTPError) {
            _ = try await client.send(request)
            return nil
        } catch { return error }
    }

    @Test func aRequestGoesOutAsItIsAndTheAnswerComesBackWhole() async throws {
        let server = try await ScriptedHTTPServer.start { _ in
            [.response(429, [("Retry-After", " 7 "), ("X", "")], body: Array("h\u{e9}".utf8))]
        }
        let response = try await client.send(
            HTTPRequest(
                "PUT", server.base + "/a/b?c=d", headers: [("Authorization", "Bearer t"), ("x-empty", "")],
                body: [0, 13, 10, 255], limits: patient))
        #expect(response.status == 429)
        #expect(response.header("retry-after") == "7")
        #expect(response.header("x") == "")
        #expect(response.body == Array("h\u{e9}".utf8))
        let got = try #require(server.received.first)
        #expect(got.method == "PUT" && got.target == "/a/b?c=d")
        #expect(got.header("authorization") == "Bearer t" && got.header("x-empty") == "")
        #expect(got.header("expect") == nil)
        #expect(got.body == [0, 13, 10, 255])
    }

    @Test func anEmptyBodyIsABody() async throws {
        let server = try await ScriptedHTTPServer.start { _ in [.json(200, "{}")] }
        _ = try await client.send(HTTPRequest("POST", server.base, body: [], limits: patient))
        #expect(server.received.first?.header("content-length") == "0")
    }

    @Test func connectionsAreKept() async throws {
        let server = try await ScriptedHTTPServer.start { _ in [.json(200, "{}")] }
        for _ in 0..<5 { _ = try await client.send(HTTPRequest("GET", server.base, limits: patient)) }
        #expect(server.connections == 1)
    }

    @Test func manyAtOnceAreAllAnsweredOverFewConnections() async throws {
        let server = try await ScriptedHTTPServer.start { [.json(200, $0.target)] }
        let base = server.base
        let client = client
        let bodies = try await withThrowingTaskGroup(of: String.self) { group in
            for i in 0..<200 {
                group.addTask {
                    String(
                        decoding: try await client.send(HTTPRequest("GET", base + "/\(i)", limits: patient)).body,
                        as: UTF8.self)
                }
            }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(bodies.count == 200)
        #expect(server.connections <= 8)
    }

    // MARK: - Bounds

    @Test func silenceEndsAtItsDeadline() async throws {
        let server = try await ScriptedHTTPServer.start { _ in [] }
        let limits = HTTPLimits(total: .milliseconds(200))
        #expect(await failure(HTTPRequest("GET", server.base, limits: limits)) == .timedOut)
    }

    @Test func aHalfOpenConnectionIsNoticed() async throws {
        // The head comes, then nothing ever again.
        let server = try await ScriptedHTTPServer.start { _ in
            [.send(Array("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nab".utf8))]
        }
        let limits = HTTPLimits(connect: .seconds(600), silence: .seconds(1), total: .seconds(3600))
        #expect(await failure(HTTPRequest("GET", server.base, limits: limits)) == .silent)
    }

    /// A long-poll whose other end is gone, beside a pooled connection that the same router forgot: what is asked next
    /// waits on neither.
    @Test func afterASilenceNoOldConnectionIsUsed() async throws {
        let server = try await ScriptedHTTPServer.start { request in
            request.target == "/poll" ? [] : [.json(200, "{}")]
        }
        let client = client
        let base = server.base
        async let one = client.send(HTTPRequest("GET", base + "/a", limits: patient))
        async let two = client.send(HTTPRequest("GET", base + "/b", limits: patient))
        _ = try await (one, two)
        let before = server.connections
        let limits = HTTPLimits(connect: .seconds(600), silence: .seconds(1), total: .seconds(3600))
        #expect(await failure(HTTPRequest("GET", base + "/poll", limits: limits)) == .silent)
        #expect(try await client.send(HTTPRequest("GET", base + "/c", limits: patient)).status == 200)
        #expect(server.received.last.map { $0.connection > before } == true)
    }

    @Test func aBodyBeyondItsLimitIsRefusedAsItArrives() async throws {
        let server = try await ScriptedHTTPServer.start { _ in [.response(200, body: Array(repeating: 97, count: 1001))]
        }
        let limits = patient(body: 1000)
        #expect(await failure(HTTPRequest("GET", server.base, limits: limits)) == .bodyTooLarge(limit: 1000))
        #expect(await failure(HTTPRequest("GET", server.base, limits: patient(body: 1001))) == nil)
    }

    @Test func aBombIsMeasuredAfterDecompression() async throws {
        // 1 MiB of zeros is 1 KiB once packed: the limit is on what it becomes (THREATS G8).
        let server = try await ScriptedHTTPServer.start { _ in
            [.response(200, [("content-encoding", "gzip")], body: Gzip.zeros)]
        }
        let small = patient(body: 64 << 10)
        #expect(await failure(HTTPRequest("GET", server.base, limits: small)) == .bodyTooLarge(limit: 64 << 10))
        let whole = try await client.send(HTTPRequest("GET", server.base, limits: patient))
        #expect(whole.body.count == 1 << 20 && whole.body.allSatisfy { $0 == 0 })
    }

    @Test func endlessHeadersAreRefused() async throws {
        let many = String(repeating: "x: \(String(repeating: "y", count: 1000))\r\n", count: 100)
        let server = try await ScriptedHTTPServer.start { _ in [.send(Array(("HTTP/1.1 200 OK\r\n" + many).utf8))] }
        #expect(await failure(HTTPRequest("GET", server.base, limits: patient)) == .headTooLarge(limit: 64 << 10))
    }

    // MARK: - What goes wrong

    @Test func aTruncatedBodyIsNoAnswer() async throws {
        let server = try await ScriptedHTTPServer.start { _ in
            [.send(Array("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nab".utf8)), .close]
        }
        guard case .broken = await failure(HTTPRequest("GET", server.base, limits: patient)) else {
            Issue.record("a cut body was taken for whole")
            return
        }
    }

    @Test func nobodyThereIsSaidSo() async throws {
        let closed = try ClosedPort()
        defer { closed.free() }
        guard case .unreachable = await failure(HTTPRequest("GET", closed.base, limits: patient)) else {
            Issue.record("a closed port answered")
            return
        }
    }

    @Test func whatIsNoHTTPIsBroken() async throws {
        let server = try await ScriptedHTTPServer.start { _ in [.send(Array("SSH-2.0-x\r\n".utf8)), .close] }
        guard case .broken = await failure(HTTPRequest("GET", server.base, limits: patient)) else {
            Issue.record("another protocol was taken for HTTP")
            return
        }
    }

    @Test func plainTextIsNoTLS() async throws {
        let server = try await ScriptedHTTPServer.start { _ in [.json(200, "{}")] }
        let answer = await failure(
            HTTPRequest("GET", "https://127.0.0.1:\(server.port)", limits: HTTPLimits(connect: .seconds(1))))
        #expect(answer != nil)
    }

    @Test func aRedirectIsAnAnswerAndTheTokenStaysHere() async throws {
        let other = try await ScriptedHTTPServer.start { _ in [.json(200, "{}")] }
        let target = other.base
        let server = try await ScriptedHTTPServer.start { _ in [.response(302, [("Location", target)])] }
        let response = try await client.send(
            HTTPRequest("GET", server.base, headers: [("Authorization", "Bearer t")], limits: patient))
        #expect(response.status == 302)
        #expect(other.received.isEmpty)
    }

    @Test(arguments: ["file:///etc/passwd", "ftp://example.org/", "gopher://x", "not a url", "http://a\0b/"])
    func onlyHTTPIsSpoken(_ url: String) async {
        guard case .invalid = await failure(HTTPRequest("GET", url, limits: patient)) else {
            Issue.record("\(url) was asked for")
            return
        }
    }

    @Test(arguments: ["a\r\nX-Injected: 1", "a\nb", "a\0b"])
    func aHeaderCannotBeginAnother(_ value: String) async throws {
        let server = try await ScriptedHTTPServer.start { _ in [.json(200, "{}")] }
        #expect(
            await failure(HTTPRequest("GET", server.base, headers: [("x", value)], limits: patient))
                == .invalid("header x"))
        #expect(server.received.isEmpty)
    }

    @Test func whatPeersNameNeverLeadsIntoTheHouse() async throws {
        let server = try await ScriptedHTTPServer.start { _ in [.json(200, "{}")] }
        let port = server.port
        for host in ["127.0.0.1", "localhost", "0.0.0.0", "[::ffff:127.0.0.1]", "2130706433"] {
            let request = HTTPRequest("GET", "http://\(host):\(port)/", limits: patient, reach: .publicOnly)
            #expect(await failure(request) == .notPublic, "\(host)")
            // Nor where bot.conf names it as a host: another port is no way round.
            let named = HTTPRequest("GET", "http://\(host):\(port)/", limits: patient, reach: .publicHost)
            #expect(await failure(named) == .notPublic, "\(host)")
        }
        #expect(server.connections == 0)
        // Nor over a connection that the house itself holds open.
        _ = try await client.send(HTTPRequest("GET", server.base, limits: patient))
        #expect(await failure(HTTPRequest("GET", server.base, limits: patient, reach: .publicOnly)) == .notPublic)
    }

    // MARK: - Endings

    @Test func cancellingEndsAtOnceAndTheRestGoesOn() async throws {
        let (arrivals, arrived) = AsyncStream<Void>.makeStream()
        let server = try await ScriptedHTTPServer.start { request in
            arrived.yield()
            return request.target == "/wait" ? [] : [.json(200, "{}")]
        }
        let base = server.base
        let client = client
        let waiting = Task { () -> HTTPError? in
            do throws(HTTPError) {
                _ = try await client.send(
                    HTTPRequest(
                        "GET", base + "/wait", limits: HTTPLimits(connect: .seconds(600), total: .seconds(3600))))
                return nil
            } catch { return error }
        }
        for await _ in arrivals { break }
        waiting.cancel()
        #expect(await waiting.value == .cancelled)
        #expect(try await client.send(HTTPRequest("GET", base, limits: patient)).status == 200)
    }

    @Test func whatIsCancelledBeforeItBeginsIsNeverSent() async throws {
        let server = try await ScriptedHTTPServer.start { _ in [] }
        let base = server.base
        let client = client
        let task = Task { () -> HTTPError? in
            // Cancelled already when it asks.
            withUnsafeCurrentTask { $0?.cancel() }
            do throws(HTTPError) {
                _ = try await client.send(
                    HTTPRequest("GET", base, limits: HTTPLimits(connect: .seconds(600), total: .seconds(3600))))
                return nil
            } catch { return error }
        }
        #expect(await task.value == .cancelled)
    }

    @Test func closingEndsWhatWaitsAndRefusesTheRest() async throws {
        let (arrivals, arrived) = AsyncStream<Void>.makeStream()
        let server = try await ScriptedHTTPServer.start { _ in
            arrived.yield()
            return []
        }
        let base = server.base
        let client = CurlClient()
        let waiting = Task { () -> HTTPError? in
            do throws(HTTPError) {
                _ = try await client.send(
                    HTTPRequest("GET", base, limits: HTTPLimits(connect: .seconds(600), total: .seconds(3600))))
                return nil
            } catch { return error }
        }
        for await _ in arrivals { break }
        client.close()
        #expect(await waiting.value == .closed)
        do throws(HTTPError) {
            _ = try await client.send(HTTPRequest("GET", base, limits: patient))
            Issue.record("a closed client sent something")
        } catch { #expect(error == .closed) }
    }
}
