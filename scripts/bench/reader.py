# SPDX-License-Identifier: Apache-2.0
"""reader.py PROGRAM   CPU time a line: `PROGRAM score`, fastText, alt-profanity-check; the same 100,000 lines.

The lines are those of Tests/LanguageTests/Innocents, over and over. fastText reads with a model made here of the same
lines and of the sentences of Training/talk (its speed hangs on its settings, not on what it learnt): words and pairs,
runs of 2-5 characters, 100 numbers a piece, as it comes, and quantised tables are no faster. Its predict and
profanity_check's are called with all lines at once, which is kinder to them than one at a time; both ways are told.
"""
import os
import pathlib
import subprocess
import sys
import tempfile
import time

import fasttext
import profanity_check

COUNT = 100_000


def cpu():
    return time.process_time()


def timed(name, lines, work):
    start = cpu()
    work(lines)
    spent = cpu() - start
    print(f"| {name} | {spent * 1e6 / len(lines):.2f} | {spent * COUNT / len(lines):.2f} |", flush=True)


def main():
    program = sys.argv[1]
    folder = pathlib.Path("Tests/LanguageTests/Innocents")
    kept = [line for name in ("drawn.txt", "written.txt") for line in (folder / name).read_text().splitlines()
            if line and not line.startswith("#")]
    lines = [kept[number % len(kept)] for number in range(COUNT)]
    size = sum(len(line.encode()) for line in lines) / COUNT
    print(f"{COUNT} lines of {size:.0f} bytes in the mean\n\n| reader | µs of CPU a line | s for 100,000 |\n|---|---|---|")
    with tempfile.TemporaryDirectory() as place:
        path = pathlib.Path(place) / "lines"
        path.write_text("\n".join(lines) + "\n")
        for name, options in (("geoffrin score", []), ("geoffrin score --json, nine heads", ["--json"])):
            with open(path) as source:
                before = os.times()
                subprocess.run([program, "score", *options], stdin=source, stdout=subprocess.DEVNULL, check=True)
                after = os.times()
            spent = (after.children_user - before.children_user) + (after.children_system - before.children_system)
            print(f"| {name} (with its start, reading and writing) | {spent * 1e6 / COUNT:.2f} | {spent:.2f} |", flush=True)
        taught = pathlib.Path(place) / "taught"
        talk = [line for file in sorted(pathlib.Path("Training/talk").glob("*.talk"))
                for line in file.read_text().splitlines() if line and line[0] not in "#@["]
        taught.write_text("".join(f"__label__good {line}\n" for line in kept)
                          + "".join(f"__label__other {line}\n" for line in talk))
        model = fasttext.train_supervised(str(taught), wordNgrams=2, minn=2, maxn=5, verbose=0, thread=1)
        timed("fastText, all at once", lines, lambda all: model.f.multilinePredict([f"{line}\n" for line in all], 1, 0.0, "strict"))
        timed("fastText, one at a time", lines, lambda all: [model.f.predict(f"{line}\n", 1, 0.0, "strict") for line in all])
        timed("alt-profanity-check, all at once", lines, profanity_check.predict_prob)
        timed("alt-profanity-check, one at a time", lines[:2000], lambda all: [profanity_check.predict_prob([line]) for line in all])


main()
