"""torch for scripts: of gradcli.torch and its submodules what is PyTorch's, and nothing of how they are written."""

from __future__ import annotations

from importlib import import_module
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any

from gradcli.script.allowed import home, key
from gradcli.script.namespaces import Module, Surroundings

OURS = "gradcli.torch"
FUNCTIONS = (
    "gradcli.torch",
    "gradcli.evaluate.devices",
    "gradcli.recording.modes",
    "gradcli.autograd",
    "gradcli.randomness",
    "gradcli.printing",
)
CLASSES = frozenset(
    """gradcli.autograd.function.Function gradcli.ops.dtypes.dtype gradcli.evaluate.devices.device gradcli.ops.size.Size
    gradcli.evaluate.generators.Generator gradcli.tensors.tensor.Tensor""".split()
)
# The modules of PyTorch, of those that there are
MODULES = frozenset(
    """nn functional init modules parameter utils rnn autograd linalg special random optim lr_scheduler function data cuda
    backends cudnn mps func return_types accelerator
    distributions constraints kl""".split()
)
INNER = (
    "gradcli.torch",
    "gradcli.ops.dtypes",
    "gradcli.evaluate.devices",
    "gradcli.evaluate.generators",
    "gradcli.randomness",
    "gradcli.printing",
    "gradcli.tensors.tensor",
)
NUMBERS = (int, float, bool, str, type(None))


class Torch(Module):
    """A module of PyTorch's names."""

    __slots__ = ("_made", "_real")  # and not in its __dict__, where scripts' names are

    def __init__(self, real: ModuleType, made: dict[str, Torch]) -> None:
        name = "torch" + real.__name__.removeprefix(OURS)
        super().__init__(name, real.__doc__)
        self._real = real
        self._made = made
        made[real.__name__] = self

    def __getattr__(self, name: str) -> Any:
        """A name of PyTorch's. Raises AttributeError."""
        real = self._real
        if name.startswith("_") and name != "__version__":
            raise AttributeError(f"module '{self.__name__}' has no attribute '{name}'")
        try:
            value = getattr(real, name)
        except AttributeError as error:
            raise AttributeError(str(error).replace(real.__name__, self.__name__)) from None
        if isinstance(value, ModuleType):
            if value.__name__.startswith(OURS) and name in MODULES:
                return self._made.get(value.__name__) or Torch(value, self._made)
        elif is_torch(value):
            return value
        raise AttributeError(f"module '{self.__name__}' has no attribute '{name}'")

    def __dir__(self) -> list[str]:
        return [n for n in dir(self._real) if not n.startswith("_") and hasattr(self, n)]


Torch.__name__ = Torch.__qualname__ = "module"
Torch.__module__ = "builtins"


def is_torch(value: Any) -> bool:
    """Whether a name of the engine's modules is part of PyTorch's interface, and not of how it is written."""
    if isinstance(value, FunctionType | MethodType | BuiltinFunctionType):
        return str(value.__module__).startswith(FUNCTIONS)
    if isinstance(value, type):
        return home(value).startswith(OURS) or key(value) in CLASSES or issubclass(value, Warning)
    return isinstance(value, NUMBERS) or home(type(value)).startswith(INNER)


def find(name: str, made: dict[str, Torch]) -> Torch:
    """The module torch, torch.nn, ... Raises ModuleNotFoundError."""
    ours = OURS + name.removeprefix("torch")
    if not MODULES.issuperset(name.split(".")[1:]):
        raise ModuleNotFoundError(f"No module named '{name}'", name=name)
    if ours in made:
        return made[ours]
    try:
        real = import_module(ours)
    except ModuleNotFoundError as error:
        if error.name is None or not ours.startswith(error.name):
            raise
        real = None
    if real is None:
        raise ModuleNotFoundError(f"No module named '{name}'", name=name)
    if not made:
        loud()
    return Torch(real, made)


def loud() -> None:
    """NumPy warns of its own log(0) as it does without the engine, which is silent; NumPy keeps that for each thread."""
    import numpy as np

    np.seterr(divide="warn", over="warn", under="ignore", invalid="warn")


def seeded(torch: Torch, around: Surroundings) -> None:
    """Start from the session's seed, where one was given."""
    start = getattr(torch, "manual_seed", None)
    if around.seed is not None and start is not None:
        start(around.seed)
