"""gradcli batch: one expression over many points, or many requests."""

from __future__ import annotations

import os
import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gradcli.batch.table import Dialect
from gradcli.bindings import parse_values
from gradcli.calculation.question import Settings, named
from gradcli.commands import COMMANDS, unused
from gradcli.commands import options as o
from gradcli.commands.app import HELP_NAMES, ExpressionCommand
from gradcli.commands.phrases import spoken
from gradcli.files import is_stdout, source_text
from gradcli.problems import Exit, Problem
from gradcli.readers.addresses import is_address, is_of_one_process
from gradcli.readers.notation import Notation
from gradcli.views.lines import stderr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gradcli.batch import dataset

app = typer.Typer(add_completion=False, rich_markup_mode=None)

TABLE = 'gradcli batch "x**2" points.csv'

EXAMPLES = """One expression over the rows of a table, or many requests in one process.

\b
  gradcli batch "sin(x)*y" points.csv                     rows with y and gradients added
  gradcli batch "a*x**2" points.npy --a 3 --output out.npy
  gradcli batch "x**2 + y" - --wrt x < points.csv
  gradcli batch "x**2*y" points.parquet --columns id,x --output gradients.parquet
  gradcli batch "x**2*y" "data/*.parquet" --output all.parquet
  gradcli batch requests.jsonl
  echo '{"expression": "x**2", "values": {"x": 3}}' | gradcli batch -

A column binds the variable of its name; all columns are passed on, or those of --columns. Tables are CSV or TSV with a header,
JSON Lines, a structured .npy, a .npz of named arrays, or, with the extra `arrow`, Parquet and Feather; packed or not. Several of
them, or a folder, go into one file that --output names, or file by file into a folder: --output FOLDER, --resume, --cluster.
With the extra `remote` they may be elsewhere: s3://bucket/points.csv, https://host/points.csv. A request is a JSON object a line,
with the options of `gradcli grad` as its keys. A cell is a numeral, a constant or a list of such (1e-3, -inf, pi, [1, 2]);
--expressions computes more, --decimal , and --delimiter ";" read European tables."""


@app.command(cls=ExpressionCommand, context_settings=HELP_NAMES, help=EXAMPLES, short_help=COMMANDS["batch"])
def batch(
    ctx: typer.Context,
    arguments: Annotated[
        list[str],
        typer.Argument(metavar="[EXPR] FILE...", show_default=False, help="The expression, and the table; or the requests."),
    ] = [],  # noqa: B006
    let: o.Let = [],  # noqa: B006
    wrt: o.Wrt = None,
    dtype: o.Dtype = "float64",
    format: Annotated[str | None, typer.Option("--format", metavar="csv|jsonl|parquet|…", help="Of the output.")] = None,
    output: Annotated[
        str,
        typer.Option("--output", metavar="FILE", show_default=False, help="A table, or a folder; written whole or not at all."),
    ] = "-",
    on_error: Annotated[str, typer.Option("--on-error", metavar="stop|skip|nan", help="What a bad row does.")] = "stop",
    columns: Annotated[
        list[str], typer.Option("--columns", metavar="NAMES", help="Pass on these columns of the table alone; repeatable.")
    ] = [],  # noqa: B006
    no_columns: Annotated[bool, typer.Option("--no-columns", help="Pass on none of them: the results alone.")] = False,
    expressions: o.Expressions = False,
    decimal: o.Decimal = ".",
    delimiter: o.Delimiter = None,
    spreadsheet_safe: Annotated[
        bool, typer.Option("--spreadsheet-safe", help="Of CSV and TSV: an apostrophe before texts that a spreadsheet would run.")
    ] = False,
    resume: Annotated[
        bool, typer.Option("--resume", help="Of a folder: do only what an earlier run into it has not done.")
    ] = False,
    cluster: Annotated[
        str | None,
        typer.Option("--cluster", metavar="ADDRESS|local", show_default=False, help="Of a folder: share it on a Dask cluster."),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", metavar="N", min=1, show_default=False, help="Use N cores; default all that there are."),
    ] = None,
    color: o.Color = "auto",
    ascii: o.Ascii = False,
) -> int:
    """One expression over many points, or many requests."""
    texts = o.bindings(ctx, let)
    notation = Notation(o.decimal_sign(decimal), expressions)
    dialect = Dialect(notation, o.field_sign(delimiter), spreadsheet_safe)
    if not arguments:
        raise Problem("there is nothing to read", fix=f"{TABLE}, or gradcli batch requests.jsonl")
    given = unused.typed(ctx)
    if len(arguments) == 1:
        unused.refuse(("resume", "cluster"), given, "is about the parts of a table", "leave it out")
        _refuse_settings(arguments[0], texts, wrt, format, dialect)
        unused.refuse(
            ("dtype", "on_error", "columns", "no_columns"),
            given,
            "is about tables, and a request says for itself what it is",
            "write it into the requests" if not {"columns", "no_columns"}.intersection(given) else "leave it out",
        )
        return _requests(arguments[0], output, notation, jobs or _cores())
    unused.refuse_together(given, ("columns", "no_columns"))
    expression, *paths = arguments
    _check_paths(expression, paths)
    from gradcli.batch.cells import portable
    from gradcli.batch.dataset import Job
    from gradcli.batch.parts import are_several

    values, settings = parse_values(texts), Settings(wrt=named(wrt), dtype=dtype)
    passed = () if no_columns else tuple(columns) or None
    job = Job(source_text(expression), values, settings, output, format, on_error, dialect, passed)
    several = len(paths) > 1 or are_several(paths[0])
    if several and _is_one_file(output):
        why = "is about the parts of a table in a folder, and the answers go into one file"
        unused.refuse(("resume", "cluster"), given, why, "--output answers/")
        summary = _joined(job, paths, jobs or _cores())
    elif several or cluster is not None or resume:
        carried = {name: portable(value) for name, value in values.items()}
        summary = _parts(job._replace(constants=carried, folder=_folder(output)), paths, resume, cluster, jobs or _cores())
    else:
        summary = _one(job, paths[0], jobs or _cores())
    return _told(summary, on_error, color, ascii)


