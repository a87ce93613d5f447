"""torch.nn's containers: Sequential, ModuleList, ModuleDict, ParameterList, ParameterDict."""

from __future__ import annotations

import operator
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any, Self

from gradcli.problems import index_error, runtime_error, type_error, value_error
from gradcli.tensors.tensor import Tensor
from gradcli.torch import attributes
from gradcli.torch.nn.modules.module import Module, bracketed, indented
from gradcli.torch.nn.parameter import Parameter
from gradcli.torch.typenames import typename


class _Numbered(Module):
    """Modules under the names 0, 1, 2 and so on."""

    def __len__(self) -> int:
        return len(self._modules)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._modules.values())

    def _place(self, index: Any) -> int:
        """An index from the front. Raises IndexError."""
        k, count = operator.index(index), len(self)
        if not -count <= k < count:
            raise index_error(f"index {k} is out of range")
        return k % count

    def _renumber(self, modules: Iterable[Any]) -> None:
        self.__dict__["_modules"] = {str(k): module for k, module in enumerate(modules)}

    def append(self, module: Module) -> Self:
        """One more at the end."""
        self.add_module(str(len(self)), module)
        return self

    def pop(self, key: int | slice) -> Any:
        """Take one away."""
        found = self[key]  # type: ignore[index]
        del self[key]
        return found


class Sequential(_Numbered):
    """Modules one after the other; by number, or by name from an OrderedDict."""

    def __init__(self, *args: Any) -> None:
        super().__init__()
        named = args[0].items() if len(args) == 1 and isinstance(args[0], OrderedDict) else enumerate(args)
        for name, module in named:
            self.add_module(str(name) if isinstance(name, int) else name, module)

    def forward(self, input: Any) -> Any:
        """The input through all modules."""
        for module in self._modules.values():
            input = module(input)  # type: ignore[misc]
        return input

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return type(self)(OrderedDict(list(self._modules.items())[index]))
        return list(self._modules.values())[self._place(index)]

    def __setitem__(self, index: int, module: Module) -> None:
        setattr(self, list(self._modules)[self._place(index)], module)

    def __delitem__(self, index: Any) -> None:
        names = list(self._modules)
        for name in names[index] if isinstance(index, slice) else [names[self._place(index)]]:
            delattr(self, name)
        self._renumber(self._modules.values())

    def __add__(self, other: Any) -> Sequential:
        return Sequential(*self, *_sequential(other))

    def __iadd__(self, other: Any) -> Self:
        return self.extend(list(_sequential(other)))

    def __mul__(self, other: Any) -> Sequential:
        _check_times(self, other)
        return Sequential(*[module for _ in range(other) for module in self])

    def __rmul__(self, other: Any) -> Sequential:
        return self.__mul__(other)

    def __imul__(self, other: Any) -> Self:
        _check_times(self, other)
        return self.extend([module for _ in range(other - 1) for module in self])

    def insert(self, index: int, module: Module) -> Self:
        """One more in front of another. Raises AssertionError and IndexError."""
        if not isinstance(module, Module):
            raise AssertionError(f"module should be of type: {Module}")
        count = len(self)
        if not -count <= index <= count:
            raise index_error(f"Index out of range: {index}")
        modules = list(self)
        modules.insert(index, module)
        self._renumber(modules)
        return self

    def extend(self, sequential: Iterable[Any]) -> Self:
        """Several more at the end."""
        for module in sequential:
            self.append(module)
        return self


def _sequential(other: Any) -> Any:
    if not isinstance(other, Sequential):
        raise value_error(f"add operator supports only objects of Sequential class, but {type(other)} is given.")
    return other


def _check_times(x: Sequential, times: Any) -> None:
    if not isinstance(times, int):
        raise type_error(f"unsupported operand type(s) for *: {type(x)} and {type(times)}")
    if times <= 0:
        raise value_error(f"Non-positive multiplication factor {times} for {type(x)}")


