/* SPDX-License-Identifier: Apache-2.0 */
/* libcurl for Swift: its variadic functions, one for each type of argument, and the check of a resolved peer. */
#ifndef CCURL_H
#define CCURL_H

#include <curl/curl.h>
#include <stdbool.h>

typedef size_t (*ccurl_bytes)(char *, size_t, size_t, void *);

CURLcode ccurl_set_long(CURL *handle, CURLoption option, long value);
CURLcode ccurl_set_text(CURL *handle, CURLoption option, const char *value);
CURLcode ccurl_set_pointer(CURL *handle, CURLoption option, void *value);
CURLcode ccurl_set_bytes(CURL *handle, CURLoption option, ccurl_bytes value);
/* Copies `count` bytes: they are sent as the body, also when there are none. */
CURLcode ccurl_set_body(CURL *handle, const void *bytes, size_t count);
CURLcode ccurl_get_long(CURL *handle, CURLINFO info, long *value);
CURLcode ccurl_get_offset(CURL *handle, CURLINFO info, curl_off_t *value);
CURLcode ccurl_get_pointer(CURL *handle, CURLINFO info, void **value);
CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value);

/* Only addresses of the public internet may be reached by this handle: the check is made when the socket is opened, on
   the address that was resolved, so that a name cannot change its mind in between (DNS rebinding). The connection is
   never shared with other requests. `usual`: ports 80 and 443 only. `*refused` becomes true when an address was refused. */
CURLcode ccurl_allow_public_only(CURL *handle, bool *refused, bool usual);

/* Loopback, private, link-local, multicast, unspecified, carrier-grade NAT, documentation, and their IPv4-mapped and
   NAT64 forms. Of another family: not public. */
bool ccurl_is_public(const struct sockaddr *address);

#endif
