"""Libraries that draw or show: matplotlib, IPython, tqdm and others, accepted and silent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from gradcli.script.namespaces import Module, Surroundings, module
from gradcli.script.silent import Silent

SILENT = ("matplotlib", "seaborn", "torchviz", "graphviz", "mpl_toolkits", "plotly", "ipywidgets", "torchsummary")


class Progress:
    """tqdm: goes over what it is given, and shows no bar."""

    def __init__(self, iterable: Any = (), *_: Any, **__: Any) -> None:
        self._iterable = iterable

    def __iter__(self) -> Iterator[Any]:
        return iter(self._iterable)

    def __len__(self) -> int:
        return len(self._iterable)

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing to end."""

    def _nothing(self, *_: Any, **__: Any) -> None:
        """No bar, nothing to update."""

    update = close = set_description = set_postfix = set_description_str = set_postfix_str = refresh = reset = clear = _nothing


def tqdm(name: str, around: Surroundings) -> Module:
    """The module tqdm and its parts."""
    around.note("tqdm: progress bars are not shown")

    class Bar(Progress):
        """tqdm of this session, which writes where the session does."""

        @staticmethod
        def write(s: Any = "", file: Any = None, end: str = "\n", **_: Any) -> None:
            """A line beside the bar."""
            (around.out if file is None else file).write(f"{s}{end}")

    Bar.__name__ = Bar.__qualname__ = "tqdm"
    Bar.__module__ = "gradcli.script.drawing"

    def trange(*arguments: Any, **_: Any) -> Any:
        """Tqdm of a range."""
        return Bar(range(*arguments))

    return module(name, {"tqdm": Bar, "trange": trange})


def in_notebooks(around: Surroundings) -> dict[str, Any]:
    """What a cell finds without importing it."""

    def display(*values: Any, **_: Any) -> None:
        """Show values as results."""
        for value in values:
            if type(value) is not Silent:
                around.show(value)

    return {"display": display, "get_ipython": lambda: Silent("ipython")}


def ipython(name: str, around: Surroundings) -> Module:
    """The module IPython and its parts: display shows, the rest is silent."""
    known = in_notebooks(around)
    quiet = {
        n: _noted(around, n)
        for n in ("Image", "HTML", "Math", "Latex", "Markdown", "SVG", "IFrame", "Audio", "Video", "YouTubeVideo")
    }
    shown = module("IPython.display", {**quiet, "display": known["display"], "clear_output": lambda *_, **__: None})
    if name == "IPython.display":
        return shown
    return module("IPython", {"display": shown, "get_ipython": known["get_ipython"], "__version__": "8.0.0"})


def _noted(around: Surroundings, name: str) -> Callable[..., Any]:
    def silent(*_: Any, **__: Any) -> Any:
        around.note(f"IPython.display.{name}: pictures and rich text are not shown")
        return Silent(name)

    return silent
