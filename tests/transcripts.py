"""Transcripts: what one types and what is printed.

    python -m tests.transcripts             compare all of them, print what differs
    python -m tests.transcripts --update    record what is printed now; then read the diff

A file under transcripts/ shows one behaviour; adding a file adds a test. It begins with a line of explanation.

    # Three backward passes accumulate.
    $ gradcli grad "3*x**2" --x 2 --backward 3
    > (a command goes on after a line's end in quotes)
    standard output, then standard error
    [exit 1]                                    if the status is not 0

A command is a small piece of shell: NAME=VALUE before it, pipes of gradcli, printf, echo, seq, cat and head,
`< file`, `> file` and `2> file`. Files live in a folder of their own that is empty at the start of a transcript, but for
the examples of the repository.
"""

from __future__ import annotations

import os
import re
import shlex
import sys
import tempfile
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path
from typing import NamedTuple

from tests.command import environment, gradcli

FOLDER = Path(__file__).parent / "transcripts"
EXAMPLES = Path(__file__).parents[1] / "examples"
ESCAPES = {"n": "\n", "t": "\t", "\\": "\\"}


class Step(NamedTuple):
    """A command line and what it prints."""

    command: str
    expected: str


# ------------------------------------------------------------------ reading and writing
def files() -> list[Path]:
    """Every transcript."""
    return sorted(FOLDER.rglob("*.txt"))


def steps(text: str) -> list[Step]:
    """The commands of a transcript; what stands before the first is explanation."""
    found: list[Step] = []
    for line in text.splitlines():
        if line.startswith("$ "):
            found.append(Step(line[2:], ""))
        elif found and line.startswith("> ") and not found[-1].expected:
            found[-1] = Step(f"{found[-1].command}\n{line[2:]}", "")
        elif found:
            found[-1] = found[-1]._replace(expected=f"{found[-1].expected}{line}\n")
    return [Step(command, trimmed(expected)) for command, expected in found]


def trimmed(output: str) -> str:
    """Output without blank lines at its end and without times, with control characters that an editor would lose spelled out."""
    output = re.sub(r'\btime="[\d.]+"', 'time="…"', output)
    shown = re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", lambda m: f"\\x{ord(m[0]):02x}", output)
    return "\n".join(line.rstrip() for line in shown.splitlines()).rstrip("\n")


def recorded(text: str) -> str:
    """The transcript as it would be today."""
    explanation = text.partition("\n$ ")[0].rstrip("\n")
    parts = [f"$ {step.command.replace(chr(10), chr(10) + '> ')}\n{now}".rstrip("\n") for step, now in replayed(text)]
    return explanation + "\n" + "\n\n".join(parts) + "\n"


def replayed(text: str, statuses: bool = True) -> Iterator[tuple[Step, str]]:
    """Each command, run now in an empty folder, with what it prints."""
    shell = Shell()
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        Path("examples").symlink_to(EXAMPLES)
        for step in steps(text):
            try:
                output = shell.run(step.command)
            except Exception as error:
                output = f"Traceback: {error!r}"
            status = f"\n[exit {shell.status}]" if statuses and shell.status else ""
            yield step, trimmed(trimmed(output) + status).lstrip("\n")


# ------------------------------------------------------------------ a very small shell
class Shell:
    """Runs command lines; remembers the last exit status."""

    def __init__(self) -> None:
        self.status = 0

    def run(self, line: str) -> str:
        """What a pipeline prints: standard output, then standard error."""
        words = shlex.shlex(line, posix=True, punctuation_chars="|<>")
        words.whitespace_split = True
        words.commenters = ""
        data, errors = "", ""
        for stage in _split(list(words)):
            data, error = self._stage(stage, data)
            errors += error
        return data + errors

    def _stage(self, words: list[str], data: str) -> tuple[str, str]:
        words, targets = _redirections(words)
        if "<" in targets:
            data = Path(targets["<"]).read_text("utf-8")
        variables = {}
        while re.match(r"\w+=", words[0]):
            name, _, variables[name] = words.pop(0).partition("=")
        with environment(**variables):
            out, error = self._command(words[0], words[1:], data)
        for sign, text in ((">", out), ("2>", error)):
            if sign in targets and targets[sign] != os.devnull:
                Path(targets[sign]).write_bytes(text.encode("latin-1" if words[0] == "printf" else "utf-8"))
        return "" if ">" in targets else out, "" if "2>" in targets else error

    def _command(self, name: str, arguments: list[str], data: str) -> tuple[str, str]:
        if name == "gradcli":
            self.status, out, error = gradcli(*arguments, stdin=data)
            return out, error
        if name == "echo" and arguments == ["$?"]:
            status, self.status = self.status, 0
            return f"{status}\n", ""
        self.status = 0
        return COMMANDS[name](arguments, data), ""


def _split(words: list[str]) -> list[list[str]]:
    stages: list[list[str]] = [[]]
    for word in words:
        if word == "|":
            stages.append([])
        else:
            stages[-1].append(word)
    return stages


def _redirections(words: list[str]) -> tuple[list[str], dict[str, str]]:
    kept: list[str] = []
    targets: dict[str, str] = {}
    rest = iter(words)
    for word in rest:
        if word in ("<", ">"):
            sign = "2>" if word == ">" and kept and kept[-1] == "2" else word
            if sign == "2>":
                kept.pop()
            targets[sign] = next(rest)
        else:
            kept.append(word)
    return kept, targets


def _printf(arguments: list[str], data: str) -> str:
    text = re.sub(r"\\x([0-9a-f]{2})|\\([nt\\])", lambda m: chr(int(m[1], 16)) if m[1] else ESCAPES[m[2]], arguments[0])
    return text % tuple(arguments[1:]) if arguments[1:] else text


COMMANDS = {
    "printf": _printf,
    "echo": lambda arguments, data: " ".join(arguments) + "\n",
    "seq": lambda arguments, data: "".join(f"{k}\n" for k in range(1, int(arguments[0]) + 1)),
    "cat": lambda arguments, data: "".join(Path(name).read_text("utf-8") for name in arguments) or data,
    "head": lambda arguments, data: "".join(data.splitlines(keepends=True)[: -int(arguments[0])]),
}


def main(arguments: list[str]) -> int:
    """Compare or record; the exit status."""
    changed = 0
    for path in files():
        before = path.read_text("utf-8")
        after = recorded(before)
        if after != before:
            changed += 1
            print(f"{path.relative_to(FOLDER)} {'rewritten' if '--update' in arguments else 'differs'}")
            if "--update" in arguments:
                path.write_text(after, "utf-8")
    return int(bool(changed) and "--update" not in arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
