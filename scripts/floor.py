#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""floor.py DATA [WITHOUT,...]   what the plain recipe reaches on the files the model may learn from: the floor.

scikit-learn, nothing of ours: binary words 1-2 and runs of 2-5 characters within words, one hashed table of 2^18, L2
norm, a logistic regression; single words and short pieces of ordinary lines added as innocent. Measured on the sources
of `geoffrin-train measure`, with thresholds from the same quarter of the Zig logs.
"""
import gzip
import random
import sys

import numpy
from scipy.sparse import hstack
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

DATA, WITHOUT = sys.argv[1], set((sys.argv[2] if len(sys.argv) > 2 else "").split(","))
TOXIC = """chat_tox_en_discord_automod tox_de_germeval_train tox_en_davidson tox_en_jigsaw_ak tox_en_jigsaw_nat
tox_en_jigsaw_six tox_en_toxicspans_pos tox_en_wikitox_identity tox_fr_mlma tox_fr_toxifrench_agree""".split()
SPAM = """spam_en_sms spam_fr_sms_mt spam_de_sms_mt spam_en_yt_katyperry spam_en_yt_lmfao spam_en_yt_psy
spam_ru_tg_mona""".split()
WORDS = [f"words_ldnoobw_{code}" for code in "de en es fr it pt".split()] + ["words_surge_profanity_en"]


def stable_hash(data):
    value = 0xCBF29CE484222325
    for byte in data:
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return value ^ (value >> 29)


def rows(name):
    with gzip.open(f"{DATA}/{name}.tsv.gz") as lines:
        cells = [line.rstrip(b"\n").split(b"\t", 1) for line in lines]
    return [(label.decode(), text[:2048]) for label, text in cells]


def features(texts):
    texts = [text.decode(errors="replace") for text in texts]
    word = HashingVectorizer(n_features=1 << 17, ngram_range=(1, 2), binary=True, alternate_sign=False, norm=None)
    runs = HashingVectorizer(n_features=1 << 17, ngram_range=(2, 5), analyzer="char_wb", binary=True,
                             alternate_sign=False, norm=None)
    both = hstack([word.transform(texts), runs.transform(texts)]).tocsr()
    sizes = numpy.sqrt(numpy.maximum(1, both.multiply(both).sum(axis=1)))
    return both.multiply(1 / sizes).tocsr()


def train(texts, labels):
    return LogisticRegression(C=10, solver="liblinear", max_iter=60).fit(features(texts), labels)


def shown(name, model, bad, good, bounds):
    bad, good = model.decision_function(features(bad)), model.decision_function(features(good))
    area = roc_auc_score([1] * len(bad) + [0] * len(good), numpy.concatenate([bad, good]))
    recall = " | ".join(f"{(bad >= bound).mean():.3f}" for bound in bounds)
    print(f"| {name} | {area:.3f} | {recall} | {(good >= bounds[1]).mean():.3f} |", flush=True)


def bounds(model, ham):
    scores = numpy.sort(model.decision_function(features(ham)))[::-1]
    return scores[len(scores) // 100], scores[len(scores) // 1000]


def six(all_rows):
    """The six kinds, each by itself, learnt from four fifths of the one file that tells them and from calm talk pages."""
    learnt = [row for row in all_rows if stable_hash(row[1]) % 5]
    learnt += [("000000", text) for label, text in rows("tox_en_jigsaw_nat") if label == "0"][:8000]
    kept = [row for row in all_rows if stable_hash(row[1]) % 5 == 0]
    here, there, areas = features([text for _, text in learnt]), features([text for _, text in kept]), []
    for place, kind in enumerate("toxic severe obscene threat insult identity".split()):
        model = LogisticRegression(C=10, solver="liblinear").fit(here, [label[place] == "1" for label, _ in learnt])
        areas.append(roc_auc_score([label[place] == "1" for label, _ in kept], model.decision_function(there)))
        print(f"| jigsaw six: {kind} | {areas[-1]:.3f} | | | |")
    print(f"| jigsaw six: mean | {sum(areas) / 6:.3f} | | | |", flush=True)


def main():
    chance = random.Random(1)
    quiet = [text for _, text in rows("ham_irc_ubuntu_train") if stable_hash(text) % 10 and stable_hash(text) // 16 % 4 == 0]
    short = []
    for text in quiet[:30000]:
        words = text.split()
        if words:
            place = chance.randrange(len(words))
            short.append(b" ".join(words[place:place + chance.randrange(1, 4)]))
    texts, labels = quiet + short, [0] * (len(quiet) + len(short))
    for name in TOXIC:
        if name not in WITHOUT:
            for label, text in rows(name):
                texts.append(text)
                labels.append(int(label[0] == "1"))
    for name in WORDS:
        for _, text in rows(name):
            texts.append(text)
            labels.append(1)
    toxic = train(texts, labels)
    ham = [text for _, text in rows("ham_irc_zig") if stable_hash(text) % 4 == 0]
    print("| source | AUC | recall at 1/100 | at 1/1000 | innocents flagged at 1/1000 |\n|---|---|---|---|---|")
    limits = bounds(toxic, ham)
    game = rows("chat_tox_en_gametox")
    good = [text for label, text in game if label == "0"]
    shown("game chat", toxic, [text for label, text in game if label != "0"], good, limits)
    shown("game chat, insults", toxic, [text for label, text in game if label == "1"], good, limits)
    for name in ["tox_en_founta", "tox_fr_ftr", "tox_fr_sexism", "tox_es_hateval", "tox_it_haspeede",
                 "tox_pt_fortuna"] + sorted(WITHOUT & set(TOXIC) - {"tox_en_jigsaw_six"}):
        all_rows = rows(name)
        shown(name, toxic, [text for label, text in all_rows if label == "1"],
              [text for label, text in all_rows if label == "0"], limits)
    texts, labels = quiet + short, [0] * (len(quiet) + len(short))
    for name in SPAM:
        if name not in WITHOUT:
            for label, text in rows(name):
                texts.append(text)
                labels.append(int(label == "1"))
    six(rows("tox_en_jigsaw_six"))
    spam = train(texts, labels)
    limits = bounds(spam, ham)
    for name in sorted(WITHOUT & set(SPAM)):
        all_rows = rows(name)
        shown(name, spam, [text for label, text in all_rows if label == "1"],
              [text for label, text in all_rows if label == "0"], limits)
    shown("talyguryn / mona ham", spam, [text for _, text in rows("spam_ru_tg_talyguryn")],
          [text for label, text in rows("spam_ru_tg_mona") if label == "0"], limits)


main()
