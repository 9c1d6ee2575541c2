# SPDX-License-Identifier: Apache-2.0
"""Ordinary talk for measuring: 10,000 distinct lines of 60 to 80 bytes, the same on every machine."""

WORDS = """
yarn needle hook thread button zipper pattern sleeve collar pocket seam stitch round row swatch gauge lace cable ribbon
cotton linen merino alpaca silk mohair felt fabric pin iron scissors thimble basket shelf drawer window kitchen garden
morning evening winter summer weekend birthday sister neighbour teacher friend cousin baby cat dog train market shop
tried found finished started lost washed blocked bought gave made saw read heard asked kept moved turned dropped picked
blue green grey yellow orange purple white black soft thick thin heavy light warm short long wide narrow loose tight
really almost maybe often never always today yesterday tomorrow again slowly together alone outside inside somewhere
with from under over behind between before after without about because although while until since unless
project blanket shawl sock mitten hat scarf sweater cardigan dress skirt bag cushion curtain quilt toy puppet doily
""".split()


class Numbers:
    """A small generator of its own (xorshift), so that no version of Python changes the lines."""

    def __init__(self, seed):
        self.state = seed

    def next(self, below):
        x = self.state
        x ^= (x << 13) & 0xFFFFFFFFFFFFFFFF
        x ^= x >> 7
        x ^= (x << 17) & 0xFFFFFFFFFFFFFFFF
        self.state = x
        return x % below


def lines(count=10_000):
    numbers = Numbers(0x9E3779B97F4A7C15)
    made, seen = [], set()
    while len(made) < count:
        words, most = [], 62 + numbers.next(19)
        while True:
            word = WORDS[numbers.next(len(WORDS))]
            if len(" ".join(words + [word])) > most:
                break
            words.append(word)
        line = " ".join(words)
        if len(line) < 60 or line in seen:
            continue
        seen.add(line)
        made.append(line)
    return made
