// SPDX-License-Identifier: Apache-2.0
#define TOML_MAX_NESTED_VALUES 64
// Its assertions abort on some malformed input; the errors that it returns are enough.
#define TOML_ASSERT(expression) static_cast<void>(0)
#include "ctoml.h"

#include <cstring>
#include <sstream>
#include <string>
#include <toml++/toml.h>

namespace {

struct Walk {
    ctoml_visit visit;
    void *context;
    uint32_t max_depth;
    ctoml_mistake *mistake;

    // False once the depth is exceeded: the caller stops at once.
    bool node(const toml::node &node, const toml::key *key, uint32_t depth) {
        ctoml_node out{};
        if (key) {
            const std::string_view name = key->str();
            out.key = name.data();
            out.key_length = name.size();
            out.key_line = key->source().begin.line;
            out.key_column = key->source().begin.column;
        }
        out.line = node.source().begin.line;
        out.column = node.source().begin.column;
        if (depth > max_depth) {
            mistake->line = key ? out.key_line : out.line;
            mistake->column = key ? out.key_column : out.column;
            return false;
        }
        if (const auto *table = node.as_table()) {
            out.kind = CTOML_TABLE;
            visit(context, &out);
            for (auto &&[member_key, member] : *table)
                if (!this->node(member, &member_key, depth + 1)) return false;
            return end();
        }
        if (const auto *list = node.as_array()) {
            out.kind = CTOML_LIST;
            visit(context, &out);
            for (auto &&element : *list)
                if (!this->node(element, nullptr, depth + 1)) return false;
            return end();
        }
        scalar(node, out);
        return true;
    }

private:
    bool end() {
        ctoml_node out{};
        out.kind = CTOML_END;
        visit(context, &out);
        return true;
    }

    void scalar(const toml::node &node, ctoml_node &out) {
        std::string printed;
        if (const auto *text = node.as_string()) {
            out.kind = CTOML_TEXT;
            out.text = text->get().data();
            out.text_length = text->get().size();
        } else if (const auto *whole = node.as_integer()) {
            out.kind = CTOML_WHOLE;
            out.whole = whole->get();
        } else if (const auto *flag = node.as_boolean()) {
            out.kind = CTOML_FLAG;
            out.whole = flag->get() ? 1 : 0;
        } else {
            std::ostringstream stream;
            out.kind = node.is_floating_point() ? CTOML_FRACTION : CTOML_DATE;
            if (const auto *fraction = node.as_floating_point()) {
                stream << fraction->get();  // printed for people only
            } else if (const auto *date = node.as_date()) {
                stream << date->get();
            } else if (const auto *time = node.as_time()) {
                stream << time->get();
            } else if (const auto *both = node.as_date_time()) {
                stream << both->get();
            }
            printed = stream.str();
            out.text = printed.data();
            out.text_length = printed.size();
        }
        visit(context, &out);
    }
};

}  // namespace

extern "C" int ctoml_read(const char *bytes, size_t length, uint32_t max_depth, ctoml_visit visit, void *context,
                          ctoml_mistake *mistake) {
    std::memset(mistake, 0, sizeof *mistake);
    const toml::parse_result result = toml::parse(std::string_view(bytes, length));
    if (!result) {
        const toml::parse_error &error = result.error();
        const std::string_view description = error.description();
        const size_t room = sizeof mistake->message - 1;
        const size_t kept = description.size() < room ? description.size() : room;
        std::memcpy(mistake->message, description.data(), kept);
        mistake->line = error.source().begin.line;
        mistake->column = error.source().begin.column;
        return 1;
    }
    Walk walk{visit, context, max_depth, mistake};
    return walk.node(result.table(), nullptr, 0) ? 0 : 2;
}
