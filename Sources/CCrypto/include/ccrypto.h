/* SPDX-License-Identifier: Apache-2.0 */
/* What pins and logins need of OpenSSL's libcrypto, for Swift. Functions that return bool return false when libcrypto
   refuses; then `out` holds nothing of use. No pointer is kept. */
#ifndef CCRYPTO_H
#define CCRYPTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum { CCRYPTO_SHA256, CCRYPTO_SHA512 } ccrypto_hash;

/* FIPS 180-4; `out` holds 32 or 64 bytes. */
bool ccrypto_digest(ccrypto_hash hash, const uint8_t *bytes, size_t count, uint8_t *out);
/* RFC 2104; `out` as above. */
bool ccrypto_hmac(ccrypto_hash hash, const uint8_t *key, size_t key_count, const uint8_t *bytes, size_t count,
                  uint8_t *out);
/* RFC 8018 §5.2, of one block of the hash; `out` as above. */
bool ccrypto_pbkdf2(ccrypto_hash hash, const uint8_t *password, size_t password_count, const uint8_t *salt,
                    size_t salt_count, int iterations, uint8_t *out);
/* Bytes that nobody can foresee. */
bool ccrypto_unforeseen(uint8_t *out, size_t count);

/* A private key of NIST P-256 in PEM, SEC 1 or PKCS #8, without a passphrase; NULL for anything else. */
void *ccrypto_key_read(const uint8_t *pem, size_t count);
void ccrypto_key_free(void *key);
/* ECDSA (FIPS 186-4) over 32 bytes that count as a digest already; DER. Returns the length, 0 when it fails. */
size_t ccrypto_sign(void *key, const uint8_t digest[32], uint8_t *out, size_t capacity);

#endif
