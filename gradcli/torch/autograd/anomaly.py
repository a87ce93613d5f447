"""torch.autograd.detect_anomaly and set_detect_anomaly: backward says which node answers nan."""

from __future__ import annotations

from gradcli.evaluate.warned import say
from gradcli.recording.modes import history

ENABLED = "Anomaly Detection has been enabled. This mode will increase the runtime and should only be enabled for debugging."


def is_anomaly_enabled() -> bool:
    """Whether backward looks for nan."""
    return history.anomaly


class set_detect_anomaly:
    """Look for nan or not, from the call on; as a context until the end of its block."""

    __module__ = "torch.autograd.anomaly_mode"

    def __init__(self, mode: bool, check_nan: bool = True) -> None:
        self._before = history.anomaly, history.check_nan
        history.anomaly, history.check_nan = bool(mode), bool(check_nan)

    def __enter__(self) -> None:
        """The block begins as the call has set it."""

    def __exit__(self, *_: object) -> None:
        history.anomaly, history.check_nan = self._before


class detect_anomaly:
    """Look for nan inside a block."""

    __module__ = "torch.autograd.anomaly_mode"

    def __init__(self, check_nan: bool = True) -> None:
        self._before = history.anomaly, history.check_nan
        self._check_nan = bool(check_nan)
        say(ENABLED)

    def __enter__(self) -> None:
        history.anomaly, history.check_nan = True, self._check_nan

    def __exit__(self, *_: object) -> None:
        history.anomaly, history.check_nan = self._before
