/* SPDX-License-Identifier: Apache-2.0 */
#include "include/cresolve.h"

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <netdb.h>
#include <netinet/in.h>
#include <resolv.h>
#include <string.h>

static int read_addresses(const unsigned char *answer, int length, uint32_t *addresses, int most) {
    ns_msg message;
    if (ns_initparse(answer, length, &message) != 0) return -1;
    int count = 0;
    for (int place = 0; place < ns_msg_count(message, ns_s_an) && count < most; place++) {
        ns_rr record;
        if (ns_parserr(&message, ns_s_an, place, &record) != 0) return -1;
        if (ns_rr_type(record) != ns_t_a || ns_rr_class(record) != ns_c_in || ns_rr_rdlen(record) != 4) continue;
        addresses[count++] = ns_get32(ns_rr_rdata(record));
    }
    return count;
}

int cresolve_addresses(const char *name, uint32_t server, uint16_t port, int seconds, uint32_t *addresses, int most) {
    struct __res_state state;
    memset(&state, 0, sizeof state);
    if (res_ninit(&state) != 0) return -1;
    if (server != 0) {
        memset(&state.nsaddr_list[0], 0, sizeof state.nsaddr_list[0]);
        state.nsaddr_list[0].sin_family = AF_INET;
        state.nsaddr_list[0].sin_addr.s_addr = htonl(server);
        state.nsaddr_list[0].sin_port = htons(port);
        state.nscount = 1;
    }
    state.retrans = seconds;
    state.retry = 1;
    unsigned char answer[NS_MAXMSG];
    int length = res_nquery(&state, name, ns_c_in, ns_t_a, answer, sizeof answer);
    int result;
    if (length >= 0) {
        /* A longer answer than there is room for was cut off. */
        result = length <= (int)sizeof answer ? read_addresses(answer, length, addresses, most) : -1;
    } else {
        result = state.res_h_errno == HOST_NOT_FOUND || state.res_h_errno == NO_DATA ? 0 : -1;
    }
    res_nclose(&state);
    return result;
}
