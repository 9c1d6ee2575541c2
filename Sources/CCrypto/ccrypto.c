/* SPDX-License-Identifier: Apache-2.0 */
#include "ccrypto.h"

#include <limits.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <string.h>

static const EVP_MD *algorithm(ccrypto_hash hash) { return hash == CCRYPTO_SHA512 ? EVP_sha512() : EVP_sha256(); }

bool ccrypto_digest(ccrypto_hash hash, const uint8_t *bytes, size_t count, uint8_t *out) {
    return EVP_Digest(bytes, count, out, NULL, algorithm(hash), NULL) == 1;
}

bool ccrypto_hmac(ccrypto_hash hash, const uint8_t *key, size_t key_count, const uint8_t *bytes, size_t count,
                  uint8_t *out) {
    if (key_count > INT_MAX) return false;
    return HMAC(algorithm(hash), key, (int)key_count, bytes, count, out, NULL) != NULL;
}

bool ccrypto_pbkdf2(ccrypto_hash hash, const uint8_t *password, size_t password_count, const uint8_t *salt,
                    size_t salt_count, int iterations, uint8_t *out) {
    if (password_count > INT_MAX || salt_count > INT_MAX || iterations < 1) return false;
    const EVP_MD *md = algorithm(hash);
    return PKCS5_PBKDF2_HMAC((const char *)password, (int)password_count, salt, (int)salt_count, iterations, md,
                             EVP_MD_size(md), out) == 1;
}

bool ccrypto_unforeseen(uint8_t *out, size_t count) { return count <= INT_MAX && RAND_bytes(out, (int)count) == 1; }

/* A key with a passphrase is refused: without this, libcrypto would ask for it at the terminal. */
static int no_passphrase(char *buffer, int size, int writing, void *unused) {
    (void)buffer, (void)size, (void)writing, (void)unused;
    return -1;
}

void *ccrypto_key_read(const uint8_t *pem, size_t count) {
    if (count > INT_MAX) return NULL;
    BIO *bio = BIO_new_mem_buf(pem, (int)count);
    if (bio == NULL) return NULL;
    EVP_PKEY *key = PEM_read_bio_PrivateKey(bio, NULL, no_passphrase, NULL);
    BIO_free(bio);
    char group[32] = "";
    size_t length = 0;
    if (key != NULL && (EVP_PKEY_get_base_id(key) != EVP_PKEY_EC ||
                        EVP_PKEY_get_group_name(key, group, sizeof group, &length) != 1 ||
                        strcmp(group, "prime256v1") != 0)) {
        EVP_PKEY_free(key);
        key = NULL;
    }
    ERR_clear_error();
    return key;
}

void ccrypto_key_free(void *key) { EVP_PKEY_free(key); }

size_t ccrypto_sign(void *key, const uint8_t digest[32], uint8_t *out, size_t capacity) {
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key, NULL);
    if (context == NULL) return 0;
    size_t length = capacity;
    bool is_signed = EVP_PKEY_sign_init(context) == 1 && EVP_PKEY_sign(context, out, &length, digest, 32) == 1;
    EVP_PKEY_CTX_free(context);
    ERR_clear_error();
    return is_signed ? length : 0;
}
