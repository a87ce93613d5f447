"""Which attributes scripts may read of Python's, NumPy's and the engine's own objects: a list for each type, nothing else."""

from __future__ import annotations

import sys
import types
from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")

# Underscored names that are as harmless on any object as the operators and built-ins that stand for them.
DUNDERS = frozenset(
    """__name__ __qualname__ __doc__ __module__ __version__ __annotations__ __members__ __len__ __length_hint__ __repr__ __str__
    __bytes__ __iter__ __next__ __reversed__ __contains__ __eq__ __ne__ __lt__ __le__ __gt__ __ge__ __hash__ __bool__ __int__
    __float__ __complex__ __index__ __abs__ __neg__ __pos__ __invert__ __round__ __trunc__ __floor__ __ceil__ __add__ __radd__
    __iadd__ __sub__ __rsub__ __isub__ __rmod__ __truediv__ __rtruediv__ __itruediv__ __floordiv__ __rfloordiv__ __ifloordiv__
    __divmod__ __rdivmod__ __matmul__ __rmatmul__ __and__ __rand__ __iand__ __or__ __ror__ __ior__ __xor__ __rxor__ __ixor__
    __rshift__ __rrshift__ __getitem__ __setitem__ __delitem__ __missing__ __enter__ __exit__ __call__ __init__ __new__
    __init_subclass__ __post_init__ __get__ __set__ __delete__ __cause__ __context__ __suppress_context__ __notes__
    __copy__ __deepcopy__ __isabstractmethod__ __class_getitem__ __sizeof__ __match_args__""".split()
)

# What a class of a script may define besides names without underscores at both ends.
DEFINABLE = DUNDERS | frozenset(
    """__mul__ __rmul__ __imul__ __pow__ __rpow__ __ipow__ __lshift__ __rlshift__ __ilshift__ __mod__ __imod__ __imatmul__
    __irshift__ __format__ __getattr__ __setattr__ __delattr__ __del__ __slots__ __dir__ __set_name__ __author__ __email__
    __license__ __constants__ __static_attributes__ __firstlineno__ __orig_bases__ __parameters__ __all__ __test__
__date__""".split()
)

_ERRORS = """args add_note value code errno strerror filename filename2 name path msg lineno offset text end_lineno end_offset
print_file_and_line encoding object start end reason characters_written name_from""".split()

