"""The generator: a Mersenne Twister of 32-bit words, with the one normal number that PyTorch keeps for the next call.

The words are those of NumPy's `MT19937` once its state is filled in PyTorch's way: Knuth's recurrence from the low half of the
seed, nothing drawn yet. Makoto Matsumoto and Takuji Nishimura, "Mersenne Twister", ACM TOMACS 8 (1998), describe both.
"""

from __future__ import annotations

import os
import struct
from typing import Any

from gradcli.problems import runtime_error

WORDS = 624  # of the state
DEFAULT_SEED = 67280421310721  # of a generator that is made without one; the process's own begins somewhere else every time
LAYOUT = struct.Struct(f"<QiiQ{WORDS}Q3dixxxxf?xxx")  # what PyTorch keeps of a generator, and how it lies in memory
SIZE = LAYOUT.size
INVALID = "Invalid mt19937 state"


class Generator:
    """A source of random words.

    kept   the second normal number of a pair, which the next call takes first; None if there is none
    """

    def __init__(self, seed: int = DEFAULT_SEED) -> None:
        self._begun: Any = None  # NumPy's generator of words, made when the first one is drawn
        self.manual_seed(seed)

    def manual_seed(self, seed: int) -> Generator:
        """Begin anew, from a seed between -2**63 and 2**64."""
        self._seed = seed % 2**64
        self._begun = None
        self._untouched = True
        self.kept: float | None = None
        return self

    def seed(self) -> int:
        """Begin anew, somewhere; answers the seed."""
        self.manual_seed(somewhere())
        return self._seed

    def initial_seed(self) -> int:
        """The seed from which it began."""
        return self._seed

    # -------------------------------------------------------------- drawing
    def words(self, n: int) -> Any:
        """The next n words, as an array of uint64 that hold 32 bits each."""
        if n:
            self._untouched = False
        return self._twister().random_raw(n)

    def pairs(self, n: int) -> Any:
        """The next n numbers of 64 bits: two words each, the upper half first."""
        words = self.words(2 * n)
        return (words[0::2] << 32) | words[1::2]

    def _twister(self) -> Any:
        if self._begun is None:
            self._begun = _twister(_seeded(self._seed & 0xFFFFFFFF), WORDS)
        return self._begun

    # -------------------------------------------------------------- the state
    def state(self) -> bytes:
        """Everything about it, in the bytes of PyTorch's get_state."""
        held = self._twister().state["state"]
        place = int(held["pos"])
        left, following = (1, 0) if self._untouched else (WORDS + 1 - place, place)
        kept = 0.0 if self.kept is None else self.kept
        return LAYOUT.pack(
            self._seed, left, 1, following, *held["key"].tolist(), 0.0, kept, 0.0, self.kept is not None, 0.0, False
        )

    def restore(self, state: bytes) -> None:
        """Go on from such bytes. Raises RuntimeError where they are no state."""
        if len(state) != SIZE:
            raise runtime_error(
                f"Expected a CPUGeneratorImplState of size {SIZE} but found the input RNG state size to be {len(state)}"
            )
        seed, left, seeded, following, *rest = LAYOUT.unpack(state)
        if not (seeded == 1 and 0 < left <= WORDS and following <= WORDS):
            raise runtime_error(INVALID)
        key, (_, kept, _, has_kept, _, _) = rest[:WORDS], rest[WORDS:]
        self._seed = seed
        self._untouched = left == 1 and following == 0
        self._begun = _twister(key, WORDS if left == 1 else following)
        self.kept = kept if has_kept else None


def _seeded(word: int) -> list[int]:
    """The words of the state that a seed gives."""
    key = [word]
    for k in range(1, WORDS):
        word = (1812433253 * (word ^ (word >> 30)) + k) & 0xFFFFFFFF
        key.append(word)
    return key


def _twister(key: list[int], place: int) -> Any:
    """NumPy's generator in a state of its own."""
    import numpy as np

    twister = np.random.MT19937(0)
    held: Any = {"key": np.array([word & 0xFFFFFFFF for word in key], np.uint32), "pos": place}
    twister.state = {"bit_generator": "MT19937", "state": held}
    return twister


def somewhere() -> int:
    """A seed that nobody knows before."""
    return int.from_bytes(os.urandom(8), "little")
