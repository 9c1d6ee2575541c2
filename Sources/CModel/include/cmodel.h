// The classifier's model and the folding of characters, embedded: an installed program needs no file beside it.
#ifndef CMODEL_H
#define CMODEL_H
#include <stddef.h>

extern const unsigned char cmodel_data[];
extern const size_t cmodel_size;
extern const unsigned char cmodel_fold_data[];
extern const size_t cmodel_fold_size;

// Arrays of unknown size are not imported into Swift; pointers are.
static inline const void *cmodel_model(void) { return cmodel_data; }
static inline const void *cmodel_fold(void) { return cmodel_fold_data; }

// Asks for a row before it is needed: the table is larger than the nearest caches.
static inline void cmodel_prefetch(const void *row) { __builtin_prefetch(row, 0, 3); }

#endif