_EXPLICIT: dict[str, str] = {
    "builtins.object": "",
    "builtins.generator": "send throw close",
    "builtins.function": "",
    "builtins.method": "",
    "builtins.builtin_function_or_method": "",
    "builtins.method-wrapper": "",
    "builtins.wrapper_descriptor": "",
    "builtins.method_descriptor": "",
    "builtins.classmethod_descriptor": "",
    "builtins.getset_descriptor": "",
    "builtins.member_descriptor": "",
    "builtins.type": "",
    "builtins.staticmethod": "",
    "builtins.classmethod": "",
    "builtins.super": "",
    "builtins.module": "",
    "builtins.mappingproxy": "get keys values items copy",
    "builtins.property": "fget fset fdel getter setter deleter",
    "itertools.chain": "from_iterable",
    "itertools.count": "",
    "itertools.cycle": "",
    "itertools.repeat": "",
    "typing.NamedTuple": "",
    "functools.partial": "func args keywords",
    "functools._lru_cache_wrapper": "cache_info cache_clear cache_parameters",
    "functools.cached_property": "func attrname",
    "contextlib._GeneratorContextManager": "",
    "contextlib.ContextDecorator": "",
    "contextlib.AbstractContextManager": "",
    "contextlib.suppress": "",
    "contextlib.nullcontext": "",
    "contextlib.ExitStack": "enter_context push callback pop_all close",
    "contextlib._BaseExitStack": "enter_context push callback pop_all",
    "contextlib.closing": "",
    "pathlib.PurePath": "parts name stem suffix suffixes parent joinpath with_name with_suffix with_stem as_posix is_absolute",
    "pathlib.PosixPath": "exists is_file is_dir mkdir unlink",
    "logging.Logger": "name parent level handlers propagate disabled setLevel getEffectiveLevel isEnabledFor addHandler "
    "removeHandler hasHandlers log debug info warning error exception critical warn fatal",
    "logging.Handler": "level formatter setLevel setFormatter flush close",
    "logging.StreamHandler": "stream terminator",
    "logging.NullHandler": "",
    "logging.Formatter": "",
    "argparse.ArgumentParser": "add_subparsers parse_args parse_known_args print_help print_usage format_help format_usage error "
    "exit prog description epilog",
    "argparse._ActionsContainer": "add_argument add_argument_group add_mutually_exclusive_group set_defaults get_default",
    "argparse._ArgumentGroup": "",
    "argparse._MutuallyExclusiveGroup": "",
    "argparse._SubParsersAction": "add_parser",
    "dataclasses.Field": "name type default default_factory init repr hash compare kw_only metadata",
    "enum.Enum": "name value",
    "enum.EnumType": "",
    "enum.property": "name value",
    "enum.auto": "value",
    "abc.ABC": "",
    "typing.Generic": "",
    "numpy.dtype": "name kind itemsize char type str ndim shape isnative byteorder alignment",
    "numpy.ufunc": "reduce accumulate outer at reduceat nin nout nargs ntypes identity",
    "numpy.vectorize": "",
    "numpy.flagsobj": "c_contiguous f_contiguous owndata writeable aligned contiguous forc num",
    "numpy.flatiter": "index coords copy",
    "numpy._core._ufunc_config.errstate": "",
    "numpy.errstate": "",
    "numpy.finfo": "eps max min tiny resolution bits dtype precision smallest_normal epsneg",
    "numpy.iinfo": "max min bits dtype",
    "numpy.poly1d": "coeffs coef c coefficients order o roots r deriv integ variable",
    "numpy.broadcast": "shape size ndim nd",
    "gradcli.script.attributes.Attributes": "get keys values items update copy setdefault pop",
    "_io.TextIOWrapper": "write flush isatty writelines encoding name",
    "warnings.WarningMessage": "message category filename lineno line",
    "gradcli.autograd.function.Context": "save_for_backward needs_input_grad mark_dirty mark_non_differentiable "
    "set_materialize_grads saved_tensors",
    "gradcli.autograd.function.Function": "apply forward backward vjp setup_context",
    "gradcli.autograd.function.FunctionNode": "name next_functions saved_tensors register_hook register_prehook needs_input_grad",
    "gradcli.recording.node.RemovableHandle": "remove id",
    "gradcli.recording.node.Hookable": "register_hook register_prehook name next_functions requires_grad",
    "gradcli.tensors.views.CopySlices": "name next_functions register_hook register_prehook",
    "gradcli.tensors.op_node.OpNode": "name next_functions register_hook register_prehook",
    "gradcli.tensors.tensor.AccumulateGrad": "name next_functions register_hook register_prehook variable",
    "gradcli.ops.dtypes.dtype": "is_floating_point is_complex itemsize is_signed to_real to_complex",
    "gradcli.evaluate.devices.device": "type index",
    "gradcli.evaluate.devices.layout": "",
    "gradcli.evaluate.storages.TypedStorage": "tolist size element_size nbytes data_ptr untyped dtype device is_cuda",
    "gradcli.evaluate.storages.UntypedStorage": "tolist size nbytes data_ptr device",
    "gradcli.evaluate.generators.Generator": "manual_seed seed initial_seed get_state set_state clone_state device",
    "gradcli.randomness.generator.Generator": "seed initial_seed",
    "gradcli.ops.size.Size": "numel",
    "gradcli.tensors.tensor.Tensor": "shape ndim dtype requires_grad grad_fn is_leaf grad requires_grad_ detach data item tolist "
    "output_nr",
}
_ARRAY = """T all any argmax argmin argsort argpartition astype choose clip compress conj conjugate copy cumprod cumsum
diagonal dot dtype fill flags flat flatten imag item itemsize max mean min nbytes ndim nonzero partition prod ptp put ravel real
repeat reshape round searchsorted shape size sort squeeze std strides sum swapaxes take tobytes tolist trace transpose var
view mT is_integer as_integer_ratio base hex fromhex""".split()
_RANDOM = """seed rand randn randint random random_sample sample ranf normal standard_normal uniform shuffle permutation permuted
choice beta binomial chisquare dirichlet exponential f gamma geometric gumbel hypergeometric laplace logistic lognormal
logseries multinomial multivariate_normal negative_binomial noncentral_chisquare noncentral_f pareto poisson power rayleigh
standard_cauchy standard_exponential standard_gamma standard_t triangular vonmises wald weibull zipf random_integers integers
bytes spawn""".split()

