#include "ctoml.h"
#include <toml++/toml.h>
#include <sstream>
#include <cstring>
static void visit(const toml::node &n, const toml::key *k, ct_visit v, void *ctx) {
  ct_event e{}; if (k) { auto s = k->str(); e.key = s.data(); e.key_len = s.size(); e.key_line = k->source().begin.line; e.key_col = k->source().begin.column; }
  e.line = n.source().begin.line; e.col = n.source().begin.column; e.end_line = n.source().end.line; e.end_col = n.source().end.column;
  std::string tmp;
  if (auto t = n.as_table()) { e.kind = CT_TABLE; v(ctx, &e); for (auto &&[kk, vv] : *t) visit(vv, &kk, v, ctx); ct_event x{}; x.kind = CT_END; v(ctx, &x); return; }
  if (auto a = n.as_array()) { e.kind = CT_ARRAY; v(ctx, &e); for (auto &vv : *a) visit(vv, nullptr, v, ctx); ct_event x{}; x.kind = CT_END; v(ctx, &x); return; }
  if (auto s = n.as_string()) { e.kind = CT_STRING; e.str = s->get().data(); e.str_len = s->get().size(); }
  else if (auto i = n.as_integer()) { e.kind = CT_INT; e.i = i->get(); }
  else if (auto d = n.as_floating_point()) { e.kind = CT_FLOAT; e.d = d->get(); }
  else if (auto b = n.as_boolean()) { e.kind = CT_BOOL; e.i = b->get(); }
  else { std::ostringstream o; if (auto x = n.as_date()) { o << x->get(); e.kind = CT_DATE; } else if (auto x = n.as_time()) { o << x->get(); e.kind = CT_TIME; } else if (auto x = n.as_date_time()) { o << x->get(); e.kind = CT_DATETIME; }
    tmp = o.str(); e.str = tmp.data(); e.str_len = tmp.size(); }
  v(ctx, &e);
}
int ct_parse(const char *text, size_t n, ct_visit v, void *ctx, char *msg, size_t cap, uint32_t *line, uint32_t *col) {
  toml::parse_result r = toml::parse(std::string_view(text, n));
  if (!r) { auto &e = r.error(); auto d = e.description(); size_t m = d.size() < cap - 1 ? d.size() : cap - 1; memcpy(msg, d.data(), m); msg[m] = 0; *line = e.source().begin.line; *col = e.source().begin.column; return 1; }
  visit(r.table(), nullptr, v, ctx); return 0;
}
