"""What a run may cost: steps, time, depth of calls, printed text, memory. Counting is cheap, and done where loops and calls are.

Whoever runs a loop or a call does `budget.left -= 1` and asks `refill` when that is below zero; time, memory and interrupts are
looked at there. What ends a run is no Exception, so no `except Exception:` of a script can hold it up.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import NamedTuple, NoReturn

from gradcli.limits import Limit

PRINTED = Limit(64 * 2**20, "GRADCLI_MAX_PRINTED", "characters printed by a script")
MEMORY = Limit(2 * 2**30, "GRADCLI_MAX_SCRIPT_BYTES", "bytes by which a script lets the process grow")
AGAIN = 2.0  # seconds within which a second interrupt ends everything
QUANTUM = 500  # steps from one look at the clock to the next
LONGEST = 50_000_000  # elements of one sequence
BITS = 1_000_000  # of one whole number
WIDTH = 10_000_000  # characters of one padded field
NO_DEPTH = "maximum recursion depth exceeded"


class Stop(BaseException):
    """The run ends here; scripts cannot catch it."""


class Exceeded(Stop):
    """A limit was reached: its name, and how to raise it."""


class Broken(Stop):
    """Nobody hears what the script says."""


class Interrupted(Stop):
    """Somebody asked twice to stop."""


class Limits(NamedTuple):
    """How much one run may use.

    steps    rounds of loops and calls
    seconds  of wall time
    printed  characters written to stdout and stderr
    memory   bytes that the process may grow by
    depth    interpreted calls inside each other
    """

    steps: int = 1_000_000_000
    seconds: float = 3600.0
    printed: int = PRINTED.default
    memory: int = MEMORY.default
    depth: int = 1000


class Budget:
    """What is left.

    left        steps until somebody looks at the clock
    depth       calls that are running
    interrupts  of which nobody has heard yet
    end         when the time is over
    """

    __slots__ = ("_asked", "_clock", "_memory", "depth", "end", "interrupts", "left", "limits", "max_depth", "printed", "rest")

    def __init__(self, limits: Limits, clock: Callable[[], float] = time.monotonic) -> None:
        self.limits = limits
        self.max_depth = limits.depth
        self._clock = clock
        self._memory = _resident()
        self.begin()

    def begin(self) -> None:
        """A new run: steps, time, text and interrupts are counted anew."""
        self.interrupts = 0
        self._asked = -AGAIN
        self.depth = 1
        self.printed = 0
        self.rest = self.limits.steps
        self.left = 0
        self.end = self._clock() + self.limits.seconds

    @property
    def steps(self) -> int:
        """How many steps were taken."""
        return self.limits.steps - self.rest - max(self.left, 0)

    def refill(self) -> None:
        """Steps until the next look. Raises Exceeded, KeyboardInterrupt, or Interrupted for two that follow one another."""
        if self.interrupts:
            self._interrupted()
        if self.rest <= 0:
            raise Exceeded(f"stopped after {self.limits.steps:,} steps: max-steps allows more")
        if self._clock() > self.end:
            raise Exceeded(f"stopped after {self.limits.seconds:g} seconds: max-seconds allows more")
        self.demand_memory()
        self.left = min(QUANTUM, self.rest)
        self.rest -= self.left

    def step(self) -> None:
        """One step, for those who take few."""
        self.left -= 1
        if self.left < 0:
            self.refill()

    def remaining(self) -> float:
        """Seconds that are left."""
        return max(0.0, self.end - self._clock())

    def look(self) -> None:
        """Have the next step look at the clock if that is due; called from another thread."""
        if self._clock() > self.end or self._is_full():
            self.left = -1

    def interrupt(self) -> None:
        """Ask to stop at the next look; called from another thread."""
        self.interrupts += 1
        self.left = -1

    def _interrupted(self) -> None:
        now, times = self._clock(), self.interrupts
        again = now - self._asked < AGAIN
        self.interrupts, self._asked = 0, now
        if again or times > 1:
            raise Interrupted("interrupted")
        raise KeyboardInterrupt

    def demand_memory(self) -> None:
        """Raises Exceeded if the process grew too much."""
        if self._is_full():
            raise Exceeded(f"stopped: more than {self.limits.memory:,} bytes of memory; {MEMORY.variable} allows more")

    def _is_full(self) -> bool:
        return _resident() - self._memory > self.limits.memory

    def write(self, length: int) -> None:
        """Text is about to be written."""
        self.printed += length
        if self.printed > self.limits.printed:
            raise Exceeded(f"stopped after {self.limits.printed:,} printed characters: {PRINTED.variable} allows more")


def too_deep(here: object) -> NoReturn:  # the frame that did not begin
    """One call too many. Raises RecursionError."""
    raise RecursionError(NO_DEPTH)


def _resident() -> int:
    """Bytes of memory that the process had at its largest; 0 where that is not known."""
    try:
        import resource
    except ImportError:  # not everywhere
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def demand_length(length: int) -> None:
    """Raises MemoryError for a sequence that is too long."""
    if length > LONGEST:
        raise MemoryError(f"a sequence of {_shown(length)} elements: more than {LONGEST:,} are not held here")


def demand_bits(bits: int) -> None:
    """Raises OverflowError for a whole number that is too large."""
    if bits > BITS:
        raise OverflowError(f"a whole number of {_shown(bits)} bits: more than {BITS:,} are not held here")


def demand_width(width: int) -> None:
    """Raises MemoryError for a field that is too wide."""
    if width > WIDTH:
        raise MemoryError(f"a text of {_shown(width)} characters: a field may have {WIDTH:,}")


def _shown(amount: int) -> str:
    return f"{amount:,}" if amount < 10**18 else "more than 10**18"
