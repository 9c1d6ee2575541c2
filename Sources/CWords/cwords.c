#pragma clang diagnostic ignored "-Wc23-extensions"
#include "cwords.h"

const unsigned char cwords_en_data[] = {
#embed "words.en.toml"
};
const size_t cwords_en_size = sizeof(cwords_en_data);

const unsigned char cwords_fr_data[] = {
#embed "words.fr.toml"
};
const size_t cwords_fr_size = sizeof(cwords_fr_data);
