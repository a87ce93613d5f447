"""A table on a real scheduler with real worker processes: what is lost is done again, and nothing is there twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gradcli.batch import cluster
from gradcli.batch.dataset import MANIFEST
from tests.batch.test_dataset import files
from tests.command import gradcli, plain_environment

distributed = pytest.importorskip("distributed")

EXPRESSION = "f = sin(x)*w + stack([x, w]).prod()"
PARTS, ROWS = 200, 40


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a scheduler with two workers, each in a process that is started again where it is killed."""
    folder = tmp_path_factory.mktemp("cluster")
    told = folder / "scheduler.json"
    run = [sys.executable, "-m", "dask"]
    options = {"env": plain_environment(), "cwd": folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    begun = [subprocess.Popen([*run, "scheduler", "--scheduler-file", told, "--port", "0", "--no-dashboard"], **options)]
    two = ["--nworkers", "2", "--nthreads", "1", "--no-dashboard"]
    begun.append(subprocess.Popen([*run, "worker", "--scheduler-file", told, *two], **options))
    try:
        with distributed.Client(scheduler_file=str(_waited(told)), timeout=60, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=60)
            address = str(client.scheduler.address)
        yield address
    finally:
        for process in reversed(begun):
            process.send_signal(signal.SIGINT)
            process.wait(60)


def _waited(path: Path) -> Path:
    while not path.exists():
        time.sleep(0.05)
    return path


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    for part in range(PARTS):
        (folder / f"{part:03}.csv").write_text("x,note\n" + "".join(f"{part + row / 7},{row}\n" for row in range(ROWS)))
    return folder


def batch(data: Path, target: Path, *options: str) -> Any:
    return gradcli("batch", EXPRESSION, str(data), "--w", "2", "--output", str(target), *options)


def test_a_worker_that_is_killed_twice_loses_and_doubles_nothing(scheduler: str, data: Path, tmp_path: Path) -> None:
    assert batch(data, tmp_path / "one").status == 0
    killed: list[int] = []

    def kill() -> None:
        with distributed.Client(scheduler, timeout=60, set_as_default=False) as client:
            for done in (20, 90):
                while len(list((tmp_path / "many").glob("*.csv"))) < done:
                    time.sleep(0.005)
                killed.append(next(iter(client.run(os.getpid).values())))
                os.kill(killed[-1], signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    ran = batch(data, tmp_path / "many", "--cluster", scheduler)
    killer.join()
    assert (ran.status, ran.err) == (0, "") and len(set(killed)) == 2
    assert files(tmp_path / "many") == files(tmp_path / "one") and len(files(tmp_path / "one")) == PARTS


def test_a_bad_cell_is_told_as_on_one_machine(scheduler: str, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    for name in ("a", "b"):
        (folder / f"{name}.csv").write_text("x\n1\n" + "two\n" * (name == "b"))
    for option in ("stop", "skip"):
        here = batch(folder, tmp_path / f"one-{option}", "--on-error", option)
        there = batch(folder, tmp_path / f"many-{option}", "--on-error", option, "--cluster", scheduler)
        assert here == there and "b.csv: row 2 (line 3)" in " ".join(there.err.split())
    assert (tmp_path / "many-stop" / MANIFEST).exists()
    (tmp_path / "many-skip" / "a.csv").unlink()
    assert batch(folder, tmp_path / "many-skip", "--on-error", "skip", "--cluster", scheduler, "--resume").status == 0
    assert files(tmp_path / "many-skip") == files(tmp_path / "one-skip")


def test_workers_open_the_same_door(scheduler: str, data: Path, tmp_path: Path) -> None:
    pytest.importorskip("fsspec")
    few, target = f"file://{data}/00*.csv", tmp_path / "there"
    options = ("--w", "2", "--output", f"file://{target}", "--columns", "note")
    assert gradcli("batch", EXPRESSION, few, *options, "--cluster", scheduler) == (0, "", "")
    (target / "003.csv").unlink()
    assert gradcli("batch", EXPRESSION, few, *options, "--cluster", scheduler, "--resume") == (0, "", "")
    here = ("--w", "2", "--output", str(tmp_path / "here"), "--columns", "note")
    assert gradcli("batch", EXPRESSION, f"{data}/00*.csv", *here) == (0, "", "")
    assert len(files(target)) == 10 and files(target) == files(tmp_path / "here")


def test_other_versions_are_refused_by_name(scheduler: str, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = cluster.versions()
    real = cluster.versions
    monkeypatch.setattr(cluster, "versions", lambda: {**ours, "numpy": "0.1"})
    monkeypatch.setattr(cluster, "_refuse_versions", lambda client: _compared(client, real))
    ran = batch(data, tmp_path / "out", "--cluster", scheduler)
    assert ran.status == 2 and "has numpy " in ran.err and "this machine 0.1" in ran.err


def _compared(client: Any, real: Any) -> None:
    """As it is, but for the function that a worker cannot have."""
    cluster.compare(cluster.versions(), client.run(real))


def test_nobody_answers(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "WAIT", 1)
    ran = batch(data, tmp_path / "out", "--cluster", "tcp://127.0.0.1:1")
    assert ran.status == 2 and "no scheduler answers at tcp://127.0.0.1:1" in ran.err
    assert not (tmp_path / "out").exists()


def test_without_the_library_it_is_named(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    ran = batch(data, tmp_path / "out", "--cluster", "local")
    assert ran.status == 2 and 'pip install "gradcli[dask]"' in ran.err and not (tmp_path / "out").exists()
