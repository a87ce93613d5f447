"""What gradcli answers to requests: through `gradcli batch`, or in this process.

An answer is the document that `gradcli batch` writes, or {"crash": text} where gradcli broke down instead of answering.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tools.differential.request import Request

Answer = dict[str, Any]
SECONDS = 300  # for one file of requests
TOGETHER = 1000  # requests in one file
OWN_MISTAKE = "this is a mistake in gradcli itself"  # which costs gradcli one answer and is what is looked for here


# ------------------------------------------------------------------ through the command
def by_command(requests: Sequence[Request]) -> Iterator[Answer]:
    """The answers of `gradcli batch`, in the order of the requests; graphs are asked for one by one."""
    for first in range(0, len(requests), TOGETHER):
        yield from _file(requests[first : first + TOGETHER])


def _file(requests: Sequence[Request]) -> list[Answer]:
    """One file of requests. Where the process breaks down, the halves of what it left unanswered are asked again."""
    if not requests:
        return []
    answers, left = _run(requests)
    if len(answers) == len(requests):
        return answers
    rest = requests[len(answers) :]
    if len(requests) == 1:
        return [{"crash": left}]
    middle = max(1, len(rest) // 2)
    return [*answers, *_file(rest[:middle]), *_file(rest[middle:])]


def _run(requests: Sequence[Request]) -> tuple[list[Answer], str]:
    """The answers that one process wrote, and its last word on standard error."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "requests.jsonl"
        path.write_text("".join(f"{json.dumps(request.document())}\n" for request in requests), "utf-8")
        environment = {**os.environ, "GRADCLI_TRACEBACK": "1"}
        command = [sys.executable, "-m", "gradcli", "batch", "--expressions", str(path)]
        try:
            done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False, env=environment)
        except subprocess.TimeoutExpired as late:
            return _answers(late.stdout or b""), f"no answer in {SECONDS} s"
    words = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return _answers(done.stdout), words[-1] if words else f"exit status {done.returncode}"


def _answers(output: bytes) -> list[Answer]:
    found = [json.loads(line) for line in output.decode("utf-8", "replace").splitlines() if line.endswith("}")]
    return [{"crash": told} if (told := message(answer)).startswith(OWN_MISTAKE) else answer for answer in found]


def message(answer: Answer) -> str:
    """What went wrong, if something did."""
    return str((answer.get("error") or {}).get("message", ""))


# ------------------------------------------------------------------ in this process
def in_process(request: Request) -> Answer:
    """The same document, made here, with the shape and the dtype of the value besides."""
    from gradcli.batch.requests import Reply, question
    from gradcli.calculation.answers import answer
    from gradcli.problems import Problem
    from gradcli.readers.notation import COMPUTED
    from gradcli.views.batch import reply

    try:
        found = answer(*question(request.document(), COMPUTED))
    except Problem as problem:
        return dict(json.loads(reply(Reply(1, None, problem=problem))))
    except Exception as error:
        return {"crash": f"{type(error).__name__}: {error}"}
    document: Answer = json.loads(reply(Reply(1, None, answer=found)))
    value = found[0].value
    document["shape"] = list(getattr(value, "shape", ()))
    document["dtype"] = dtype_of(value)
    return document


def dtype_of(value: Any) -> str:
    """The dtype of a value that is a number of Python or an array."""
    kinds = {float: "float64", int: "int64", bool: "bool"}
    return kinds.get(type(value)) or str(getattr(value, "dtype", "?"))


def graph(request: Request) -> Answer:
    """The trace that `explain --json` prints."""
    from gradcli.batch.requests import question
    from gradcli.calculation.tracing import trace
    from gradcli.problems import Problem
    from gradcli.readers.notation import COMPUTED
    from gradcli.syntax.parser import parse
    from gradcli.views.problem import document as problem_document
    from gradcli.views.trace_json import document

    try:
        expression, values, settings = question(request.document(), COMPUTED)
        return document(trace(parse(expression, tuple(values)), values, settings))
    except Problem as problem:
        return problem_document(problem)
    except Exception as error:
        return {"crash": f"{type(error).__name__}: {error}"}
