// The catalogues of her words, embedded: an installed program needs no file beside it.
#ifndef CWORDS_H
#define CWORDS_H
#include <stddef.h>

extern const unsigned char cwords_en_data[];
extern const size_t cwords_en_size;
extern const unsigned char cwords_fr_data[];
extern const size_t cwords_fr_size;

// Arrays of unknown size are not imported into Swift; pointers are.
static inline const unsigned char *cwords_en(void) { return cwords_en_data; }
static inline const unsigned char *cwords_fr(void) { return cwords_fr_data; }

#endif
