#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""teacher.py DATA OUT   writes what two other programs think of the lines that the model may learn from.

Toxic: alt-profanity-check (PyPI, MIT). The kinds: tox-block (PyPI, MIT), two recurrent layers over word vectors, read
here from its files by numpy: `pip install --no-deps tox-block==0.1.2`, h5py. Each line of OUT is a hash of the text and
six probabilities (toxic, severe, obscene, threat, insult, identity), never the text. geoffrin-train reads it as --teacher.
"""
import gzip
import importlib.util
import pickle
import re
import sys

import h5py
import numpy
from profanity_check import predict_prob

FILES = """chat_tox_en_discord_automod spam_en_sms spam_en_yt_katyperry spam_en_yt_lmfao spam_en_yt_psy tox_en_davidson
tox_en_dynhate tox_en_measuring_hate tox_en_jigsaw_ak tox_en_jigsaw_nat tox_en_jigsaw_six tox_en_stormfront
tox_en_toxicspans_pos tox_en_wikitox_identity ham_irc_ubuntu_train""".split()


class Words(pickle.Unpickler):
    """tox-block's list of words, without the libraries that made it."""

    def find_class(self, module, name):
        if module == "collections":
            return super().find_class(module, name)
        return dict if module == "builtins" else type(name, (), {})


class Kinds:
    """tox-block 0.1.2: the last hundred known words, an LSTM of 50 cells each way, the highest of each cell, two layers."""

    LONGEST, CELLS = 100, 50

    def __init__(self):
        folder = importlib.util.find_spec("tox_block").submodule_search_locations[0] + "/trained_models"
        with open(f"{folder}/encoder_0.1.2.pkl", "rb") as file:
            words = Words(file).load().tokenizer
        self.places, self.most = dict(words.word_index), words.num_words
        self.signs = str.maketrans({sign: " " for sign in words.filters})
        with h5py.File(f"{folder}/lstm_model_0.1.2.h5") as file:
            layers = file["model_weights"]

            def layer(path, names=("kernel", "bias")):
                return [numpy.array(layers[f"{path}/{name}:0"], dtype=numpy.float32) for name in names]

            [self.vectors] = layer("embedding/embedding", ["embeddings"])
            self.ways = [layer(f"bidirectional/bidirectional/{way}_lstm", ("kernel", "recurrent_kernel", "bias"))
                         for way in ("forward", "backward")]
            self.inner, self.outer = layer("dense/dense"), layer("dense_1/dense_1")

    def known(self, text):
        text = re.sub(r"\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}", "", text.lower())
        text = re.sub(r"\[\[User.*\|", "", re.sub(r"http://.*\..*", "", text)).translate(self.signs)
        places = [self.places.get(word) for word in text.split(" ")]
        return [place for place in places if place is not None and place < self.most][-self.LONGEST:]

    def pass_over(self, vectors, kernel, recurrent, bias):
        size = self.CELLS
        out = state = highest = None
        for step in (vectors @ kernel + bias).swapaxes(0, 1):
            if out is not None:
                step = step + out @ recurrent
            gates = sigmoid(step)
            new = gates[:, :size] * numpy.tanh(step[:, 2 * size:3 * size])
            state = new if state is None else gates[:, size:2 * size] * state + new
            out = gates[:, 3 * size:] * numpy.tanh(state)
            highest = out if highest is None else numpy.maximum(highest, out)
        return highest

    def opinions(self, texts):
        known = [self.known(text) for text in texts]
        found = numpy.zeros((len(texts), 6), numpy.float32)
        for start in range(0, len(texts), 512):
            part = known[start:start + 512]
            places = numpy.zeros((len(part), self.LONGEST), numpy.int32)
            for row, line in enumerate(part):
                places[row, self.LONGEST - len(line):] = line
            vectors = self.vectors[places]
            highest = numpy.concatenate(
                [self.pass_over(vectors, *self.ways[0]), self.pass_over(vectors[:, ::-1], *self.ways[1])], axis=1)
            inner = numpy.maximum(0, highest @ self.inner[0] + self.inner[1])
            found[start:start + 512] = sigmoid(inner @ self.outer[0] + self.outer[1])
        return found


def sigmoid(values):
    return 1 / (1 + numpy.exp(-numpy.clip(values, -30, 30)))


def stable_hash(data):
    value = 0xCBF29CE484222325
    for byte in data:
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return value ^ (value >> 29)


def main():
    data, out = sys.argv[1:]
    kinds = Kinds()
    with open(out, "w") as written:
        for name in FILES:
            with gzip.open(f"{data}/{name}.tsv.gz") as lines:
                texts = [line.rstrip(b"\n").split(b"\t", 1)[1] for line in lines]
            shown = [text.decode(errors="replace") for text in texts]
            for text, toxic, found in zip(texts, predict_prob(shown), kinds.opinions(shown)):
                cells = "\t".join(f"{opinion:.3f}" for opinion in [toxic, *found[1:]])
                written.write(f"{stable_hash(text[:2048]):x}\t{cells}\n")
            print(name, len(texts), file=sys.stderr)


main()
