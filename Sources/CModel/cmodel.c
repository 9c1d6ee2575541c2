#pragma clang diagnostic ignored "-Wc23-extensions"
#include "cmodel.h"

__attribute__((aligned(64))) const unsigned char cmodel_data[] = {
#embed "model.bin"
};
const size_t cmodel_size = sizeof(cmodel_data);

__attribute__((aligned(64))) const unsigned char cmodel_fold_data[] = {
#embed "fold.bin"
};
const size_t cmodel_fold_size = sizeof(cmodel_fold_data);
