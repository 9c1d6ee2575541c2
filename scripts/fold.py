#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""fold.py [OUT]   writes Sources/CModel/fold.bin: how every character is undressed before it is read.

Sources: Python's unicodedata (names, categories, compatibility forms) and ICU's confusables (Debian: libicu72, read
through its C interface, UTS 39). The bytes are the same wherever both have the same Unicode versions; the file is
committed, so nobody needs either to build.

Layout, little-endian: "GFLD", u16 version 1, u16 count of pages, u8 page of each block of 256 scalars below 0x20000,
then the pages of 256 u16 (an offset into the pool, divided by 1; 0 keeps the scalar, 1 drops it, 2 is a combining
mark), then the pool: u8 length and UTF-8 of the plain form, u8 length and UTF-8 of the bare form.
"""
import ctypes
import ctypes.util
import struct
import sys
import unicodedata

LIMIT = 0x20000
GROWTH = 4  # scalars at most that one scalar becomes (THREATS G3)

icu = ctypes.CDLL(ctypes.util.find_library("icui18n"))
suffix = "_" + ctypes.util.find_library("icui18n").rsplit(".", 1)[1]


def entry(name, result, *arguments):
    found = getattr(icu, name + suffix)
    found.restype, found.argtypes = result, arguments
    return found


error = ctypes.c_int(0)
checker = entry("uspoof_open", ctypes.c_void_p, ctypes.c_void_p)(ctypes.byref(error))
skeleton_of = entry("uspoof_getSkeletonUTF8", ctypes.c_int32, ctypes.c_void_p, ctypes.c_uint32, ctypes.c_char_p,
                    ctypes.c_int32, ctypes.c_char_p, ctypes.c_int32, ctypes.c_void_p)


def skeleton(text):
    room, status = ctypes.create_string_buffer(256), ctypes.c_int(0)
    data = text.encode()
    length = skeleton_of(checker, 0, data, len(data), room, 256, ctypes.byref(status))
    return room.raw[:length].decode() if status.value <= 0 else text


def is_word(c):
    return unicodedata.category(c)[0] in "LMN"


def without_marks(text):
    return "".join(c for c in unicodedata.normalize("NFKD", text) if unicodedata.category(c) not in ("Mn", "Me"))


ASCII_WORD = set("abcdefghijklmnopqrstuvwxyz0123456789")
BY_HAND = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "ı": "i", "þ": "th", "ð": "d"}


def confusable(c):
    for candidate in (c, c.upper(), c.lower()):
        shape = skeleton(candidate).lower()
        shape = {"rn": "m", "l": "l"}.get(shape, shape)
        if len(shape) == 1 and shape in ASCII_WORD:
            return shape
    return None


def symbol(c):
    """The ASCII that stands for a scalar that is no letter, mark or number."""
    category = unicodedata.category(c)
    name = unicodedata.name(c, "")
    if category in ("Pi", "Pf") or "QUOTATION" in name:
        return "'" if "SINGLE" in name else '"'
    if category == "Pd" or "DASH" in name or "MINUS" in name:
        return "-"
    if category == "Sc":
        return "$"
    if "ASTERISK" in name or "BULLET" in name or " STAR" in name:
        return "*"
    if "EXCLAMATION" in name:
        return "!"
    if "QUESTION" in name:
        return "?"
    if "SOLIDUS" in name:
        return "/"
    if category == "So":
        return "^"
    if category[0] == "Z":
        return " "
    return ","


def forms(number):
    """None keeps it; otherwise (plain, bare), or "drop", or "mark"."""
    c = chr(number)
    category = unicodedata.category(c)
    if category in ("Cf", "Cc", "Co") or 0xFE00 <= number <= 0xFE0F or number in (0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5,
                                                                                 0x2800, 0x3164, 0xFFA0):
        return " " if number in (0x85,) else "drop"
    if category in ("Zs", "Zl", "Zp"):
        return (" ", " ")
    if category in ("Mn", "Me"):
        return "mark"
    if category in ("Cs", "Cn"):
        return None
    if 0x1F150 <= number <= 0x1F169 or 0x1F170 <= number <= 0x1F189 or 0x1F130 <= number <= 0x1F149:
        letter = chr((number - 0x1F130) % 32 + ord("a"))
        return (letter, letter)
    if 0x1F1E6 <= number <= 0x1F1FF:
        letter = chr(number - 0x1F1E6 + ord("a"))
        return (letter, letter)
    if is_word(c):
        if category in ("Lo",) and (0x3400 <= number <= 0x9FFF or 0xAC00 <= number <= 0xD7FF):
            return None
        plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", c).casefold() if c != "ß" else c)
        plain = "".join(x if is_word(x) else symbol(x) if ord(x) > 126 else x for x in plain)
        bare = ""
        for x in without_marks(plain):
            if x in ASCII_WORD:
                bare += x
            elif x in BY_HAND:
                bare += BY_HAND[x]
            else:
                bare += confusable(x) or x
        if len(bare) == 1 and bare not in ASCII_WORD:
            bare = confusable(c) or bare
        plain, bare = plain[:GROWTH], bare[:GROWTH]
        return None if plain == c and bare == c else (plain, bare)
    normal = unicodedata.normalize("NFKC", c)
    if normal != c and all(" " <= x <= "~" for x in normal):
        plain = normal.lower()[:GROWTH]
        return (plain, plain)
    letters = [x for x in without_marks(c).lower()]
    if letters and all(x in ASCII_WORD for x in letters):
        return ("".join(letters)[:GROWTH],) * 2
    return (symbol(c), symbol(c))


def main():
    out = sys.argv[1] if len(sys.argv) > 1 else "Sources/CModel/fold.bin"
    pool, known = bytearray(b"\0\0\0"), {}
    pages, page_of = [[0] * 256], {tuple([0] * 256): 0}
    index = bytearray()
    for block in range(LIMIT // 256):
        page = []
        for number in range(block * 256, block * 256 + 256):
            found = None if number < 0x80 or 0xD800 <= number < 0xE000 else forms(number)
            if found is None:
                page.append(0)
            elif found == "drop":
                page.append(1)
            elif found == "mark":
                page.append(2)
            else:
                if found == " ":
                    found = (" ", " ")
                if found not in known:
                    known[found] = len(pool)
                    for form in found:
                        data = form.encode()
                        pool.append(len(data))
                        pool.extend(data)
                page.append(known[found])
        key = tuple(page)
        if key not in page_of:
            page_of[key] = len(pages)
            pages.append(page)
        index.append(page_of[key])
    assert len(pages) < 256 and len(pool) < 65536, (len(pages), len(pool))
    with open(out, "wb") as f:
        f.write(b"GFLD" + struct.pack("<HH", 1, len(pages)))
        f.write(index)
        for page in pages:
            f.write(struct.pack("<256H", *page))
        f.write(pool)
    print(f"{out}: {len(pages)} pages, {len(known)} forms, {len(pool)} bytes of pool; "
          f"Unicode {unicodedata.unidata_version}", file=sys.stderr)


main()
