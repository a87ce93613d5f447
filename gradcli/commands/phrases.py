"""What every kind of remedy says on a command line, where settings and values are options."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from gradcli.problems import Problem, Remedy, Words

if TYPE_CHECKING:
    from gradcli.checks.findings import Finding, Report


def option(name: str) -> str:
    """A setting as an option."""
    return f"--{name.replace('_', '-')}"


def _begun(start: str, rest: str) -> str:
    return f"{start} {rest}" if rest else start


def _options(values: Sequence[str]) -> list[str]:
    """Names and values, in turn, as options; what a shell would take apart in quotes."""
    pairs = zip(values[::2], values[1::2], strict=True)
    return [f'--{name} "{text}"' if " " in text or "[" in text else f"--{name} {text}" for name, text in pairs]


PHRASES: Mapping[str, Callable[..., str]] = {
    "setting": lambda name, rest: _begun(option(name), rest),
    "value": lambda name: f"--{name}",
    "not constant": lambda name, unknown: f"the value of --{name} is not a constant: `{unknown}` has no value there",
    "give": lambda name: f"add one to the command: --{name} 2",
    "give all": lambda *names: f"give values: {' '.join(f'--{name} 2' for name in names)}",
    "give tensors": lambda *names: "give values: " + " ".join(f'--{name} "[1, 2]"' for name in names),
    "give to rows": lambda name: f"give it one value for all rows: --{name} 2",
    "column and value": lambda name: f"`{name}` is a column and has the value of --{name} too",
    "other value": lambda name, given: f"did you mean --{name} where you typed --{given}?",
    "variables": lambda listed: f"the variables of this expression are: {listed}; --allow-unused accepts other values",
    "use": lambda name: f"use {option(name)}",
    "values": lambda: "give values as options, such as --x 2",
    "drop": lambda name, rest: _begun(f"drop {option(name)}", rest),
    "leave out": lambda name, rest: f"leave it out: {_begun(option(name), rest)}",
    "leave out grad_fn": lambda: "leave it out: --json prints the grad_fn",
    "retain graph": lambda: "--retain-graph keeps the buffers, or drop --same-graph to evaluate anew for each pass",
    "not scalar": lambda: "reduce it, for example with .sum() or .mean(), or say how much each element counts: --grad-output",
    "not single": lambda: "reduce it, for example with .sum(), or ask for --jacobian",
    "no derivative": lambda: "detach its operands, or leave the variable out with --wrt",
    "no variable": lambda: "put a name where a number stands, and give its value: --x 2",
    "require one": lambda: "name one in --wrt",
    "require": lambda which: f"name in --wrt {which}",
    "add to wrt": lambda name: f"add {name} to --wrt",
    "name the variables": lambda: "name the variables: --wrt x,y",
    "tensors": lambda: "--hessian and --jacobian work on tensors",
    "skip": lambda: "give a number, or leave the row out with --on-error skip",
    "delimiter": lambda: 'separate the columns by commas, or by tabs, or say --delimiter ";"',
    "extensions": lambda known: f"the extensions are {known}; --format says it whatever the name is",
    "expressions": lambda: "--expressions computes it",
    "decimal comma": lambda: "--decimal , reads it",
    "either comma": lambda: "if it is a decimal one, --decimal , reads it; otherwise leave it out",
    "column": lambda name, place: f"--{name}{'=' if ' ' in name else ' '}{place}",
    "did you mean": lambda name, value: f"did you mean {option(name)} {value}?",
    "no columns": lambda: "--no-columns passes on none",
    "text format": lambda: "write --format jsonl or csv",
    "program": lambda library, rest: f"--to {library} {rest}",
    "terminal": lambda format: f"--output points.{format}, or --format csv",
    "stored trace": lambda: "write one with gradcli explain ... --json",
    "look": lambda *names: f"say where to look: {' '.join(f'--range {name}=0.1..3' for name in names)}",
    "none as zero": lambda name: f"{name}.grad is None: nothing connects it to the output; --none-as-zero lets 0 count as None",
    "nan ok": lambda: "the true gradient is nan here, and nan equals nan only with --nan-ok",
    "example": lambda expression, *values: " ".join([f'gradcli grad "{expression}"', *_options(values)]),
    "rounded": lambda shown, digits: (
        f"{shown} is the gradient rounded to {digits} digits; --rtol 1e-{int(digits) - 1} accepts it"
    ),
}


def say(words: Words) -> str:
    """Words as a command says them."""
    return PHRASES[words.kind](*words.about) if isinstance(words, Remedy) else words


def spoken(problem: Problem) -> Problem:
    """The same problem with everything in it said as a command says it."""
    problem.title = ": ".join(map(say, (*problem.places, problem.title)))
    problem.places = ()
    problem.why = None if problem.why is None else say(problem.why)
    problem.fix = None if problem.fix is None else say(problem.fix)
    return problem


def spoken_report(report: Report) -> Report:
    """A report of check with everything in it said as a command says it."""
    table = report.table
    if table is not None and table.problem is not None:
        table = table._replace(problem=spoken(table.problem))
    return report._replace(findings=tuple(_spoken_finding(f) for f in report.findings), table=table)


def _spoken_finding(finding: Finding) -> Finding:
    mistake = finding.mistake
    return finding._replace(
        reason=None if finding.reason is None else say(finding.reason),
        mistake=None if mistake is None else mistake._replace(text=say(mistake.text)),
        candidates=tuple(m._replace(text=say(m.text)) for m in finding.candidates),
    )
