// SPDX-License-Identifier: Apache-2.0

internal import CCurl

/// One request under way. Only curl's thread touches it once it has begun.
final class Transfer {
    typealias Answer = @Sendable (Result<HTTPResponse, HTTPError>) -> Void

    let id: UInt64
    let easy: UnsafeMutableRawPointer
    private let limits: HTTPLimits
    private let answer: Answer
    private var body: [UInt8] = []
    private var headers: [(name: String, value: String)] = []
    private var headBytes = 0
    private var overflow: HTTPError?
    private var lines: UnsafeMutablePointer<curl_slist>?
    /// libcurl writes here for as long as the handle lives.
    private let message: UnsafeMutablePointer<CChar>
    private let notPublic: UnsafeMutablePointer<Bool>
    private var isHead = false

    init(_ id: UInt64, _ easy: UnsafeMutableRawPointer, _ limits: HTTPLimits, _ answer: @escaping Answer) {
        self.id = id
        self.easy = easy
        self.limits = limits
        self.answer = answer
        message = .allocate(capacity: Int(CURL_ERROR_SIZE))
        message.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        notPublic = .allocate(capacity: 1)
        notPublic.initialize(to: false)
    }
    deinit {
        curl_slist_free_all(lines)
        message.deallocate()
        notPublic.deallocate()
    }

    func succeed(status: Int) { answer(.success(HTTPResponse(status: status, headers: headers, body: body))) }
    func fail(_ error: HTTPError) { answer(.failure(error)) }

    // MARK: - What arrives

    /// Returns what was taken; anything else than `count` ends the transfer.
    fileprivate func receive(body bytes: UnsafeRawBufferPointer) -> Int {
        guard body.count + bytes.count <= limits.body else {
            overflow = .bodyTooLarge(limit: limits.body)
            return 0
        }
        body.append(contentsOf: bytes)
        return bytes.count
    }

