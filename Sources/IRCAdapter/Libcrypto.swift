// SPDX-License-Identifier: Apache-2.0

import CCrypto
import IRC

extension Cryptography {
    /// OpenSSL's libcrypto. It refuses only what its callers never ask (a count below one, gigabytes); then the answer is
    /// zeros, which no peer accepts.
    static func libcrypto(key: ChallengeKey?) -> Cryptography {
        var sign: (@Sendable ([UInt8]) -> [UInt8]?)?
        if let key { sign = { digest in key.signature(of: digest) } }
        return Cryptography(
            digest: digest, code: code, stretch: stretch, prepare: { SASLprep.prepared($0) }, nonce: nonce, sign: sign)
    }

    private static func digest(_ hash: Hash, _ message: [UInt8]) -> [UInt8] {
        output(hash) { out in _ = ccrypto_digest(hash.code, message, message.count, out) }
    }

    private static func code(_ hash: Hash, _ key: [UInt8], _ message: [UInt8]) -> [UInt8] {
        output(hash) { out in _ = ccrypto_hmac(hash.code, key, key.count, message, message.count, out) }
    }

    private static func stretch(_ hash: Hash, _ password: [UInt8], _ salt: [UInt8], _ iterations: Int) -> [UInt8] {
        let count = Int32(clamping: iterations)
        return output(hash) { out in
            _ = ccrypto_pbkdf2(hash.code, password, password.count, salt, salt.count, count, out)
        }
    }

    private static func output(_ hash: Hash, _ body: (UnsafeMutablePointer<UInt8>?) -> Void) -> [UInt8] {
        var out = [UInt8](repeating: 0, count: hash == .sha512 ? 64 : 32)
        out.withUnsafeMutableBufferPointer { body($0.baseAddress) }
        return out
    }

    /// 18 bytes of chance, as letters and digits.
    private static func nonce() -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 24)
        // Where libcrypto has no chance to give, the system has.
        if !ccrypto_unforeseen(&bytes, bytes.count) { bytes = bytes.map { _ in UInt8.random(in: .min ... .max) } }
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        return bytes.map { digits[Int($0 & 63)] }
    }
}

extension Cryptography.Hash {
    fileprivate var code: ccrypto_hash { self == .sha512 ? CCRYPTO_SHA512 : CCRYPTO_SHA256 }
}

/// The private key of ECDSA-NIST256P-CHALLENGE.
///
/// `@unchecked Sendable`: libcrypto's key is not changed after it has been read, and signing takes a context of its own.
final class ChallengeKey: @unchecked Sendable {
    struct Unreadable: Error, CustomStringConvertible {
        var description: String {
            "the key of sasl is no private key of the curve P-256 in PEM, without a passphrase "
                + "(openssl ecparam -name prime256v1 -genkey -noout -out FILE)"
        }
    }

    private let key: UnsafeMutableRawPointer

    /// SEC 1 or PKCS #8, in PEM.
    init(_ pem: [UInt8]) throws(Unreadable) {
        guard let key = ccrypto_key_read(pem, pem.count) else { throw Unreadable() }
        self.key = key
    }
    deinit { ccrypto_key_free(key) }

    /// DER; nil where libcrypto fails. `digest` holds 32 bytes.
    func signature(of digest: [UInt8]) -> [UInt8]? {
        guard digest.count == 32 else { return nil }
        var out = [UInt8](repeating: 0, count: 80)
        let count = ccrypto_sign(key, digest, &out, out.count)
        return count > 0 ? Array(out.prefix(count)) : nil
    }
}