_PUBLIC = {  # types of which every name without an underscore at its beginning may be read
    "builtins": """int float complex bool str bytes bytearray list tuple dict set frozenset range slice NoneType ellipsis
    NotImplementedType dict_keys dict_values dict_items dict_keyiterator list_iterator tuple_iterator range_iterator set_iterator
    str_iterator str_ascii_iterator enumerate zip map filter reversed list_reverseiterator callable_iterator iterator
    dict_reversekeyiterator dict_valueiterator dict_itemiterator longrange_iterator bytes_iterator""".split(),
    "collections": "deque defaultdict OrderedDict Counter ChainMap UserDict UserList".split(),
    "_collections": ["_deque_iterator"],
    "collections.abc": [],
    "datetime": "date datetime time timedelta timezone tzinfo".split(),
    "fractions": ["Fraction"],
    "decimal": ["Decimal"],
    "random": ["Random"],
    "_random": ["Random"],
    "_io": ["StringIO", "_TextIOBase", "_IOBase"],
    "re": "Pattern Match".split(),
    "enum": "IntEnum Flag IntFlag StrEnum ReprEnum".split(),
    "numbers": "Number Complex Real Rational Integral".split(),
    "time": ["struct_time"],
    "sys": "float_info int_info hash_info".split(),
    "statistics": ["NormalDist"],
    "operator": "itemgetter".split(),
    "gradcli.script.drawing": ["Progress"],
    "tqdm.std": ["tqdm"],
    "gradcli.script.silent": ["Silent"],
}
HOLDERS = frozenset(  # instances of these find more than their class has, and scripts may see all of it
    """gradcli.autograd.function.Context gradcli.autograd.function.FunctionNode
    gradcli.tensors.tensor.Tensor gradcli.script.silent.Silent numpy.ndarray
    functools.partial functools._lru_cache_wrapper""".split()
)
_NO = {"builtins.str": {"format", "format_map"}}
ENGINE = "gradcli.torch"  # ordinary classes with PyTorch's interface
UNDERSCORED = frozenset(
    {"_parameters", "_modules", "_buffers", "_get_name", "_fields", "_asdict", "_replace", "_make", "_version", "_base"}
)


def _once(ask: Callable[[type], T]) -> Callable[[type], T]:
    """Answer once for each class; by what it is, since a class may claim to equal another one."""
    known: dict[int, tuple[type, T]] = {}

    def answer(cls: type) -> T:
        found = known.get(id(cls))
        if found is None:
            found = known[id(cls)] = (cls, ask(cls))
        return found[1]

    return answer


@_once
def home(cls: type) -> str:
    """The module in which a class is written: not always the one that it prints, for which PyTorch's stands."""
    held: str = type.__dict__["__module__"].__get__(cls)
    if held != "__main__":
        for value in cls.__dict__.values():
            function = getattr(value, "__func__", getattr(value, "fget", value))
            written = str(function.__globals__["__name__"]) if isinstance(function, types.FunctionType) else ""
            if written.startswith("gradcli.") and not written.startswith("gradcli.script"):
                return written
        if getattr(sys.modules.get(f"gradcli.{held}"), cls.__name__, None) is cls:  # nothing in it but what it inherits
            return f"gradcli.{held}"
    return held


@_once
def origin(kind: type) -> str:
    """The same for the class of a value, which may be one of many that the engine has made of one: AddBackward0 of OpNode."""
    homes = [home(cls) for cls in kind.__mro__]
    inner = next((one for one in homes if one.startswith("gradcli.")), homes[0])
    return inner if homes[0] == "builtins" else homes[0]


def key(cls: type) -> str:
    """A type as these lists name it."""
    return f"{home(cls)}.{type.__dict__['__qualname__'].__get__(cls)}"


