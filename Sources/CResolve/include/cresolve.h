/* SPDX-License-Identifier: Apache-2.0 */
/* One question to the DNS with the resolver of the C library: no search list, no /etc/hosts, the answer as it came. */
#ifndef CRESOLVE_H
#define CRESOLVE_H

#include <stdint.h>

/* Asks for the A records of `name`, as it stands, and writes at most `most` of them, the first byte highest. Blocks the
   thread for `seconds` for each resolver at most.
   `server`: the resolver's IPv4 address, the first byte highest, and its port; 0: those of /etc/resolv.conf.
   Returns how many there are, 0 where the name or its A records do not exist, -1 where nobody answered so. */
int cresolve_addresses(const char *name, uint32_t server, uint16_t port, int seconds, uint32_t *addresses, int most);

#endif
