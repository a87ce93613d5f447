"""What a script may reach of an object: an allow-list for each type, and stand-ins for what would lead past it.

Every attribute that a script reads, writes or deletes goes through here, whether it stands in the text or is given to getattr.
"""

from __future__ import annotations

from abc import ABCMeta
from collections.abc import Callable, Iterable
from functools import cache, partial
from types import FunctionType, ModuleType
from typing import Any, NoReturn

from gradcli.script import allowed, sorting
from gradcli.script.allowed import DEFINABLE, DUNDERS, METACLASSES, UNDERSCORED, home, is_dunder, is_script, key, names_of, origin
from gradcli.script.attributes import Attributes
from gradcli.script.formatting import Formatter, formatted
from gradcli.script.operations import power, product, remainder, shifted
from gradcli.script.standins import TYPE, StandIn, refuse, type_of

Reading = Callable[[Any], Any]
_TENSOR = "gradcli.tensors.tensor.Tensor"
_FOUND = "gradcli.evaluate.methods.Found"
_WRITABLE: dict[str, set[str]] = {  # of instances of these types only these
    _TENSOR: {"grad", "data", "requires_grad", "names"},
    "numpy.ndarray": {"shape", "flat", "real", "imag"},
    "builtins.range": set(),
    "logging.Logger": {"propagate", "disabled"},
}