def _check_paths(expression: str, paths: Sequence[str]) -> None:
    """Raise Problem for what is no expression and its files."""
    if not all(path == "-" or _may_be_table(path) for path in paths[1:]):
        raise Problem(f"there is one argument too many: `{paths[1]}`", fix="put the whole expression in quotes")
    path = paths[0]
    if path != "-" and not is_address(path) and not os.path.exists(path) and os.path.isfile(expression):
        raise Problem(f"there is no file `{path}`", fix=f"the expression comes first: {TABLE}")
    if expression == "-":
        raise Problem("the expression cannot come from standard input here", fix="type it, or read it from a file with @FILE")
    if len(paths) > 1 and "-" in paths:
        raise Problem("standard input is one table, and there are others", fix="leave out the -, or the others")


def _may_be_table(path: str) -> bool:
    """Whether an argument is more likely a file than a word of an expression."""
    from gradcli.batch.formats import by_extension

    return is_address(path) or by_extension(path) is not None or os.path.exists(path)


def _is_one_file(output: str) -> bool:
    """Whether the name of an output is that of a table, and no folder's."""
    from gradcli.batch import formats
    from gradcli.readers import places

    return formats.by_extension(output) is not None and not output.endswith("/") and not places.at(output).is_folder()


def _one(job: dataset.Job, path: str, jobs: int, following: Any = None) -> Any:
    """Answer a table; what came of it."""
    from gradcli.batch import formats, points
    from gradcli.readers.source import opened

    with opened(path) as source, _progress(source if following is None else following, job.folder):
        return points.answer(
            job.expression,
            job.constants,
            job.settings,
            source,
            input=formats.by_extension(source.promised),
            format=job.format,
            output=job.folder,
            on_error=job.on_error,
            dialect=job.dialect,
            columns=job.columns,
            following=following,
            jobs=jobs,
        )


def _joined(job: dataset.Job, paths: Sequence[str], jobs: int) -> Any:
    """Answer several tables into one file; what came of it."""
    from gradcli.batch import parts
    from gradcli.batch.following import Following

    found = parts.found(paths, None)
    parts.refuse_output(found, job.folder)
    return _one(job, found[0].source, jobs, Following(found, job.dialect))