    fileprivate func receive(head line: UnsafeRawBufferPointer) -> Int {
        headBytes += line.count
        guard headBytes <= limits.head else {
            overflow = .headTooLarge(limit: limits.head)
            return 0
        }
        // A new response begins: the one before was only on the way (RFC 9110 §15.2).
        if line.starts(with: "HTTP/".utf8) {
            headers.removeAll()
        } else if let colon = line.firstIndex(of: UInt8(ascii: ":")) {
            let name = line[..<colon].map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }
            let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D || $0 == 0x0A }
            var value = line[(colon + 1)...].drop(while: isBlank)
            while let last = value.last, isBlank(last) { value = value.dropLast() }
            headers.append((String(decoding: name, as: UTF8.self), String(decoding: value, as: UTF8.self)))
            // What says itself that it is too long is not begun.
            if name.elementsEqual("content-length".utf8), !isHead,
                let length = Int(String(decoding: value, as: UTF8.self)), length > limits.body
            {
                overflow = .bodyTooLarge(limit: limits.body)
                return 0
            }
        }
        return line.count
    }

    // MARK: - What is asked

    /// - Throws: `.invalid` for what must not be sent.
    func configure(_ request: HTTPRequest, proxy: String?, isFresh: Bool) throws(HTTPError) {
        guard request.reach == .anywhere || proxy == nil else { throw .notPublic }
        guard HeaderText.isToken(request.method) else { throw .invalid("method") }
        try set(CURLOPT_PROTOCOLS_STR, "http,https")
        try set(CURLOPT_URL, request.url)
        try set(CURLOPT_CUSTOMREQUEST, request.method)
        isHead = request.method == "HEAD"
        if isHead { set(CURLOPT_NOBODY, 1) }
        // A redirect would carry the token to whom it names: it is an answer like any other.
        set(CURLOPT_FOLLOWLOCATION, 0)
        // The environment's proxies are not bot.conf's.
        try set(CURLOPT_PROXY, proxy ?? "")
        try set(CURLOPT_NOPROXY, "")
        set(CURLOPT_NOSIGNAL, 1)
        // Cancelled while a name is looked up, it does not wait for the resolver.
        set(CURLOPT_QUICK_EXIT, 1)
        if isFresh { set(CURLOPT_FRESH_CONNECT, 1) }
        set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        set(CURLOPT_PIPEWAIT, 1)
        set(CURLOPT_TCP_KEEPALIVE, 1)
        set(CURLOPT_TCP_KEEPIDLE, 30)
        set(CURLOPT_CONNECTTIMEOUT_MS, limits.connect.milliseconds)
        set(CURLOPT_TIMEOUT_MS, limits.total.milliseconds)
        if let silence = limits.silence {
            set(CURLOPT_LOW_SPEED_LIMIT, 1)
            set(CURLOPT_LOW_SPEED_TIME, max(1, (silence.milliseconds + 999) / 1000))
        }
        // All encodings that this libcurl can undo.
        try set(CURLOPT_ACCEPT_ENCODING, "")
        try prepare(request)
        let me = Unmanaged.passUnretained(self).toOpaque()
        _ = ccurl_set_pointer(easy, CURLOPT_ERRORBUFFER, message)
        _ = ccurl_set_pointer(easy, CURLOPT_PRIVATE, me)
        _ = ccurl_set_bytes(easy, CURLOPT_WRITEFUNCTION, onBody)
        _ = ccurl_set_pointer(easy, CURLOPT_WRITEDATA, me)
        _ = ccurl_set_bytes(easy, CURLOPT_HEADERFUNCTION, onHead)
        _ = ccurl_set_pointer(easy, CURLOPT_HEADERDATA, me)
        switch request.reach {
        case .anywhere: break
        case .publicOnly: _ = ccurl_allow_public_only(easy, notPublic, true)
        case .publicHost: _ = ccurl_allow_public_only(easy, notPublic, false)
        }
    }

    private func prepare(_ request: HTTPRequest) throws(HTTPError) {
        for (name, value) in request.headers {
            guard HeaderText.isToken(name), HeaderText.isValue(value) else { throw .invalid("header \(name)") }
            // An empty value needs a semicolon, or libcurl takes the header away.
            guard let longer = curl_slist_append(lines, value.isEmpty ? "\(name);" : "\(name): \(value)") else {
                throw .invalid("header \(name)")
            }
            lines = longer
        }
        if let bytes = request.body {
            _ = bytes.withUnsafeBytes { ccurl_set_body(easy, $0.baseAddress, $0.count) }
            // No pause to be asked for the body.
            lines = curl_slist_append(lines, "Expect:") ?? lines
        }
        if let lines { _ = ccurl_set_pointer(easy, CURLOPT_HTTPHEADER, lines) }
    }

    private func set(_ option: CURLoption, _ value: Int) { _ = ccurl_set_long(easy, option, value) }
    private func set(_ option: CURLoption, _ text: String) throws(HTTPError) {
        // A NUL would end it early.
        guard !text.utf8.contains(0), ccurl_set_text(easy, option, text) == CURLE_OK else { throw .invalid("address") }
    }

    /// Nobody shall wait on this connection again. HTTP/2 would keep it: to libcurl only the stream has failed.
    func dropConnection() { set(CURLOPT_FORBID_REUSE, 1) }

    // MARK: - How it ended

    func error(_ code: CURLcode) -> HTTPError {
        if let overflow { return overflow }
        if notPublic.pointee { return .notPublic }
        let told = String(cString: message)
        let why = told.isEmpty ? String(cString: curl_easy_strerror(code)) : told
        switch code {
        case CURLE_OPERATION_TIMEDOUT: return timeout()
        case CURLE_URL_MALFORMAT: return .invalid(why)
        // Of the address before there is a connection, of the answer afterwards.
        case CURLE_UNSUPPORTED_PROTOCOL: return isConnected ? .broken(why) : .invalid(why)
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT, CURLE_PROXY:
            return .unreachable(why)
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR,
            CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_CONNECT_ERROR:
            return .untrusted(why)
        default: return .broken(why)
        }
    }

    /// libcurl has one code for three clocks.
    private func timeout() -> HTTPError {
        // curl's clocks fire a little late, never early.
        if Int(microseconds(CURLINFO_TOTAL_TIME_T) / 1000) >= limits.total.milliseconds { return .timedOut }
        return isConnected ? .silent : .connectTimedOut
    }

    private var isConnected: Bool { microseconds(CURLINFO_PRETRANSFER_TIME_T) > 0 }

    private func microseconds(_ info: CURLINFO) -> curl_off_t {
        var value: curl_off_t = 0
        _ = ccurl_get_offset(easy, info, &value)
        return value
    }
}

private let onBody: ccurl_bytes = { bytes, size, count, context in
    guard let context else { return 0 }
    let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    return transfer.receive(body: UnsafeRawBufferPointer(start: bytes, count: size * count))
}

private let onHead: ccurl_bytes = { bytes, size, count, context in
    guard let context else { return 0 }
    let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    return transfer.receive(head: UnsafeRawBufferPointer(start: bytes, count: size * count))
}

/// The grammar of header lines (RFC 9110 §5.5, §5.6.2): what peers wrote must not begin another header.
enum HeaderText {
    static func isToken(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }
    static func isValue(_ text: String) -> Bool { text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 } }
}

extension Duration {
    /// Whole milliseconds, rounded up; at least 1, at most a day.
    var milliseconds: Int {
        let (seconds, attoseconds) = components
        guard seconds < 86_400 else { return 86_400_000 }
        let thousandth: Int64 = 1_000_000_000_000_000
        return Int(max(1, seconds * 1000 + (attoseconds + thousandth - 1) / thousandth))
    }
}