class Guard:
    """What one session's scripts may reach.

    swapped  classes that are called as something else, because of what they would cost
    """

    def __init__(self) -> None:
        self.swapped: dict[Any, Any] = {}
        self._decided: dict[tuple[int, str], tuple[type, Any]] = {}  # by what a class is, which is kept so that it stays that
        self._writable: set[tuple[type, str]] = set()
        self._formatter = Formatter(self.read)

    # -------------------------------------------------------------- reading
    def is_plain(self, kind: type, name: str) -> bool:
        """Whether an attribute of all instances of a type may simply be read."""
        if kind is super or kind is StandIn or issubclass(kind, type) or name.startswith("__"):
            return False
        return self._decision(kind, name) is True

    def read(self, owner: Any, name: str) -> Any:
        """owner.name. Raises AttributeError, also for what is kept from scripts."""
        kind = type(owner)
        if kind is super:
            return self._of_super(owner, name)
        if kind is StandIn:
            return _INSTEAD[name](owner) if name in _INSTEAD else self._of_class(owner.real, name)
        if issubclass(kind, type):
            return self._of_class(owner, name)
        decision = self._decision(kind, name)
        if decision is True:
            return getattr(owner, name)
        if decision is False:
            _keep(f"'{_titled(kind)}' object", name)
        return decision(owner)

    def _decision(self, kind: type, name: str) -> Any:
        """True to read it, False to refuse it, or a function that reads it in another way."""
        known = self._decided.get((id(kind), name))
        if known is None:
            known = self._decided[id(kind), name] = kind, self._decide(kind, kind.__mro__, name)
        return known[1]

    def _decide(self, kind: type, bases: Iterable[type], name: str) -> Any:
        scripted = listed = False
        for cls in bases:
            if is_script(cls):
                scripted = True
                if name in cls.__dict__ and name not in _HIDDEN:
                    return True
                continue
            names = names_of(cls)
            listed = listed or (names is not None and name in names)
            if _holds(cls, name):
                return self._defined(cls, name, names)
        if name in ("__dict__", "__class__"):  # of an instance, from its class
            return _SPECIAL[name]
        if name.startswith("_"):
            return (scripted and not is_dunder(name)) or name in DUNDERS or name in UNDERSCORED or _is_saved(kind, name)
        if kind in _COPYING:
            return partial(_held_by_function, name=name)
        return scripted or listed or _keeps_own(kind)

    def _defined(self, cls: type, name: str, names: frozenset[str] | None) -> Any:
        """What to do about a name that a class of the host defines."""
        if name in _SPECIAL:
            return _SPECIAL[name]
        if name in ("format", "format_map") and issubclass(cls, str):
            return self._format if name == "format" else self._format_map
        if name in ("__setattr__", "__delattr__"):
            return partial(self._setting if name == "__setattr__" else self._deleting, cls)
        if name in sorting.METHODS and key(cls) == "numpy.ndarray":
            return sorting.method(name)
        if is_dunder(name):
            return name in DUNDERS and (name not in _MAKING or _MAKING[name](cls))
        return names is not None and (name in names or (name in UNDERSCORED and _is_tuple(cls)))

    def _of_super(self, owner: super, name: str) -> Any:
        around = super.__getattribute__(owner, "__self_class__")
        start = super.__getattribute__(owner, "__thisclass__")
        if around is None:
            _keep("'super' object", name)
        bases = list(around.__mro__)
        decision = self._decide(around, bases[bases.index(start) + 1 :], name)
        if name in ("__class__", "__dict__", "__getattr__") or decision is False:
            _keep("'super' object", name)
        if decision is True and isinstance(super.__getattribute__(owner, "__self__"), type):  # what is found then is unbound
            return _unbound_value(bases[bases.index(start) + 1 :], name, lambda: getattr(owner, name))
        return getattr(owner, name) if decision is True else decision(owner)

    def _of_class(self, owner: type, name: str) -> Any:
        if name == "__class__":
            return TYPE
        if name == "__dict__":
            return {k: v for k, v in owner.__dict__.items() if is_script(owner) and (not is_dunder(k) or k in DUNDERS)}
        if name in ("__name__", "__qualname__", "__doc__", "__module__", "__call__"):
            return getattr(owner, name)
        if name.startswith("_") and not is_dunder(name) and not any(map(is_script, owner.__mro__)) and name not in UNDERSCORED:
            _keep(f"type object '{owner.__name__}'", name)
        decision = self._decide(owner, owner.__mro__, name)
        if decision is True:
            return self._class_value(owner, name)
        if decision is False:
            _keep(f"type object '{owner.__name__}'", name)
        return decision(None) if decision in (self._format, self._format_map) else _unbound(decision, name)

    def _class_value(self, owner: type, name: str) -> Any:
        meta: type = type(owner)
        found = any(_holds(cls, name) for cls in owner.__mro__)
        if not found and name not in _OF_CLASSES and any(name in cls.__dict__ for cls in meta.__mro__):
            _keep(f"type object '{owner.__name__}'", name)
        if not found and home(meta).startswith("gradcli") and not name.startswith("_"):
            from gradcli.evaluate.methods import OWN, is_method

            if not is_method(name) and name not in OWN:
                raise AttributeError(f"type object '{owner.__name__}' has no attribute '{name}'")
        return _unbound_value(owner.__mro__, name, lambda: getattr(owner, name))

    def has(self, owner: Any, name: str) -> bool:
        """hasattr(owner, name)."""
        try:
            self.read(owner, name)
        except AttributeError:
            return False
        return True

    # -------------------------------------------------------------- other ways to read and write
    def _format(self, text: Any) -> Any:
        if text is None:
            return lambda text, *arguments, **keywords: self._formatter.format(text, arguments, keywords)
        return lambda *arguments, **keywords: self._formatter.format(text, arguments, keywords)

    def _format_map(self, text: Any) -> Any:
        if text is None:
            return lambda text, mapping: self._formatter.format(text, (), mapping)
        return lambda mapping: self._formatter.format(text, (), mapping)

    def _setting(self, cls: Any, owner: Any) -> Any:
        def set_attribute(*arguments: Any) -> None:
            *target, name, value = arguments
            held = _held(owner, target)
            self._demand_writable(held, name, value)
            if type(owner) is super:
                owner.__setattr__(name, value)
            elif isinstance(held, type):
                self.write(held, name, value)
            else:
                cls.__setattr__(held, name, value)

        return set_attribute

    def _deleting(self, cls: Any, owner: Any) -> Any:
        def delete_attribute(*arguments: Any) -> None:
            *target, name = arguments
            held = _held(owner, target)
            self._demand_writable(held, name, None)
            if type(owner) is super:
                owner.__delattr__(name)
            else:
                cls.__delattr__(held, name)

        return delete_attribute

    # -------------------------------------------------------------- writing
    def write(self, owner: Any, name: str, value: Any) -> None:
        """owner.name = value. Raises AttributeError, also for what is kept from scripts."""
        if (type(owner), name) not in self._writable:
            value = self._demand_writable(owner, name, value)
        setattr(owner, name, value)

    def delete(self, owner: Any, name: str) -> None:
        """del owner.name. Raises AttributeError."""
        self._demand_writable(owner, name, None)
        delattr(owner, name)

    def _demand_writable(self, owner: Any, name: Any, value: Any) -> Any:
        """What is to be written. Raises AttributeError for what may not be."""
        if type(name) is not str:
            raise TypeError(f"attribute name must be string, not '{type(name).__name__}'")
        kind = type(owner)
        if issubclass(kind, type):
            if not is_script(owner):
                raise TypeError(f"cannot set '{name}' attribute of immutable type '{owner.__name__}'")
            if name == "__module__":  # by which it is told whose class it is
                _keep(f"type object '{owner.__name__}'", name)
            return self._class_attribute(name, value)
        if is_dunder(name):
            if name in ("__name__", "__qualname__", "__doc__") and _is_own_function(owner):
                return value
            if name in ("__cause__", "__context__", "__suppress_context__", "__notes__") and isinstance(owner, BaseException):
                return value
            if not (name in allowed.DEFINABLE and any(map(is_script, kind.__mro__)) and name not in ("__dict__", "__slots__")):
                _keep(f"'{kind.__name__}' object", name)
            return value
        if not self._may_write(kind, owner, name):
            raise AttributeError(f"'{kind.__name__}' object attribute '{name}' cannot be set in gradcli run")
        if kind is not FunctionType:
            self._writable.add((kind, name))
        return value

    def _may_write(self, kind: type, owner: Any, name: str) -> bool:
        for cls in kind.__mro__:
            if is_script(cls):
                return True
            if key(cls) in _WRITABLE:
                return name in _WRITABLE[key(cls)]
        module = origin(kind)
        if kind is FunctionType:
            return _is_own_function(owner)
        if issubclass(kind, ModuleType | BaseException) or module.startswith(allowed.ENGINE):
            return True
        if key(kind) == "gradcli.autograd.function.Context":
            return not name.startswith("_")
        return module == "builtins" or key(kind) in allowed.HOLDERS  # Python itself refuses where nothing can be set

    # -------------------------------------------------------------- classes
    def demand_bases(self, bases: Iterable[Any], keywords: dict[str, Any]) -> None:
        """Raises TypeError for bases that scripts may not build on."""
        for base in bases:
            if type(base) is StandIn or (isinstance(base, type) and issubclass(base, type)):
                refuse("a metaclass")
            if isinstance(base, type) and not allowed.is_base(base):
                refuse(f"a subclass of {base.__name__}")
        meta = keywords.get("metaclass")
        if type(meta) is StandIn and meta.real is ABCMeta:
            keywords["metaclass"] = ABCMeta
        elif meta is not None:
            refuse("a metaclass")

    def made_class(self, meta: type, name: str, bases: tuple[Any, ...], space: Any, keywords: dict[str, Any]) -> Any:
        """The class. Raises TypeError for names in it that are kept from scripts."""
        if not issubclass(meta, type) and (is_script(meta) or meta in allowed.SIMPLE_BASES):
            odd: Any = meta
            return odd(name, bases, space, **keywords)  # as Python does for a base that is no class
        if key(meta) not in METACLASSES and not origin(meta).startswith(allowed.ENGINE):
            refuse(f"a class of the metaclass {meta.__name__}")
        engines = _tensors(bases)
        for attribute in list(space):
            value = space[attribute]
            if attribute in engines and not is_dunder(attribute):
                refuse(f"a kind of tensor with an attribute {attribute} of its own")
            checked = self._class_attribute(attribute, value)
            if checked is not value:
                space[attribute] = checked
        space["__module__"] = "__main__"
        for noted in space.get("__annotations__", {}):
            self._class_attribute(noted, None)
        return meta(name, bases, space, **keywords)

    def _class_attribute(self, name: Any, value: Any) -> Any:
        if type(name) is not str:
            raise TypeError("names in a class are text")
        if is_dunder(name) and name not in DEFINABLE:
            refuse(f"a class with {name}")
        if name == "__slots__":
            value = value if type(value) in (str, tuple, list, dict) else list(value)  # gone over once
            for slot in [value] if type(value) is str else value:
                self._class_attribute(slot, None)
        if name == "__getattr__" and value is not None:
            return _asked_politely(value)
        return value


