/* SPDX-License-Identifier: Apache-2.0 */
#include "ccurl.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

CURLcode ccurl_set_long(CURL *handle, CURLoption option, long value) { return curl_easy_setopt(handle, option, value); }

CURLcode ccurl_set_text(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

CURLcode ccurl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}

CURLcode ccurl_set_bytes(CURL *handle, CURLoption option, ccurl_bytes value) {
    return curl_easy_setopt(handle, option, value);
}

CURLcode ccurl_set_body(CURL *handle, const void *bytes, size_t count) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)count);
    if (code != CURLE_OK) return code;
    return curl_easy_setopt(handle, CURLOPT_COPYPOSTFIELDS, count ? bytes : "");
}

CURLcode ccurl_get_long(CURL *handle, CURLINFO info, long *value) { return curl_easy_getinfo(handle, info, value); }

CURLcode ccurl_get_offset(CURL *handle, CURLINFO info, curl_off_t *value) {
    return curl_easy_getinfo(handle, info, value);
}

CURLcode ccurl_get_pointer(CURL *handle, CURLINFO info, void **value) {
    return curl_easy_getinfo(handle, info, (char **)value);
}

CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

static bool is_public4(uint32_t a) {
    static const struct {
        uint32_t net;
        int bits;
    } closed[] = {
        /* RFC 6890: special-purpose registries */
        {0x00000000, 8},  /* 0.0.0.0/8 */
        {0x0A000000, 8},  /* 10.0.0.0/8 */
        {0x64400000, 10}, /* 100.64.0.0/10 */
        {0x7F000000, 8},  /* 127.0.0.0/8 */
        {0xA9FE0000, 16}, /* 169.254.0.0/16 */
        {0xAC100000, 12}, /* 172.16.0.0/12 */
        {0xC0000000, 24}, /* 192.0.0.0/24 */
        {0xC0000200, 24}, /* 192.0.2.0/24 */
        {0xC0586300, 24}, /* 192.88.99.0/24 */
        {0xC0A80000, 16}, /* 192.168.0.0/16 */
        {0xC6120000, 15}, /* 198.18.0.0/15 */
        {0xC6336400, 24}, /* 198.51.100.0/24 */
        {0xCB007100, 24}, /* 203.0.113.0/24 */
        {0xE0000000, 4},  /* 224.0.0.0/4 */
        {0xF0000000, 4},  /* 240.0.0.0/4 */
    };
    for (size_t i = 0; i < sizeof closed / sizeof closed[0]; i++) {
        uint32_t mask = 0xFFFFFFFFu << (32 - closed[i].bits);
        if ((a & mask) == closed[i].net) return false;
    }
    return true;
}

static uint32_t last32(const unsigned char *b) {
    return (uint32_t)b[12] << 24 | (uint32_t)b[13] << 16 | (uint32_t)b[14] << 8 | b[15];
}

static bool is_public6(const unsigned char *b) {
    static const unsigned char mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    static const unsigned char nat64[12] = {0x00, 0x64, 0xFF, 0x9B};
    if (!memcmp(b, mapped, 12) || !memcmp(b, nat64, 12)) return is_public4(last32(b));
    if ((b[0] & 0xE0) != 0x20) return false; /* only 2000::/3 is given out: the rest is local or multicast */
    if (b[0] == 0x20 && b[1] == 0x02) {      /* 6to4 carries an IPv4 address */
        return is_public4((uint32_t)b[2] << 24 | (uint32_t)b[3] << 16 | (uint32_t)b[4] << 8 | b[5]);
    }
    if (b[0] == 0x20 && b[1] == 0x01) {
        if (b[2] < 0x02) return false;                  /* 2001:0000::/23, Teredo among them */
        if (b[2] == 0x0D && b[3] == 0xB8) return false; /* 2001:db8::/32, documentation */
    }
    return !(b[0] == 0x3F && b[1] == 0xFF && (b[2] & 0xF0) == 0); /* 3fff::/20, documentation */
}

bool ccurl_is_public(const struct sockaddr *address) {
    switch (address->sa_family) {
    case AF_INET: return is_public4(ntohl(((const struct sockaddr_in *)address)->sin_addr.s_addr));
    case AF_INET6: return is_public6(((const struct sockaddr_in6 *)address)->sin6_addr.s6_addr);
    default: return false;
    }
}

/* The scheme's usual ports and no others: what a peer names is a page, not a printer (THREATS J1). */
static bool is_usual(const struct sockaddr *address) {
    in_port_t port = address->sa_family == AF_INET6 ? ((const struct sockaddr_in6 *)address)->sin6_port
                                                    : ((const struct sockaddr_in *)address)->sin_port;
    return ntohs(port) == 80 || ntohs(port) == 443;
}

static curl_socket_t open_if(bool may, void *refused, struct curl_sockaddr *address) {
    if (!may) {
        *(bool *)refused = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static curl_socket_t open_public(void *refused, curlsocktype purpose, struct curl_sockaddr *address) {
    (void)purpose;
    return open_if(ccurl_is_public(&address->addr), refused, address);
}

static curl_socket_t open_usual(void *refused, curlsocktype purpose, struct curl_sockaddr *address) {
    (void)purpose;
    return open_if(ccurl_is_public(&address->addr) && is_usual(&address->addr), refused, address);
}

CURLcode ccurl_allow_public_only(CURL *handle, bool *refused, bool usual) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, usual ? open_usual : open_public);
    if (code == CURLE_OK) code = curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, refused);
    /* A connection that somebody else opened was not checked; ours is nobody's afterwards. */
    if (code == CURLE_OK) code = curl_easy_setopt(handle, CURLOPT_FRESH_CONNECT, 1L);
    if (code == CURLE_OK) code = curl_easy_setopt(handle, CURLOPT_FORBID_REUSE, 1L);
    return code;
}
