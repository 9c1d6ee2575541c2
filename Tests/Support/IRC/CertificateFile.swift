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

    /// A client certificate of its own, self-signed.
    public static func make() throws -> CertificateFile {
        let directory = NSTemporaryDirectory() + "/certificate-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let (path, key) = (directory + "/client.pem", directory + "/client.key")
        _ = try openssl([
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30", "-subj",
            "/CN=geoffrin", "-keyout", key, "-out", path,
        ])
        return CertificateFile(path: path, keyPath: key, fingerprint: try digits(path), directory: directory)
    }

    public func remove() { try? FileManager.default.removeItem(atPath: directory) }

    /// The pin of a PEM file's certificate.
    public static func pin(_ path: String) throws -> Pin? { Pin(try digits(path)) }

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