def _asked_politely(function: Any) -> Any:
    """A __getattr__ that nobody asks for the names of protocols, as which NumPy and others would take its answers."""

    def __getattr__(self: Any, name: str) -> Any:
        if is_dunder(name):
            raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")
        return function(self, name)

    return __getattr__


def _tensors(bases: Iterable[type]) -> Iterable[str]:
    """The names that the engine uses of a tensor, if classes are made of one."""
    return next((vars(cls) for base in bases for cls in base.__mro__ if key(cls) == _TENSOR), ())


def _titled(kind: type) -> str:
    """The name of a type in Python's refusals: one that PyTorch writes in C has its module in it."""
    own = kind.__module__ in ("torch.return_types", "torch._C") or (
        kind.__module__ == "torch" and kind.__name__ in ("dtype", "device", "layout", "Size")
    )
    return f"{kind.__module__}.{kind.__name__}" if own else kind.__name__


def _keep(owner: str, name: str) -> NoReturn:
    if name.startswith("_"):
        raise AttributeError(f"{owner} has no attribute '{name}' in gradcli run: it is kept from scripts")
    raise AttributeError(f"{owner} has no attribute '{name}'")


def _keeps_own(kind: type) -> bool:
    """Whether what instances hold beyond their class is the script's, or nothing: then Python says what is missing."""
    if origin(kind) == "builtins" or issubclass(kind, ModuleType | BaseException):
        return True
    return origin(kind).startswith(allowed.ENGINE) or any(key(cls) in allowed.HOLDERS for cls in kind.__mro__)