class ModuleList(_Numbered):
    """Modules in a list, which are registered."""

    def __init__(self, modules: Iterable[Any] | None = None) -> None:
        super().__init__()
        if modules is not None:
            self.extend(modules)

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return type(self)(list(self)[index])
        return self._modules[str(self._place(index))]

    def __setitem__(self, index: int, module: Module) -> None:
        setattr(self, str(self._place(index)), module)

    def __delitem__(self, index: Any) -> None:
        modules = list(self)
        del modules[index if isinstance(index, slice) else self._place(index)]
        self._renumber(modules)

    def __iadd__(self, modules: Iterable[Any]) -> Self:
        return self.extend(modules)

    def __add__(self, other: Iterable[Any]) -> ModuleList:
        return ModuleList([*self, *other])

    def insert(self, index: int, module: Module) -> None:
        """One more in front of another."""
        modules = list(self)
        modules.insert(index, module)
        self._renumber(modules)

    def extend(self, modules: Any) -> Self:
        """Several more at the end. Raises TypeError for what is no iterable."""
        if not isinstance(modules, Iterable):
            raise type_error(f"ModuleList.extend should be called with an iterable, but got {type(modules).__name__}")
        for module in list(modules):
            self.append(module)
        return self

    def __repr__(self) -> str:
        """Equal ones that follow each other are printed once."""
        lines, first = [], 0
        for text, group in groupby(map(repr, self)):
            count = len(list(group))
            numbers = f"({first}): " if count == 1 else f"({first}-{first + count - 1}): {count} x "
            lines.append(numbers + indented(text))
            first += count
        return bracketed(self._get_name(), [], lines)


class ModuleDict(Module):
    """Modules in a dictionary, which are registered."""

    def __init__(self, modules: Any = None) -> None:
        super().__init__()
        if modules is not None:
            self.update(modules)

    def __getitem__(self, key: str) -> Any:
        return self._modules[key]

    def __setitem__(self, key: str, module: Module) -> None:
        self.add_module(key, module)

    def __delitem__(self, key: str) -> None:
        del self._modules[key]

    def __len__(self) -> int:
        return len(self._modules)

    def __iter__(self) -> Iterator[str]:
        return iter(self._modules)

    def __contains__(self, key: object) -> bool:
        return key in self._modules

    def clear(self) -> None:
        """Nothing is left."""
        self._modules.clear()

    def pop(self, key: str) -> Any:
        """Take one away."""
        return self._modules.pop(key)

    def keys(self) -> Any:
        """The names."""
        return self._modules.keys()

    def items(self) -> Any:
        """Names and modules."""
        return self._modules.items()

    def values(self) -> Any:
        """The modules."""
        return self._modules.values()

    def update(self, modules: Any) -> None:
        """Take the modules of another dictionary, or of pairs. Raises TypeError and ValueError."""
        for key, module in _pairs("ModuleDict", modules):
            self[key] = module


def _pairs(name: str, given: Any) -> Iterator[tuple[Any, Any]]:
    """The pairs out of a mapping or a sequence. Raises TypeError and ValueError."""
    if not isinstance(given, Iterable):
        found = type(given).__name__
        title = "ParametersDict" if name == "ParameterDict" else name  # as PyTorch spells it there
        raise type_error(f"{title}.update should be called with an iterable of key/value pairs, but got {found}")
    if isinstance(given, Mapping | ModuleDict | ParameterDict):
        yield from given.items()
        return
    for k, pair in enumerate(given):
        if not isinstance(pair, Iterable):
            raise type_error(f"{name} update sequence element #{k} should be Iterable; is{type(pair).__name__}")
        parts = tuple(pair)
        if len(parts) != 2:
            raise value_error(f"{name} update sequence element #{k} has length {len(parts)}; 2 is required")
        yield parts


def _described(value: Any, kind: Any) -> str:
    """What a container of parameters prints for one of them."""
    if not isinstance(value, Tensor):
        return f"Object of type: {type(value).__name__}"
    size = "x".join(map(str, value.shape))
    return f"{'Parameter' if isinstance(value, Parameter) else 'Tensor'} containing: [{kind(value)} of size {size}]"


