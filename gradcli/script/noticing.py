"""Warnings of a session: Python's filters and texts, with the place in the script, whoever warned."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from types import FrameType
from typing import Any

from gradcli.script.events import Warned
from gradcli.script.tracebacks import here_now

ENCOUNTERED = " encountered in "  # NumPy, of floating-point numbers
NUMPY = "/numpy/"
ACTIONS = ("error", "ignore", "always", "default", "module", "once")
Filter = tuple[str, str, Any, int]  # action, start of the message, category, line


_DEFAULT: tuple[Filter, ...] = tuple(
    [("ignore", "", category, 0) for category in (PendingDeprecationWarning, ImportWarning, ResourceWarning)]
)


class Noticed:
    """A warning as `catch_warnings(record=True)` keeps it."""

    def __init__(self, message: Warning, category: type[Warning], filename: str, lineno: int) -> None:
        self.message = message
        self.category = category
        self.filename = filename
        self.lineno = lineno
        self.line = None

    def __str__(self) -> str:
        return f"{{message : {self.message!r}, category : {self.category.__name__!r}, filename : {self.filename!r}, " + (
            f"lineno : {self.lineno}, line : None}}"
        )


Noticed.__name__ = Noticed.__qualname__ = "WarningMessage"  # as which scripts know it
Noticed.__module__ = "warnings"


class Warnings:
    """The filters of a session, what was said already, and who records."""

    def __init__(self, send: Callable[[Warned], None]) -> None:
        self._send = send
        self.filters: list[Filter] = list(_DEFAULT)
        self.said: set[Any] = set()
        self.recorded: list[Noticed] | None = None

    # -------------------------------------------------------------- what scripts call
    def warn(self, message: Any, category: Any = None, stacklevel: int = 1, source: Any = None) -> None:  # noqa: ARG002
        """warnings.warn. Raises the warning itself where a filter says so, and TypeError for what is no category."""
        if isinstance(message, Warning):
            category = type(message)
        category = UserWarning if category is None else category
        if not isinstance(category, type) or not issubclass(category, Warning):
            raise TypeError(f"category must be a Warning subclass, not '{type(category).__name__}'")
        self.notice(message if isinstance(message, Warning) else category(message), category, stacklevel)

    def simplefilter(self, action: str, category: Any = Warning, lineno: int = 0, append: bool = False) -> None:
        """warnings.simplefilter."""
        self._insert((_action(action), "", category, lineno), append)

    def filterwarnings(
        self, action: str, message: str = "", category: Any = Warning, module: str = "", lineno: int = 0, append: bool = False
    ) -> None:
        """warnings.filterwarnings; a filter for a module other than the script's own holds for everything."""
        del module
        self._insert((_action(action), message, category, lineno), append)

    def resetwarnings(self) -> None:
        """warnings.resetwarnings."""
        self.filters.clear()

    def _insert(self, filter: Filter, append: bool) -> None:
        if filter in self.filters:
            self.filters.remove(filter)
        self.filters.insert(len(self.filters) if append else 0, filter)
        self.said.clear()

    # -------------------------------------------------------------- what happens to one
    def notice(self, message: Warning, category: type[Warning], level: int = 1, inside: bool = False) -> None:
        """A warning of the script, of the engine or of NumPy, at the place where the script is. Raises it if a filter says so.

        inside  the place that Python knows is a line of PyTorch or NumPy, for all lines of the script the same
        """
        frames = here_now(sys._getframe(1))
        frame = frames[min(level, len(frames)) - 1] if frames else None
        file, line = (frame.file, frame.line) if frame is not None else ("<script>", 1)
        action = self._action(str(message), category, line)
        if action == "error":
            raise message
        key: tuple[Any, ...] = (str(message), category)
        if action != "once" and not inside:
            key = (*key, file, "" if action == "module" else line)
        if action == "ignore" or (action != "always" and key in self.said):
            return
        self.said.add(key)
        if self.recorded is not None:
            self.recorded.append(Noticed(message, category, file, line))
            return
        text = f"{file}:{line}: {category.__name__}: {message}\n"
        if frame is not None and frame.text.strip():
            text += f"  {frame.text.strip()}\n"
        self._send(Warned(text, category.__name__, str(message), file, line))

    def _action(self, text: str, category: type[Warning], line: int) -> str:
        for action, start, wanted, at in self.filters:
            if issubclass(category, wanted) and at in (0, line) and (not start or re.match(start, text, re.I)):
                return action
        return "default"

    def from_host(self, message: Any, category: Any, filename: str, *_: Any) -> None:
        """What Python's own warnings are told to call."""
        message = message if isinstance(message, Warning) else category(message)
        if category is RuntimeWarning and ENCOUNTERED in str(message) and not _of_the_script(sys._getframe(1)):
            return
        library = NUMPY in filename.replace("\\", "/") and category is RuntimeWarning
        self.notice(message, category, inside=getattr(message, "inside", library))

    def catching(self) -> Callable[..., Any]:
        """warnings.catch_warnings."""
        warnings = self

        class catch_warnings:
            """The filters as they are, again at the end of the block."""

            def __init__(self, *, record: bool = False, action: str | None = None, category: Any = Warning, **_: Any) -> None:
                self._record = record
                self._filter = None if action is None else (action, category)
                self._before: Sequence[Any] = ()

            def __enter__(self) -> Any:
                self._before = (list(warnings.filters), warnings.recorded)
                warnings.said.clear()
                if self._record:
                    warnings.recorded = []
                if self._filter is not None:
                    warnings.simplefilter(*self._filter)
                return warnings.recorded if self._record else None

            def __exit__(self, *_: object) -> None:
                warnings.filters[:], warnings.recorded = self._before
                warnings.said.clear()

        catch_warnings.__qualname__, catch_warnings.__module__ = "catch_warnings", "warnings"
        return catch_warnings


def _of_the_script(frame: FrameType | None) -> bool:
    """Whether the script has NumPy compute, and not the engine, where log(0) is -inf and nothing else."""
    while frame is not None and not str(frame.f_globals.get("__name__", "")).startswith("gradcli."):
        frame = frame.f_back
    return frame is None or str(frame.f_globals["__name__"]).startswith("gradcli.script.")


def _action(action: str) -> str:
    if action not in ACTIONS:
        raise AssertionError(f"invalid action: {action!r}")
    return action
