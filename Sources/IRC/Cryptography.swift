// SPDX-License-Identifier: Apache-2.0

/// What a login needs of cryptography, and of chance: given by the shell, so that a session can be played again.
public struct Cryptography: Sendable {
    public enum Hash: Sendable, Hashable { case sha256, sha512 }

    /// FIPS 180-4.
    public var digest: @Sendable (Hash, [UInt8]) -> [UInt8]
    /// HMAC (RFC 2104) of a message under a key.
    public var code: @Sendable (Hash, _ key: [UInt8], _ message: [UInt8]) -> [UInt8]
    /// PBKDF2 (RFC 8018), one block of the hash: password, salt, iterations (1 to `SCRAM.iterations.upperBound`).
    public var stretch: @Sendable (Hash, _ password: [UInt8], _ salt: [UInt8], _ iterations: Int) -> [UInt8]
    /// SASLprep (RFC 4013) of a name or a password; nil where it forbids them.
    public var prepare: @Sendable ([UInt8]) -> [UInt8]?
    /// 24 printable bytes without a comma that nobody can foresee.
    public var nonce: @Sendable () -> [UInt8]
    /// ECDSA over a digest of 32 bytes with the key of bot.conf, DER; nil without a key.
    public var sign: (@Sendable (_ digest: [UInt8]) -> [UInt8]?)?

    public init(
        digest: @escaping @Sendable (Hash, [UInt8]) -> [UInt8],
        code: @escaping @Sendable (Hash, [UInt8], [UInt8]) -> [UInt8],
        stretch: @escaping @Sendable (Hash, [UInt8], [UInt8], Int) -> [UInt8],
        prepare: @escaping @Sendable ([UInt8]) -> [UInt8]?,
        nonce: @escaping @Sendable () -> [UInt8],
        sign: (@Sendable ([UInt8]) -> [UInt8]?)? = nil
    ) {
        self.digest = digest
        self.code = code
        self.stretch = stretch
        self.prepare = prepare
        self.nonce = nonce
        self.sign = sign
    }
}
