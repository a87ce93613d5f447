"""What `import` finds: Python's modules by a table, NumPy, torch, and silent stand-ins for what draws; nothing else."""

from __future__ import annotations

from typing import Any

from gradcli.script import arrays, drawing, engine
from gradcli.script.library import BUILT
from gradcli.script.namespaces import Surroundings
from gradcli.script.silent import Silent

NEVER = {
    "subprocess": "scripts start no programs",
    "socket": "scripts reach no network",
    "urllib": "scripts reach no network",
    "requests": "scripts reach no network",
    "pickle": "scripts reach no files and store no code",
    "shutil": "scripts reach no files",
    "glob": "scripts reach no files",
    "ctypes": "memory is not reached directly",
    "importlib": "write an import statement",
    "inspect": "scripts do not look into themselves",
    "threading": "a script is one thread",
    "multiprocessing": "a script is one process",
    "asyncio": "there is nothing asynchronous",
}
HERE = "gradcli run brings torch, numpy and Python's own modules for numbers, text and data"


class Modules:
    """The modules of one session, each made when it is first imported."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._made: dict[str, Any] = {}
        self._torch: dict[str, engine.Torch] = {}

    def find(self, name: str) -> Any:
        """A module. Raises ModuleNotFoundError with Python's text."""
        if name not in self._made:
            self._made[name] = self._new(name)
        return self._made[name]

    def _new(self, name: str) -> Any:
        top = name.partition(".")[0]
        around = self._around
        if top == "torch":
            made = engine.find(name, self._torch)
            if name == "torch":
                engine.seeded(made, around)
                around.kept().place(made)
            return made
        if name in BUILT:
            return BUILT[name](around)
        if top == "numpy":
            return self._numpy(name)
        if top == "tqdm":
            return drawing.tqdm(name, around)
        if name in ("IPython", "IPython.display"):
            return drawing.ipython(name, around)
        if top in drawing.SILENT:
            around.note(f"{top}: nothing is drawn")
            return Silent(name)
        return self._missing(name, top)

    def _numpy(self, name: str) -> Any:
        if name == "numpy":
            return arrays.numpy(self._around)
        held: Any = self.find("numpy")
        for part in name.split(".")[1:]:
            held = vars(held).get(part) if hasattr(held, "__dict__") else None
        if held is None or "." not in getattr(held, "__name__", ""):
            return self._missing(name, "numpy")
        return held

    def _missing(self, name: str, top: str) -> Any:
        text = f"No module named '{name}'"
        if "." in name and top in BUILT:
            text += f"; '{top}' is not a package"
        raise ModuleNotFoundError(text, name=name)


def reason(error: BaseException) -> str:
    """Why a module is not there, for those who ask; empty where nothing is to be said."""
    name = vars(ImportError)["name"].__get__(error) if isinstance(error, ModuleNotFoundError) else None
    if type(name) is not str or not name:
        return ""
    top = name.partition(".")[0]
    if top in BUILT or top in ("torch", "numpy"):
        return ""
    return f"there is no {name} here: {NEVER.get(top, HERE)}"
