"""Settings that hold for every test."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest
from hypothesis import settings

import gradcli.ops.arrays  # in this thread, for which it sets NumPy's warnings, before a session does in its own
import gradcli.torch  # noqa: F401  # which sets the default dtype of a process once
from gradcli.ops.defaults import default_dtype as current
from gradcli.ops.defaults import default_dtype_apart, default_dtype_of
from tests.command import plain_environment

settings.register_profile("dev", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, database=None, print_blob=True)
settings.register_profile("soak", deadline=None, max_examples=3000)  # HYPOTHESIS=soak looks longer
settings.load_profile(os.environ.get("HYPOTHESIS", "ci" if os.environ.get("CI") else "dev"))


def pytest_configure(config: pytest.Config) -> None:
    """Markers, and an environment in which output does not depend on the terminal of the developer."""
    config.addinivalue_line("markers", "slow: builds and installs things; leave out with -m 'not slow'")
    wanted = plain_environment()
    for name in set(os.environ) - set(wanted):
        del os.environ[name]
    os.environ.update(wanted, GRADCLI_TRACEBACK="1")  # a mistake in the program is a traceback here
    for number, heard in ((signal.SIGINT, signal.default_int_handler), (signal.SIGHUP, signal.SIG_DFL)):
        if signal.getsignal(number) is signal.SIG_IGN:  # in the background: all that is started here would be deaf too
            signal.signal(number, heard)


@pytest.fixture(autouse=True)
def default_dtype() -> Iterator[None]:
    """The engine's own default; what a script of the test sets for the process is forgotten."""
    with default_dtype_apart(current()), default_dtype_of("float64"):
        yield
