#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""teacher.py DATA OUT   writes what alt-profanity-check (PyPI, MIT) thinks of the lines that the model may learn from.

Each line of OUT is a hash of the text, a tab and a probability: never the text. geoffrin-train reads it as --teacher.
"""
import gzip
import sys

from profanity_check import predict_prob

FILES = """chat_tox_en_discord_automod spam_en_sms spam_en_yt_katyperry spam_en_yt_lmfao spam_en_yt_psy tox_en_davidson
tox_en_dynhate tox_en_measuring_hate tox_en_jigsaw_ak tox_en_jigsaw_nat tox_en_jigsaw_six tox_en_stormfront
tox_en_toxicspans_pos tox_en_wikitox_identity ham_irc_ubuntu_train""".split()


def stable_hash(data):
    value = 0xCBF29CE484222325
    for byte in data:
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return value ^ (value >> 29)


def main():
    data, out = sys.argv[1:]
    with open(out, "w") as written:
        for name in FILES:
            with gzip.open(f"{data}/{name}.tsv.gz") as lines:
                texts = [line.rstrip(b"\n").split(b"\t", 1)[1] for line in lines]
            opinions = predict_prob([text.decode(errors="replace") for text in texts])
            for text, opinion in zip(texts, opinions):
                written.write(f"{stable_hash(text[:2048]):x}\t{opinion:.3f}\n")
            print(name, len(texts), file=sys.stderr)


main()
