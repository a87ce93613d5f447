"""What the cases of random numbers observe: every bit of what is drawn, by its digest, and where the generator is afterwards."""

from __future__ import annotations

import hashlib
import importlib
import warnings
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from tests.session.observe import name, plain, raised

FOLDER = Path(__file__).parent
ANSWERS = FOLDER / "answers.json"
Case = Callable[[Any], list[Any]]


def digest(data: bytes) -> str:
    """A few digits that tell data apart."""
    return hashlib.sha256(data).hexdigest()[:8]


def bits(tensor: Any) -> str:
    """The elements of a tensor in order, by their digest."""
    return digest(tensor.detach().numpy().tobytes())


def state(torch: Any) -> str:
    """Where the generator is, by the digest of all its bytes."""
    return digest(torch.get_rng_state().numpy().tobytes())


def seen(value: Any) -> Any:
    """A value: of a tensor its dtype, shape, layout in memory, bits, a few of them as numbers, and whether it has a gradient."""
    if isinstance(value, tuple | list):
        return [seen(part) for part in value]
    if not hasattr(value, "detach"):
        return plain(value)
    layout = list(value.stride()) if all(n > 1 for n in value.shape) else None
    few = value.detach().double().reshape(-1)[:2].tolist()
    return plain([str(value.dtype), list(value.shape), layout, bits(value), few, value.requires_grad, name(value)])


def drawn(torch: Any, functions: Iterable[Callable[[], Any]], seed: int = 7) -> list[Any]:
    """What each function answers or refuses, what it warns about, and the state after it; each begins at the seed."""
    return [_one(torch, function, seed) for function in functions]


def _one(torch: Any, function: Callable[[], Any], seed: int) -> list[Any]:
    torch.manual_seed(seed)
    answers: list[Any] = []
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        refused = raised(lambda: answers.append(function()))
    said = [f"{w.category.__name__}: {str(w.message).partition(' (Triggered')[0]}" for w in heard]
    answer = refused.split("\n")[0] if refused else seen(answers[0])
    return [answer, *([said] if said else []), state(torch)]


def cases() -> dict[str, Case]:
    """Every case by "module.name": the public functions that a module cases_* defines."""
    found: dict[str, Case] = {}
    for path in sorted(FOLDER.glob("cases_*.py")):
        module = importlib.import_module(f"{__package__}.{path.stem}")
        for key, value in vars(module).items():
            if callable(value) and getattr(value, "__module__", None) == module.__name__ and not key.startswith("_"):
                found[f"{path.stem}.{key}"] = value
    return found
