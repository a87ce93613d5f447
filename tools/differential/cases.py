"""Cases: requests with both answers and what became of them; made here, or read from a file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.differential import gradcli_side, torch_side
from tools.differential.compare import Outcome, compare, numeric
from tools.differential.conditioning import ill_conditioned
from tools.differential.request import Request, from_document


@dataclass(frozen=True)
class Case:
    """One request of a category, with torch's answer.

    graph  whether the recorded graph is compared too
    """

    category: str
    request: Request
    torch: Mapping[str, Any]
    graph: bool = False

    def document(self, outcome: Outcome) -> dict[str, Any]:
        """The case as an object of JSON, as `read` takes it."""
        found = {"category": self.category, "difference": list(outcome.differences)}
        return {**found, "request": self.request.document(), "torch": dict(self.torch)}


def read(path: Path) -> Iterator[Case]:
    """The cases of a file with {"request": ..., "torch": ...} on each line; `category` and the other keys may be absent."""
    for line in path.read_text("utf-8").splitlines():
        if line.strip():
            found = json.loads(line)
            request, torch = from_document(found["request"]), found["torch"]
            yield Case(found.get("category", "all"), request, torch, graph="graph" in torch)


def write(path: Path, cases: Iterable[tuple[Case, Outcome]]) -> None:
    """Cases for a later replay, one a line."""
    text = "".join(f"{json.dumps({'id': k, **case.document(outcome)})}\n" for k, (case, outcome) in enumerate(cases))
    path.write_text(text, "utf-8")


def outcomes(cases: Sequence[Case], in_process: bool) -> Iterator[Outcome]:
    """What becomes of each case."""
    requests = [case.request for case in cases]
    answers = map(gradcli_side.in_process, requests) if in_process else gradcli_side.by_command(requests)
    for case, answer in zip(cases, answers, strict=True):
        yield judged(case, answer)


def outcome(case: Case) -> Outcome:
    """What becomes of one case, in this process."""
    return judged(case, gradcli_side.in_process(case.request))


def judged(case: Case, answer: Mapping[str, Any]) -> Outcome:
    """The outcome for an answer of gradcli; the graph is asked for besides."""
    whole = dict(answer)
    if case.graph and "value" in whole:
        whole.update(_graph(case.request))
    found = compare(case.request, case.torch, whole)
    if numeric(found) and ill_conditioned(case.request, case.torch, whole):
        return Outcome("ill-conditioned")
    return found


def _graph(request: Request) -> dict[str, Any]:
    """The graph alone of the trace, or why there is none."""
    trace = gradcli_side.graph(request)
    return {"graph": trace["graph"]} if "graph" in trace else {"graph_problem": str(trace)[:200]}


def asked(category: str, request: Request, graph: bool = False) -> Case:
    """A case whose answer torch gives here and now."""
    return Case(category, request, torch_side.answer(request, graph), graph)


def stale(case: Case) -> bool:
    """Whether torch does not answer a stored case as it is stored: a shape that JSON cannot hold, another version."""
    again = torch_side.answer(case.request, case.graph)
    keys = [key for key in ("value", "shape", "grad_fn", "grad", "error", "berror") if key in case.torch or key in again]
    rounded = [_rounded({key: answer.get(key) for key in keys}) for answer in (case.torch, again)]
    return bool(rounded[0] != rounded[1])


def _rounded(value: Any) -> Any:
    """Numbers to a few digits, for telling one answer from another."""
    if isinstance(value, Mapping):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(item) for item in value]
    return f"{value:.4e}" if isinstance(value, float | int) and not isinstance(value, bool) else value
