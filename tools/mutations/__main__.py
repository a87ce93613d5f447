"""Make programs, have them run, and report what went wrong: python -m tools.mutations --count 20000 --seed 1."""

from __future__ import annotations

import argparse
import collections
import json
import re
import select
import subprocess
import sys
import time
from pathlib import Path

from tools.mutations.mutate import Maker, Program

SECONDS = 2.0  # that a program may take, as the worker limits it
GRACE = 2.0
PATIENCE = 25.0  # seconds until a program counts as hanging
MEGABYTES = 600
FRESH = 420  # megabytes at which a worker that did nothing wrong is replaced


class Worker:
    """A process that runs programs."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tools.mutations.worker"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.first = True

    def run(self, seed: int, program: Program) -> tuple[list[tuple[str, str]], float, int]:
        """Findings, seconds and megabytes."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        start = time.monotonic()
        self.process.stdin.write(json.dumps([seed, *program]) + "\n")
        self.process.stdin.flush()
        ready, _, _ = select.select([self.process.stdout], [], [], PATIENCE)
        line = self.process.stdout.readline() if ready else ""
        if line:
            found, seconds, peak = json.loads(line)
            return [tuple(one) for one in found], seconds, peak
        self.process.kill()
        said = self.process.stderr.read()[-600:] if self.process.stderr is not None else ""
        kind = "dies" if ready else "hangs"
        return [(kind, f"{self.process.wait()} {said}")], time.monotonic() - start, 0

    def end(self) -> None:
        """No more programs."""
        self.process.kill()
        self.process.wait()


def main() -> None:
    """Run as many programs as were asked for, or those of given numbers."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=int, default=0, help="the number of the first program")
    parser.add_argument("--show", type=int, help="print the program of this number")
    parser.add_argument("--failures", type=Path, default=Path("mutations.jsonl"), help="where what was found is written")
    options = parser.parse_args()
    maker = Maker()
    if options.show is not None:
        sys.stdout.buffer.write(maker.program(options.seed, options.show).text.encode("utf-8", "backslashreplace"))
        return
    report(maker, options.seed, range(options.start, options.start + options.count), options.failures)


def report(maker: Maker, seed: int, numbers: range, failures: Path) -> None:
    """Run programs; what goes wrong is written to a file, and counted by its kind."""
    kinds: collections.Counter[str] = collections.Counter()
    examples: dict[str, int] = {}
    worker = Worker()
    with failures.open("w", encoding="utf-8") as file:
        for number in numbers:
            program = maker.program(seed, number)
            found, seconds, peak = worker.run(number, program)
            over = seconds > SECONDS + GRACE
            if over and not found:
                found.append(("slow", f"{seconds:.1f} s"))
            if peak > MEGABYTES and worker.first:
                found.append(("memory", f"{peak} MB"))
            worker.first = False
            for kind, detail in found:
                key = f"{kind}: {_short(detail)}"
                kinds[key] += 1
                examples.setdefault(key, number)
                file.write(json.dumps({"number": number, "kind": kind, "detail": detail, "text": program.text}) + "\n")
            file.flush()
            if peak > FRESH or worker.process.poll() is not None:
                worker.end()
                worker = Worker()
    worker.end()
    print(f"{len(numbers)} programs, seed {seed}: {sum(kinds.values())} findings")
    for key, count in kinds.most_common():
        print(f"{count:5}  {key}   (as in {examples[key]})")


def _short(detail: str) -> str:
    return (
        re.sub(r"0x[0-9a-f]+|\s+", " ", detail)[-230:] if "Traceback" in detail else re.sub(r"0x[0-9a-f]+|\s+", " ", detail)[:230]
    )


if __name__ == "__main__":
    main()
