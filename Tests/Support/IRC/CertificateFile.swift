// SPDX-License-Identifier: Apache-2.0

import Foundation
public import IRCAdapter

/// Certificates for tests, made and read by the openssl command.
public struct CertificateFile: Sendable {
    public let path: String
    public let keyPath: String
    /// SHA-256 of the DER, in lower-case hexadecimal digits.
    public let fingerprint: String
    private let directory: String

    /// A certificate of its own, self-signed; `isExpired`: since the turn of the century.
    /// - Parameter address: of the server it is for; nil: a client's.
    public static func make(isExpired: Bool = false, days: Int = 30, address: String? = nil) throws -> CertificateFile {
        let directory = NSTemporaryDirectory() + "/certificate-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let (path, key) = (directory + "/client.pem", directory + "/client.key")
        _ = try openssl(
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "\(days)",
                "-subj", "/CN=\(address ?? "geoffrin")", "-keyout", key, "-out", path,
            ] + (address.map { ["-addext", "subjectAltName=IP:\($0)"] } ?? []))
        if isExpired { try expire(path, key, directory) }
        return CertificateFile(path: path, keyPath: key, fingerprint: try digits(path), directory: directory)
    }

    /// `openssl ca` takes dates of the past, which `openssl req` does not.
    private static func expire(_ path: String, _ key: String, _ directory: String) throws {
        let conf = """
            [ca]
            default_ca = own
            [own]
            database = \(directory)/index
            serial = \(directory)/serial
            new_certs_dir = \(directory)
            default_md = sha256
            policy = any
            unique_subject = no
            [any]
            commonName = supplied
            """
        try Data(conf.utf8).write(to: URL(fileURLWithPath: directory + "/ca.conf"))
        try Data().write(to: URL(fileURLWithPath: directory + "/index"))
        try Data("01\n".utf8).write(to: URL(fileURLWithPath: directory + "/serial"))
        _ = try openssl(["req", "-new", "-key", key, "-subj", "/CN=geoffrin", "-out", directory + "/request"])
        _ = try openssl([
            "ca", "-batch", "-selfsign", "-config", directory + "/ca.conf", "-keyfile", key, "-in",
            directory + "/request", "-startdate", "20000101000000Z", "-enddate", "20000102000000Z", "-notext", "-out",
            path,
        ])
    }

    /// The pin of its public key.
    public func keyPin() throws -> Pin? {
        let key = directory + "/key.der"
        _ = try Self.openssl(["pkey", "-in", keyPath, "-pubout", "-outform", "DER", "-out", key])
        let line = try Self.openssl(["dgst", "-sha256", "-r", key])
        return line.split(separator: " ").first.flatMap { Pin(String($0)) }
    }

    public func remove() { try? FileManager.default.removeItem(atPath: directory) }

    /// The pin of a PEM file's certificate.
    public static func pin(_ path: String) throws -> Pin? { Pin(try digits(path)) }

    /// The same as bot.conf writes it.
    public static func pinText(_ path: String) throws -> String { "sha256:" + (try digits(path)) }

    private static func digits(_ path: String) throws -> String {
        // sha256 Fingerprint=AB:CD:…
        let line = try openssl(["x509", "-in", path, "-noout", "-fingerprint", "-sha256"])
        return line.split(separator: "=").last.map { $0.filter { $0.isHexDigit }.lowercased() } ?? ""
    }

    private static func openssl(_ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
    }
}
