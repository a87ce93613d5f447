"""What a script saves: torch.save keeps a copy until the session ends, torch.load hands out another; nothing reaches a disk."""

from __future__ import annotations

import errno
import os
import posixpath
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

from gradcli.problems import runtime_error
from gradcli.script.allowed import is_script
from gradcli.script.copying import deep_copied
from gradcli.tensors.tensor import Tensor

SAVED = "torch.save: what is saved is kept until the end of the session; no file is written"
LOADED = "torch.load: only what this session saved is there; files are not read"
FOLDER = "folders are not made: what is saved is kept until the end of the session"
PLAIN = frozenset("int float bool str bytes NoneType complex list dict tuple set OrderedDict Counter Size dtype device".split())
GLOBALS = {  # of what pickle writes down as a call of something else
    "numpy.ndarray": "numpy._core.multiarray._reconstruct",
    "collections.deque": "collections.deque",
}
ONLY = (
    "Weights only load failed. This file can still be loaded, to do so you have two options, \033[1mdo those steps only if you "
    "trust the source of the checkpoint\033[0m. \n"
    "\t(1) In PyTorch 2.6, we changed the default value of the `weights_only` argument in `torch.load` from `False` to `True`. "
    "Re-running `torch.load` with `weights_only` set to `False` will likely succeed, but it can result in arbitrary code "
    "execution. Do it only if you got the file from a trusted source.\n"
    "\t(2) Alternatively, to load with `weights_only=True` please check the recommended steps in the following error message.\n"
    "\tWeightsUnpickler error: Unsupported global: GLOBAL {0} was not an allowed global by default. Please use "
    "`torch.serialization.add_safe_globals([{0}])` or the `torch.serialization.safe_globals([{0}])` context manager to allowlist "
    "this global if you trust this class/function.\n\n"
    "Check the documentation of torch.load to learn more about types accepted by default with weights_only "
    "https://pytorch.org/docs/stable/generated/torch.load.html."
)
CUDA = (
    "Attempting to deserialize object on a CUDA device but torch.cuda.is_available() is False. If you are running on a CPU-only "
    "machine, please use torch.load with map_location=torch.device('cpu') to map your storages to the CPU."
)
NO_PATH = "expected 'f' to be string, path, or a file-like object with a 'write' attribute"
NOT_SEEKABLE = (
    "'{}' object has no attribute 'seek'. You can only torch.load from a file that is seekable. Please pre-load the data into a "
    "buffer like io.BytesIO and try to load from it instead."
)


class PickleError(Exception):
    """What Python raises while something is saved or loaded."""


UnpicklingError = type("UnpicklingError", (PickleError,), {"__module__": "_pickle"})
PicklingError = type("PicklingError", (PickleError,), {"__module__": "_pickle"})


class Kept:
    """The files of a session, by their paths, and the folders that a script says it has made."""

    def __init__(self, note: Callable[[str], None]) -> None:
        self._note = note
        self._files: dict[str, Any] = {}
        self._folders: set[str] = {".", "/"}

    def place(self, torch: ModuleType) -> None:
        """Put `save` and `load` into a session's torch."""
        vars(torch).update(save=_bare("save", self.save), load=_bare("load", self.load))

    # -------------------------------------------------------------- torch
    def save(self, obj: Any, f: Any, *_: Any, **__: Any) -> None:
        """Keep a copy. Raises AttributeError for what is no path, and PicklingError for what cannot be saved."""
        if not isinstance(f, str | os.PathLike):
            if hasattr(f, "write"):
                raise NotImplementedError("torch.save into a buffer is not available in gradcli run: give a path")
            raise AttributeError(NO_PATH)
        self._files[_normal(f)] = _stored(obj)
        self._note(SAVED)

    def load(self, f: Any, map_location: Any = None, *_: Any, weights_only: bool | None = None, **__: Any) -> Any:
        """A copy of what was kept. Raises FileNotFoundError where nothing was, and UnpicklingError as PyTorch does."""
        if not isinstance(f, str | os.PathLike):
            raise AttributeError(NOT_SEEKABLE.format(type(f).__name__))
        if _normal(f) not in self._files:
            self._note(LOADED)
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), os.fspath(f))
        if str(map_location).startswith("cuda"):
            raise runtime_error(CUDA)
        found = self._files[_normal(f)]
        if weights_only is not False:
            _demand_weights(found)
        return deep_copied(found)

    # -------------------------------------------------------------- paths
    def exists(self, path: Any) -> bool:
        """Whether a file was kept, or a folder made."""
        return self.is_file(path) or self.is_folder(path)

    def is_file(self, path: Any) -> bool:
        """Whether a file was kept."""
        return _normal(path) in self._files

    def is_folder(self, path: Any) -> bool:
        """Whether a folder was made, or has something in it."""
        name = _normal(path)
        return name in self._folders or any(file.startswith(f"{name}/") for file in self._files)

    def make(self, path: Any, exist_ok: bool = False) -> None:
        """Remember a folder. Raises FileExistsError."""
        if self.exists(path) and not (exist_ok and not self.is_file(path)):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), os.fspath(path))
        self._folders.add(_normal(path))
        self._note(FOLDER)

    def remove(self, path: Any) -> None:
        """Forget a file. Raises FileNotFoundError."""
        if not self.is_file(path):
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), os.fspath(path))
        del self._files[_normal(path)]


