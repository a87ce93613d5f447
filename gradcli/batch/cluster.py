"""The parts of a table on a cluster of Dask's, one task each, through distributed, which the extra `dask` brings.

The scheduler gives a part to another worker where one is lost. A part is written beside its name and renamed, so that it is
there once or not at all, however often it was begun.
"""

from __future__ import annotations

import logging
import platform
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from gradcli.batch.dataset import Job, Runner, answered
from gradcli.batch.parts import Part
from gradcli.batch.points import Summary
from gradcli.problems import Problem, about_setting

MISSING = 'install it with: pip install "gradcli[dask]"'
WATCHED = ("gradcli", "numpy", "pyarrow")  # which have to be the same everywhere
WAIT = 20  # seconds for a scheduler that does not answer


@contextmanager
def connected(address: str, jobs: int) -> Iterator[Runner]:
    """The runner on the cluster at an address; `local` starts one on this machine, with so many processes. Raises Problem."""
    try:
        import distributed
    except ImportError:
        raise Problem("a cluster needs Dask's distributed, which is not installed", fix=MISSING) from None

    with ExitStack() as keep:
        client = _client(distributed, keep, address, jobs)
        _refuse_versions(client)
        yield partial(_results, distributed, client)


def _client(distributed: Any, keep: ExitStack, address: str, jobs: int) -> Any:
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    if address == "local":
        cluster = distributed.LocalCluster(
            n_workers=jobs, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=logging.CRITICAL
        )
        return keep.enter_context(distributed.Client(keep.enter_context(cluster), set_as_default=False))
    try:
        return keep.enter_context(distributed.Client(address, timeout=WAIT, set_as_default=False))
    except (OSError, ValueError, TimeoutError) as error:
        why = str(error).splitlines()[0] if str(error) else type(error).__name__
        fix = about_setting("cluster", "takes an address such as tcp://HOST:8786, or local")
        raise Problem(f"no scheduler answers at {address}", why=why, fix=fix) from None


def _results(distributed: Any, client: Any, job: Job, parts: Sequence[Part]) -> Iterator[Summary]:
    """The answers as they come. What a part raises ends the run, and the parts that nobody has begun are forgotten."""
    futures = client.map(_task, [job] * len(parts), parts, pure=False, retries=0)
    try:
        for future in distributed.as_completed(futures, loop=client.loop):
            try:
                yield future.result()
            except distributed.KilledWorker as error:
                raise Problem("a part ended every worker that it was given to", why=str(error).splitlines()[0]) from None
            future.release()
    finally:
        client.cancel(futures)


def _task(job: Job, part: Part) -> Summary:
    """One part, on one core of a worker."""
    return answered(job, part)


# ------------------------------------------------------------------ versions
def versions() -> dict[str, str]:
    """What has to be the same on every machine."""
    return {"Python": ".".join(platform.python_version_tuple()[:2]), **{name: _version(name) for name in WATCHED}}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def _refuse_versions(client: Any) -> None:
    """Raise Problem where a worker would not answer as this machine does."""
    found = client.run(versions)
    if not found:
        raise Problem("the cluster has no workers", fix="start some: dask worker ADDRESS")
    compare(versions(), found)


def compare(ours: Mapping[str, str], found: Mapping[str, Mapping[str, str]]) -> None:
    """Raise Problem for the first version in which a worker differs from this machine."""
    for worker, theirs in found.items():
        for name, value in ours.items():
            if theirs.get(name) != value:
                raise Problem(
                    f"the worker {worker} has {name} {theirs.get(name)}, and this machine {value}", fix="make them the same"
                )