def _told(summary: Any, on_error: str, color: str, ascii: bool) -> int:
    """Say what has to be known about the answers; the exit status."""
    from gradcli.views.batch import notes

    first = summary.first and spoken(summary.first)
    stderr(color, ascii).lines(notes(summary.bad, first, on_error, summary.warnings, summary.notes))
    return int(Exit.OK)


def _parts(job: dataset.Job, paths: Sequence[str], resume: bool, cluster: str | None, jobs: int) -> Any:
    """Answer a table of several files; what came of it."""
    from gradcli.batch import dataset, formats, parts
    from gradcli.views.progress import shown

    formats.chosen(job.format, None, "csv")
    if cluster is not None and any(map(is_of_one_process, (*paths, job.folder))):
        raise Problem("memory:// is the memory of one process, and a cluster has others", fix="leave --cluster out")
    several = len(paths) > 1 or parts.are_several(paths[0])
    found = parts.found(paths, job.format) if several else _of_one_file(paths[0], job.format)
    with _runner(cluster, jobs) as runner:
        run = dataset.Run(job, found, resume)
        with shown("batch", run.fraction):
            return run.answer(runner)


def _runner(cluster: str | None, jobs: int) -> Any:
    """Who answers the parts, while it is there."""
    if cluster is not None:
        from gradcli.batch.cluster import connected

        return connected(cluster, jobs)
    from gradcli.batch.dataset import here

    return nullcontext(here(jobs))


def _folder(output: str) -> str:
    """The folder of the answers of several files. Raises Problem."""
    from gradcli.batch.formats import near_extension

    if is_stdout(output) or _is_one_file(output):
        raise Problem("the answers of several files go into a folder", fix="--output answers/")
    near = near_extension(output)
    if near is not None and not output.endswith("/") and not os.path.isdir(output):
        raise Problem(
            f"no table is written as {os.path.splitext(output)[1]}", fix=f"say {near}, or end the name of a folder in /"
        )
    return output if is_address(output) else output.rstrip("/") or "/"


def _of_one_file(path: str, format: str | None) -> Any:
    """The parts of one file, of which only Parquet has any."""
    from gradcli.batch import formats, parts

    if path == "-" or formats.by_extension(path) != "parquet":
        raise Problem("only a folder of tables, and a Parquet file, have parts", fix="leave --cluster and --resume out")
    from gradcli.batch.arrow import row_groups

    return parts.by_row_groups(path, row_groups(path), format)


def _cores() -> int:
    from gradcli.lanes.cores import available

    return available()


def _requests(path: str, output: str, notation: Notation, jobs: int) -> int:
    """Answer requests; the exit status."""
    from gradcli.batch import formats, requests
    from gradcli.commands.replies import said
    from gradcli.readers.source import opened

    if not is_stdout(output) and formats.by_output(output) not in (None, "jsonl"):
        raise Problem(f"the answers of requests are JSON Lines, not {formats.by_output(output)}", fix="--output answers.jsonl")
    with opened(path) as source, _progress(source, output):
        return int(Exit.OK if requests.answer_all(source, output, said, notation, jobs) else Exit.NO)


def _refuse_settings(argument: str, texts: Any, wrt: str | None, format: str | None, dialect: Dialect) -> None:
    """`gradcli batch "x**2" --x 2` or `gradcli batch points.csv`: there is only half of what a table needs."""
    from gradcli.batch.formats import by_extension

    shown = argument if len(argument) <= 60 else f"{argument[:59]}…"
    if by_extension(argument) not in (None, "jsonl"):
        raise Problem(f"{shown} is a table, and there is no expression for it", fix=TABLE)
    if argument != "-" and not is_address(argument) and not os.path.exists(argument):
        raise Problem(f"there is no file `{shown}` with requests", fix=f"for one expression over a table: {TABLE}")
    if texts or wrt is not None or format is not None or dialect != Dialect(Notation(expressions=dialect.notation.expressions)):
        raise Problem("requests have values and settings of their own", fix=f"for one expression over a table: {TABLE}")


def _progress(source: Any, output: str) -> Any:
    """A bar, where how much there is to read is known, and where it does not stand among the answers."""
    if not source.size or (is_stdout(output) and sys.stdout.isatty()):
        return nullcontext()
    from gradcli.views.progress import shown

    return shown("batch", source.fraction)