def _normal(path: Any) -> str:
    return posixpath.normpath(str(os.fspath(path)))


def _bare(name: str, method: Callable[..., Any]) -> Callable[..., Any]:
    """A method as a function of torch, which does not show whose it is."""

    def function(*arguments: Any, **keywords: Any) -> Any:
        return method(*arguments, **keywords)

    function.__name__ = function.__qualname__ = name
    function.__module__ = "torch.serialization"
    return function


# ------------------------------------------------------------------ copies
def _stored(value: Any) -> Any:
    """A copy as a file holds it: of tensors the elements, and whether they require grad, but neither gradient nor history."""
    memo: dict[int, Any] = {}
    for part in _parts(value):
        if isinstance(part, Tensor):
            memo[id(part)] = _bare_tensor(part)
        elif callable(part) and not isinstance(part, type) and type(part).__name__ == "function":
            _demand_named(part)
    return deep_copied(value, memo)


def _bare_tensor(tensor: Tensor) -> Tensor:
    memo: dict[int, Any] = {}
    if type(tensor) is not Tensor:  # a Parameter or a Buffer, which copies itself so
        copied: Tensor = tensor.__deepcopy__(memo)
        return copied
    copied = tensor.detach().__deepcopy__(memo)
    return copied.requires_grad_() if tensor.requires_grad else copied


def _demand_named(function: Any) -> None:
    name = getattr(function, "__qualname__", "")
    if name.endswith("<lambda>") and "<locals>" not in name:
        raise PicklingError(f"Can't pickle {function!r}: attribute lookup {name} on __main__ failed")
    if "<locals>" in name:
        raise AttributeError(f"Can't pickle local object '{name}'")


def _parts(value: Any) -> Iterator[Any]:
    """Everything that a value holds, in the order in which pickle writes it; each object once."""
    waiting, seen, lives = [value], set(), []
    while waiting:
        part = waiting.pop()
        if id(part) in seen:
            continue
        seen.add(id(part))
        lives.append(part)  # so that its id stays its own
        yield part
        waiting.extend(reversed(_within(part)))


def _within(part: Any) -> list[Any]:
    if isinstance(part, Tensor | str | bytes | type):
        return []
    held: list[Any] = []
    if isinstance(part, dict):
        held = [x for pair in dict.items(part) for x in pair]
    elif isinstance(part, list | tuple | set | frozenset) or hasattr(type(part), "maxlen"):
        held = [*part]
    kind = type(part)
    if any(map(is_script, kind.__mro__)) or kind.__module__.startswith("torch"):
        held += [*getattr(part, "__dict__", {}).values()]
    return held


def _demand_weights(value: Any) -> None:
    """Raise UnpicklingError, unless a value has nothing but tensors and plain data."""
    for part in _parts(value):
        kind = type(part)
        if isinstance(part, Tensor) or (kind.__name__ in PLAIN and not is_script(kind)):
            continue
        if isinstance(part, type) or kind.__name__ in ("function", "builtin_function_or_method"):
            kind = part
        name = f"{kind.__module__}.{kind.__qualname__}"
        raise UnpicklingError(ONLY.format(GLOBALS.get(name, name)))