def _held_by_function(owner: Any, name: str) -> Any:
    """What a script has set on a function; functools fills those of others with what the wrapped object holds."""
    if owner.__module__ != "__main__":
        _keep(f"'{type(owner).__name__}' object", name)
    return getattr(owner, name)


def _holds(cls: type, name: str) -> bool:
    """Whether a class defines a name itself, which a method that tensors look up when they are asked for it is not."""
    return name in cls.__dict__ and key(type(cls.__dict__[name])) != _FOUND


def _unbound_value(bases: Iterable[type], name: str, read: Callable[[], Any]) -> Any:
    """What a class holds. A method of the host's is for instances of its class: of a class, self.__class__ would be type."""
    cls = next((cls for cls in bases if _holds(cls, name)), None)
    if cls is None or is_script(cls):
        return read()
    held = cls.__dict__[name]
    if type(held) is FunctionType:
        return _for_instances(cls, held)
    if issubclass(type(held), property) and not home(cls).startswith("gradcli."):
        _keep(f"type object '{cls.__name__}'", name)
    return read()


@cache
def _for_instances(cls: type, function: Any) -> Any:
    def method(*arguments: Any, **keywords: Any) -> Any:
        if not arguments or not isinstance(arguments[0], cls):
            found = type(arguments[0]).__name__ if arguments else "nothing"
            raise TypeError(f"descriptor '{name}' requires a '{cls.__name__}' object but received '{found}'")
        return function(*arguments, **keywords)

    name = method.__name__ = function.__name__
    method.__qualname__, method.__doc__, method.__module__ = function.__qualname__, function.__doc__, function.__module__
    return method


def _is_own_function(owner: Any) -> bool:
    return type(owner) is FunctionType and owner.__module__ == "__main__"


def _is_tuple(cls: type) -> bool:
    return issubclass(cls, tuple)


def _is_saved(kind: type, name: str) -> bool:
    return name.startswith(("_saved_", "_raw_saved_")) and origin(kind).startswith("gradcli.")


def _held(owner: Any, target: list[Any]) -> Any:
    """On whom a __setattr__ works that was read from an instance, a class or super()."""
    if type(owner) is super:
        return super.__getattribute__(owner, "__self__")
    return target[0] if target else owner


def _unbound(decision: Reading, name: str) -> Any:
    """A special method read from a class: its instance comes with the call."""
    if name in ("__setattr__", "__delattr__"):
        return decision(None)
    return lambda owner, *arguments, **keywords: decision(owner)(*arguments, **keywords)


def _binary(do: Callable[[Any, Any], Any], swapped: bool = False) -> Reading:
    if swapped:
        return lambda a: lambda b: do(b, a)
    return lambda a: lambda b: do(a, b)


_MAKING: dict[str, Callable[[type], bool]] = {  # special methods that only some classes of the host have for scripts
    "__new__": allowed.may_be_made,
    "__init__": allowed.may_be_filled,
    "__set__": allowed.may_be_set,
    "__delete__": allowed.may_be_set,
}
_INSTEAD: dict[str, Reading] = {  # of a stand-in, what its class would answer past it
    "__call__": lambda owner: owner,
    "__class_getitem__": lambda owner: owner.__getitem__,
}
_COPYING = (FunctionType, type(cache(len)))  # what functools gives the attributes of something else
_OF_CLASSES = frozenset(  # what a class has of its metaclass
    """__annotations__ __call__ __members__ __len__ __iter__ __contains__ __getitem__ __reversed__ register""".split()
)
_HIDDEN = frozenset(  # what the host has put into a class of a script; of fields, dataclasses makes text that Python runs
    "__dict__ __class__ __weakref__ _abc_impl __dataclass_fields__ __dataclass_params__".split()
)
_SPECIAL: dict[str, Reading] = {
    "__class__": type_of,
    "__dict__": Attributes,
    "__mul__": _binary(product),
    "__rmul__": _binary(product, True),
    "__imul__": _binary(product),
    "__pow__": _binary(power),
    "__rpow__": _binary(power, True),
    "__lshift__": _binary(shifted),
    "__rlshift__": _binary(shifted, True),
    "__mod__": _binary(remainder),
    "__format__": lambda value: lambda spec="": formatted(value, spec),
}