@_once
def names_of(cls: type) -> frozenset[str] | None:
    """The names that may be read of what a class itself defines; None for a class that nobody listed."""
    module, _, name = key(cls).rpartition(".")
    if key(cls) in _EXPLICIT:
        return frozenset(_EXPLICIT[key(cls)].split())
    if name in _PUBLIC.get(module, ()) or module == ENGINE or module.startswith(ENGINE + "."):
        return frozenset(_public(cls)) - _NO.get(key(cls), set())
    if issubclass(cls, BaseException):
        return frozenset(_ERRORS)
    if module.startswith("numpy"):
        return _of_numpy(cls, name)
    if module.startswith(("collections.abc", "_collections_abc", "itertools", "typing")):
        return frozenset(_public(cls)) if "collections" in module else frozenset()
    return None


def _of_numpy(cls: type, name: str) -> frozenset[str] | None:
    bases = {base.__name__ for base in cls.__mro__}
    if bases & {"ndarray", "generic"}:
        return frozenset(_ARRAY)
    if name in ("Generator", "RandomState"):
        return frozenset(_RANDOM)
    if "dtype" in bases:
        return frozenset(_EXPLICIT["numpy.dtype"].split())
    return None


def _public(cls: type) -> Iterable[str]:
    return [n for n in cls.__dict__ if not n.startswith("_") or n in UNDERSCORED]


def is_script(cls: type) -> bool:
    """Whether a class was made by a script."""
    return cls.__dict__.get("__module__") == "__main__"


def is_dunder(name: str) -> bool:
    """Whether a name has two underscores at both ends."""
    return name.startswith("__") and name.endswith("__")


SIMPLE_BASES: tuple[type, ...] = (
    object, int, float, complex, str, bytes, list, tuple, dict, set, frozenset, property, staticmethod, classmethod,
)  # fmt: skip
FUNCTIONS = (types.FunctionType,)
BASE_MODULES = {
    "collections": "OrderedDict defaultdict Counter deque UserDict UserList".split(),
    "collections.abc": "Iterable Iterator Sequence MutableSequence Mapping MutableMapping Set Callable Hashable Sized Container "
    "Collection Generator Reversible".split(),
    "enum": "Enum IntEnum Flag IntFlag StrEnum".split(),
    "abc": ["ABC"],
    "typing": "Generic Protocol NamedTuple".split(),
    "contextlib": "ContextDecorator AbstractContextManager".split(),
    "random": ["Random"],
    "gradcli.autograd.function": ["Function"],
}
METACLASSES = frozenset({"builtins.type", "abc.ABCMeta", "enum.EnumType", "typing._ProtocolMeta", "typing.NamedTupleMeta"})


def is_base(cls: type) -> bool:
    """Whether scripts may make a class out of this one."""
    if is_script(cls) or cls in SIMPLE_BASES:
        return True
    if issubclass(cls, BaseException):
        return cls.__module__ == "builtins" or home(cls).startswith(ENGINE)
    module = home(cls)
    return cls.__name__ in BASE_MODULES.get(module, ()) or module == ENGINE or module.startswith(ENGINE + ".")


def is_open(cls: type) -> bool:
    """Whether scripts may hold the class of a value itself, and so call it."""
    module, _, name = key(cls).rpartition(".")
    if is_script(cls) or issubclass(cls, BaseException) or cls in SIMPLE_BASES:
        return True
    if module.startswith("numpy"):
        return bool({base.__name__ for base in cls.__mro__} & {"generic", "dtype"})
    return name in _PUBLIC.get(module, ()) or module == ENGINE or module.startswith(ENGINE + ".") or name in ("dtype", "device")


def may_be_filled(cls: type) -> bool:
    """Whether scripts may call the __init__ of a class: of those that they build on, and of object."""
    return is_base(cls) or (cls.__module__ == "builtins" and type(cls.__dict__["__init__"]) is not types.FunctionType)


def may_be_set(cls: type) -> bool:
    """Whether scripts may call the __set__ of a descriptor: not of those through which the host's objects keep what they are."""
    return cls not in (types.GetSetDescriptorType, types.MemberDescriptorType)


def may_be_made(cls: type) -> bool:
    """Whether scripts may call the __new__ of a class."""
    return is_script(cls) or cls in SIMPLE_BASES or issubclass(cls, BaseException) or home(cls).startswith(ENGINE)
