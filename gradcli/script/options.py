"""The module argparse: Python's own parser, which writes where the session does and reads no files."""

from __future__ import annotations

import posixpath
import re
from typing import Any

from gradcli.script.allowed import is_dunder
from gradcli.script.namespaces import Module, Surroundings, module, taken

WIDE = re.compile(r"%(?:\(\w*\))?[-+ #0]*(?:\d{4}|\*)")  # what would fill memory when a text is filled in
MOST = 1000  # values of one argument
TEXTS = ("prog", "usage", "description", "epilog", "help", "version", "title")
CLASSES = ("_ActionsContainer", "ArgumentParser", "_ArgumentGroup", "_MutuallyExclusiveGroup")
NAMES = """ArgumentTypeError ArgumentError HelpFormatter ArgumentDefaultsHelpFormatter RawTextHelpFormatter
RawDescriptionHelpFormatter BooleanOptionalAction SUPPRESS REMAINDER OPTIONAL ZERO_OR_MORE ONE_OR_MORE"""


def argparse(around: Surroundings) -> Module:
    """The module argparse."""
    import argparse as python
    import sys

    space = _namespace()

    class _Checked:
        """What is checked before Python's parser sees it."""

        def add_argument(self, *names: Any, **settings: Any) -> Any:
            """Python's add_argument. Raises ValueError for what scripts may not have."""
            _check(settings)
            action = super().add_argument(*names, **settings)  # type: ignore[misc]
            if is_dunder(action.dest):
                raise ValueError(f"dest {action.dest!r} is not available in gradcli run")
            return action

        def add_argument_group(self, *given: Any, **settings: Any) -> Any:
            """Python's groups, with the same checks."""
            _check(settings)
            owner: Any = self
            made = Group(owner, *given, **settings)
            owner._action_groups.append(made)
            return made

        def add_mutually_exclusive_group(self, **settings: Any) -> Any:
            """Python's groups, with the same checks."""
            owner: Any = self
            made = Exclusive(owner, **settings)
            owner._mutually_exclusive_groups.append(made)
            return made

    class ArgumentParser(_Checked, python.ArgumentParser):
        """Python's parser of a command line, here of what stands behind the script."""

        def __init__(self, prog: Any = None, **settings: Any) -> None:
            if settings.get("fromfile_prefix_chars") is not None:
                raise ValueError("fromfile_prefix_chars is not available in gradcli run: scripts reach no files")
            _check({"prog": prog, **settings})
            name = posixpath.basename(str(around.arguments[0])) if around.arguments else ""
            super().__init__(prog=name if prog is None else prog, **settings)

        def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
            """Python's parse_known_args. Raises TypeError for a namespace that is none."""
            if namespace is not None and type(namespace) is not space:
                raise TypeError("namespace must be an argparse.Namespace in gradcli run")
            given = list(around.arguments[1:]) if args is None else list(args)
            return super().parse_known_args(given, space() if namespace is None else namespace)

        def _print_message(self, message: str, file: Any = None) -> None:
            if message:
                stream = {id(sys.stdout): around.out, id(sys.stderr): around.err}.get(id(file), file) or around.err
                stream.write(message)

    class Group(_Checked, python._ArgumentGroup):
        """A part of a parser."""

    class Exclusive(_Checked, python._MutuallyExclusiveGroup):
        """Arguments that exclude each other."""

    for kind, name in zip((_Checked, ArgumentParser, Group, Exclusive), CLASSES, strict=True):
        kind.__module__, kind.__name__, kind.__qualname__ = "argparse", name, name
    return module("argparse", {**taken("argparse", NAMES.split()), "ArgumentParser": ArgumentParser, "Namespace": space})


def _check(settings: dict[str, Any]) -> None:
    """Raise ValueError for what would fill memory."""
    for name in TEXTS:
        if isinstance(settings.get(name), str) and WIDE.search(settings[name]):
            raise ValueError(f"{name} is filled in too widely for gradcli run")
    if isinstance(settings.get("nargs"), int) and settings["nargs"] > MOST:
        raise ValueError(f"nargs is at most {MOST} in gradcli run")


def _namespace() -> type:
    """The class of what a parser answers, which is an object of the script's."""

    def __init__(self: Any, **named: Any) -> None:
        self.__dict__.update({name: value for name, value in named.items() if not is_dunder(name)})

    def __repr__(self: Any) -> str:
        return f"Namespace({', '.join(f'{name}={value!r}' for name, value in self.__dict__.items())})"

    def __eq__(self: Any, other: Any) -> Any:
        return self.__dict__ == other.__dict__ if type(other) is type(self) else NotImplemented

    def __contains__(self: Any, name: Any) -> bool:
        return name in self.__dict__

    names = {"__init__": __init__, "__repr__": __repr__, "__eq__": __eq__, "__contains__": __contains__, "__hash__": None}
    return type("Namespace", (), {"__module__": "__main__", **names})