class ParameterList(Module):
    """Parameters in a list, which are registered; plain tensors become parameters."""

    def __init__(self, values: Iterable[Any] | None = None) -> None:
        super().__init__()
        self._size = 0
        if values is not None:
            self.extend(values)

    def _name(self, index: Any) -> str:
        k = operator.index(index)
        if not -self._size <= k < self._size:
            raise index_error(f"index {k} is out of range")
        return str(k % self._size)

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return type(self)([self[k] for k in range(*index.indices(self._size))])
        return getattr(self, self._name(index))

    def __setitem__(self, index: int, value: Any) -> None:
        setattr(self, self._name(index), _registered(value))

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[Any]:
        return (self[k] for k in range(self._size))

    def __iadd__(self, values: Iterable[Any]) -> Self:
        return self.extend(values)

    def append(self, value: Any) -> Self:
        """One more at the end."""
        self._size += 1
        self[self._size - 1] = value
        return self

    def extend(self, values: Any) -> Self:
        """Several more at the end. Raises TypeError for what is no iterable."""
        if not isinstance(values, Iterable) or isinstance(values, Tensor):
            raise type_error(f"ParameterList.extend should be called with an iterable, but got {type(values).__name__}")
        for value in list(values):
            self.append(value)
        return self

    def extra_repr(self) -> str:
        """The parameters by size."""
        return "\n".join(f"  ({k}): {_described(value, lambda x: repr(x.dtype))}" for k, value in enumerate(self))

    def __call__(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ARG002
        raise runtime_error("ParameterList should not be called.")


def _registered(value: Any) -> Any:
    return Parameter(value) if isinstance(value, Tensor) and not isinstance(value, Parameter) else value


class ParameterDict(Module):
    """Parameters in a dictionary, which are registered; plain tensors become parameters."""

    def __init__(self, parameters: Any = None) -> None:
        super().__init__()
        self._keys: dict[str, None] = {}
        if parameters is not None:
            self.update(parameters)

    def __getitem__(self, key: str) -> Any:
        return getattr(self, self._attribute(key))

    def __setitem__(self, key: str, value: Any) -> None:
        name = self._attribute(key)
        self._keys[key] = None
        setattr(self, name, _registered(value))

    def __delitem__(self, key: str) -> None:
        name = self._attribute(key)
        del self._keys[key]
        delattr(self, name)

    def _attribute(self, key: Any) -> str:
        if not isinstance(key, str):
            raise type_error(
                "Index given to ParameterDict cannot be used as a key as it is not a string (type is "
                f"'{type(key).__name__}'). Open an issue on github if you need non-string keys."
            )
        return attributes.demand_attribute(str(key))

    def __len__(self) -> int:
        return len(self._keys)

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __reversed__(self) -> Iterator[str]:
        return reversed(list(self._keys))

    def __contains__(self, key: object) -> bool:
        return key in self._keys

    def copy(self) -> ParameterDict:
        """Another one of the same parameters."""
        return ParameterDict({key: self[key] for key in self._keys})

    def setdefault(self, key: str, default: Any = None) -> Any:
        """The parameter of a name, after `default` has got it if nothing had."""
        if key not in self:
            self[key] = default
        return self[key]

    def clear(self) -> None:
        """Nothing is left."""
        for key in list(self._keys):
            del self[key]

    def pop(self, key: str) -> Any:
        """Take one away."""
        value = self[key]
        del self[key]
        return value

    def popitem(self) -> tuple[str, Any]:
        """Take the last one away."""
        key, _ = self._keys.popitem()
        self._keys[key] = None
        return key, self.pop(key)

    def get(self, key: str, default: Any = None) -> Any:
        """The parameter of a name, or something else."""
        return self[key] if key in self else default  # noqa: SIM401

    def keys(self) -> Any:
        """The names."""
        return self._keys.keys()

    def items(self) -> Iterable[tuple[str, Any]]:
        """Names and parameters."""
        return ((key, self[key]) for key in self._keys)

    def values(self) -> Iterable[Any]:
        """The parameters."""
        return (self[key] for key in self._keys)

    def update(self, parameters: Any) -> None:
        """Take the parameters of another dictionary, or of pairs. Raises TypeError and ValueError."""
        pairs = list(_pairs("ParameterDict", parameters))
        if isinstance(parameters, Mapping) and not isinstance(parameters, OrderedDict):
            pairs.sort()
        for key, value in pairs:
            self[key] = value

    def extra_repr(self) -> str:
        """The parameters by size."""
        return "\n".join(f"  ({key}): {_described(value, typename)}" for key, value in self.items())

    def __call__(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ARG002
        raise runtime_error("ParameterDict should not be called.")
