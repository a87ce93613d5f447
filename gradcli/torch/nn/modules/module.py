"""torch.nn.Module: what layers and networks have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import FunctionType
from typing import Any, Self, TypeVar

from gradcli.evaluate.casts import cast
from gradcli.evaluate.devices import demand_cpu
from gradcli.evaluate.warned import say
from gradcli.ops.dtypes import NAMED
from gradcli.problems import runtime_error, type_error, value_error
from gradcli.recording.node import RemovableHandle, kept
from gradcli.tensors.tensor import Tensor
from gradcli.torch.nn.modules import backward_hooks, states
from gradcli.torch.nn.modules.placement import asked
from gradcli.torch.nn.parameter import Buffer, Parameter
from gradcli.torch.typenames import typename

M = TypeVar("M", bound="Module")
BOTH_HOOKS = "Cannot use both regular backward hooks and full backward hooks on a single Module. Please use only one of them."
NO_STATE = (
    "Reached a code path in Module.{}_extra_state() that should never be called. Please file an issue at "
    "https://github.com/pytorch/pytorch/issues/new?template=bug-report.yml to report this bug."
)


SHARED = frozenset(  # of these PyTorch's layers inherit how they are made, and Python's refusals of arguments name them
    """Module _Loss _WeightedLoss _BatchNorm _InstanceNorm _DropoutNd _AdaptiveAvgPoolNd _AdaptiveMaxPoolNd _MaxPoolNd _LPPoolNd
    RNNBase""".split()
)


def _with_own_init(cls: Any) -> None:
    """The inherited __init__ once more under the name of the layer, which Python's refusals of arguments have in them."""
    found = cls.__init__
    if found.__qualname__.rpartition(".")[0] in SHARED:
        return
    own = FunctionType(found.__code__, found.__globals__, found.__name__, found.__defaults__, found.__closure__)
    own.__kwdefaults__, own.__doc__, own.__annotations__ = found.__kwdefaults__, found.__doc__, found.__annotations__
    own.__qualname__ = f"{cls.__qualname__}.__init__"
    cls.__init__ = own


class Module:
    """A layer, or a network of layers: parameters, buffers and modules that are assigned to it are registered.

    A subclass calls `super().__init__()` first, and says in `forward` what is computed.
    """

    training: bool
    _parameters: dict[str, Parameter | None]
    _buffers: dict[str, Tensor | None]
    _modules: dict[str, Module | None]
    _is_full_backward_hook: bool | None
    _version = 1
    call_super_init = False
    dump_patches = False

    def __init_subclass__(cls, **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        if cls.__module__.startswith("gradcli.torch."):  # the layers of this package print PyTorch's modules
            cls.__module__ = cls.__module__.removeprefix("gradcli.")
            if not cls.__name__.startswith("_") and "__init__" not in cls.__dict__:
                _with_own_init(cls)

    def _is_later(self, name: str) -> bool:  # noqa: ARG002
        """Whether something is part of the state in later versions only, and so not missing in what has no version."""
        return False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        name = f"{type(self).__name__}.__init__()"
        if kwargs and not self.call_super_init:
            raise type_error(f"{name} got an unexpected keyword argument '{next(iter(kwargs))}'")
        if args and not self.call_super_init:
            raise type_error(f"{name} takes 1 positional argument but {len(args) + 1} were given")
        own = self.__dict__
        own["training"] = True
        own["_parameters"], own["_buffers"], own["_non_persistent_buffers_set"] = {}, {}, set()
        for hooks in ("_backward_pre_hooks", "_backward_hooks"):
            own[hooks] = {}
        own["_is_full_backward_hook"] = None
        for hooks in ("_forward_hooks", "_forward_pre_hooks", "_with_kwargs", "_always_called"):
            own[hooks] = {}
        for hooks in ("_state_dict_hooks", "_state_dict_pre_hooks", "_load_state_dict_pre_hooks", "_load_state_dict_post_hooks"):
            own[hooks] = {}
        own["_modules"] = {}
        if self.call_super_init:
            super().__init__(*args, **kwargs)

    # -------------------------------------------------------------- calling
    def forward(self, *input: Any) -> Any:
        """What the module computes. Raises NotImplementedError unless a subclass says it."""
        raise NotImplementedError(f'Module [{type(self).__name__}] is missing the required "forward" function')

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        own = self.__dict__
        if "_modules" in own and not (
            own["_forward_hooks"] or own["_forward_pre_hooks"] or own["_backward_hooks"] or own["_backward_pre_hooks"]
        ):
            return self.forward(*args, **kwargs)
        return self._with_hooks(args, kwargs)

    def _with_hooks(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        hooks = self._forward_hooks
        called: set[int] = set()
        result = None
        try:
            args, kwargs = self._prepared(args, kwargs)
            backward = backward_hooks.of(self)
            if backward is not None:
                args = backward.entered(args)
            result = self.forward(*args, **kwargs)
            for key, hook in list(hooks.items()):
                called.add(key)
                result = self._hooked(key, hook, args, kwargs, result)
            if backward is not None:
                result = backward.left(result)
            backward_hooks.register_regular(self, args, result)
        except Exception:
            for key in [k for k in self._always_called if k in hooks and k not in called]:
                result = self._hooked(key, hooks[key], args, kwargs, result)
            raise
        return result

    def _prepared(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """The arguments after the hooks that run before forward."""
        for key, hook in list(self._forward_pre_hooks.items()):
            if key not in self._with_kwargs:
                answer = hook(self, args)
                if answer is not None:
                    args = answer if isinstance(answer, tuple) else (answer,)
                continue
            answer = hook(self, args, kwargs)
            if answer is None:
                continue
            if not isinstance(answer, tuple) or len(answer) != 2:
                raise runtime_error(f"forward pre-hook must return None or a tuple of (new_args, new_kwargs), but got {answer}.")
            args, kwargs = answer
        return args, kwargs

    def _hooked(self, key: int, hook: Any, args: tuple[Any, ...], kwargs: dict[str, Any], result: Any) -> Any:
        """A result after one hook that runs after forward."""
        answer = hook(self, args, kwargs, result) if key in self._with_kwargs else hook(self, args, result)
        return result if answer is None else answer

    # -------------------------------------------------------------- hooks
    def register_forward_pre_hook(
        self, hook: Callable[..., Any], *, prepend: bool = False, with_kwargs: bool = False
    ) -> RemovableHandle:
        """Call `hook(module, args)` before forward; what it answers, unless None, are other arguments."""
        return self._registered(self._forward_pre_hooks, hook, prepend, with_kwargs)

    def register_forward_hook(
        self, hook: Callable[..., Any], *, prepend: bool = False, with_kwargs: bool = False, always_call: bool = False
    ) -> RemovableHandle:
        """Call `hook(module, args, output)` after forward; what it answers, unless None, is taken instead."""
        handle = self._registered(self._forward_hooks, hook, prepend, with_kwargs)
        if always_call:
            self._always_called[handle.id] = True
        return handle

    def register_full_backward_hook(self, hook: Callable[..., Any], prepend: bool = False) -> RemovableHandle:
        """Call `hook(module, grad_input, grad_output)` when both have been computed."""
        self._demand_full(True)
        return self._registered(self._backward_hooks, hook, prepend)

    def register_full_backward_pre_hook(self, hook: Callable[..., Any], prepend: bool = False) -> RemovableHandle:
        """Call `hook(module, grad_output)` before the module is gone through backward."""
        return self._registered(self._backward_pre_hooks, hook, prepend)

    def register_backward_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """The old one, of the module's last operation alone."""
        self._demand_full(False)
        return self._registered(self._backward_hooks, hook, False)

    def _demand_full(self, full: bool) -> None:
        if self._is_full_backward_hook is (not full):
            raise runtime_error(BOTH_HOOKS)
        self._is_full_backward_hook = full

    def _registered(self, hooks: dict[int, Any], hook: Any, prepend: bool, with_kwargs: bool = False) -> RemovableHandle:
        handle = kept(hooks, hook)
        if with_kwargs:
            self._with_kwargs[handle.id] = True
        if prepend:
            others = [item for item in hooks.items() if item[0] != handle.id]
            hooks.clear()
            hooks.update([(handle.id, hook), *others])
        return handle

    # -------------------------------------------------------------- attributes
    def __getattr__(self, name: str) -> Any:
        own = self.__dict__
        for held in ("_parameters", "_buffers", "_modules"):
            found = own.get(held)
            if found is not None and name in found and name[:2] != "__":  # or NumPy would take it for part of a protocol
                return found[name]
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'", name=name, obj=self)

    def __setattr__(self, name: str, value: Any) -> None:
        own = self.__dict__
        parameters = own.get("_parameters")
        if isinstance(value, Parameter):
            if parameters is None:
                raise AttributeError("cannot assign parameters before Module.__init__() call")
            self._forget(name, "_buffers", "_modules")
            self.register_parameter(name, value)
        elif parameters is not None and name in parameters:
            if value is not None:
                raise _not_assigned(value, f"parameter '{name}'", "torch.nn.Parameter or None")
            parameters[name] = None
        elif isinstance(value, Module):
            if own.get("_modules") is None:
                raise AttributeError("cannot assign module before Module.__init__() call")
            self._forget(name, "_parameters", "_buffers")
            own["_modules"][name] = value
        elif name in own.get("_modules", ()):
            if value is not None:
                raise _not_assigned(value, f"child module '{name}'", "torch.nn.Module or None")
            own["_modules"][name] = None
        elif isinstance(value, Buffer) or name in own.get("_buffers", ()):
            if value is not None and not isinstance(value, Tensor):
                raise _not_assigned(value, f"buffer '{name}'", "torch.nn.Buffer, torch.Tensor or None")
            lasting = value.persistent if isinstance(value, Buffer) else name not in own["_non_persistent_buffers_set"]
            self.register_buffer(name, value, lasting)
        else:
            object.__setattr__(self, name, value)

    def _forget(self, name: str, *kinds: str) -> None:
        """A name is about to mean something of another kind."""
        own = self.__dict__
        own.pop(name, None)
        own["_non_persistent_buffers_set"].discard(name)
        for kind in kinds:
            own[kind].pop(name, None)

    def __delattr__(self, name: str) -> None:
        for kind in ("_parameters", "_buffers", "_modules"):
            if name in self.__dict__.get(kind, ()):
                del self.__dict__[kind][name]
                self._non_persistent_buffers_set.discard(name)
                return
        object.__delattr__(self, name)

    def __dir__(self) -> list[str]:
        own = self.__dict__
        names = [*dir(type(self)), *own, *own["_parameters"], *own["_modules"], *own["_buffers"]]
        return sorted({name for name in names if not name[0].isdigit()})

    def register_parameter(self, name: str, param: Parameter | None) -> None:
        """Give the module a parameter, or None in its place. Raises as PyTorch does."""
        self._check_name("parameter", name, self.__dict__.get("_parameters"))
        if param is not None and not isinstance(param, Parameter):
            refusal = f"cannot assign '{typename(param)}' object to parameter '{name}' (torch.nn.Parameter or None required)"
            raise type_error(refusal)
        if param is not None and param.grad_fn is not None:
            raise value_error(
                f"Cannot assign non-leaf Tensor to parameter '{name}'. Model parameters must be created explicitly. To express "
                f"'{name}' as a function of another Tensor, compute the value in the forward() method."
            )
        self._parameters[name] = param

    def register_buffer(self, name: str, tensor: Tensor | None, persistent: bool = True) -> None:
        """Give the module a tensor that is no parameter. Raises as PyTorch does."""
        self._check_name("buffer", name, self.__dict__.get("_buffers"))
        if tensor is not None and not isinstance(tensor, Tensor):
            raise type_error(f"cannot assign '{typename(tensor)}' object to buffer '{name}' (torch Tensor or None required)")
        self._buffers[name] = tensor
        (self._non_persistent_buffers_set.discard if persistent else self._non_persistent_buffers_set.add)(name)

    def _check_name(self, kind: str, name: Any, held: Any) -> None:
        if held is None:
            raise AttributeError(f"cannot assign {kind} before Module.__init__() call")
        if not isinstance(name, str):
            raise type_error(f"{kind} name should be a string. Got {typename(name)}")
        if "." in name:
            raise KeyError(f'{kind} name can\'t contain "."')
        if not name:
            raise KeyError(f'{kind} name can\'t be empty string ""')
        if name not in held and hasattr(self, name):
            raise KeyError(f"attribute '{name}' already exists")

    def add_module(self, name: str, module: Module | None) -> None:
        """Give the module another one. Raises as PyTorch does."""
        if module is not None and not isinstance(module, Module):
            raise type_error(f"{typename(module)} is not a Module subclass")
        if not isinstance(name, str):
            raise type_error(f"module name should be a string. Got {typename(name)}")
        if name not in self._modules and hasattr(self, name):
            raise KeyError(f"attribute '{name}' already exists")
        if "." in name:
            raise KeyError(f'module name can\'t contain ".", got: {name}')
        if not name:
            raise KeyError('module name can\'t be empty string ""')
        self._modules[name] = module

    def register_module(self, name: str, module: Module | None) -> None:
        """add_module by its other name."""
        self.add_module(name, module)

    # -------------------------------------------------------------- what is in it
    def named_modules(
        self, memo: set[Module] | None = None, prefix: str = "", remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Module]]:
        """The module itself and all below it, each once."""
        seen = set() if memo is None else memo
        waiting: list[tuple[str, Module]] = [(prefix, self)]
        while waiting:
            name, module = waiting.pop()
            if module in seen:
                continue
            if remove_duplicate:
                seen.add(module)
            yield name, module
            dot = f"{name}." if name else ""
            waiting += [(dot + key, child) for key, child in reversed(module._modules.items()) if child is not None]

    def modules(self) -> Iterator[Module]:
        """The module itself and all below it, each once."""
        return (module for _, module in self.named_modules())

    def named_children(self) -> Iterator[tuple[str, Module]]:
        """The modules that it was given, each once."""
        seen: set[Module] = set()
        for name, module in self._modules.items():
            if module is not None and module not in seen:
                seen.add(module)
                yield name, module

    def children(self) -> Iterator[Module]:
        """The modules that it was given, each once."""
        return (module for _, module in self.named_children())

    def _named_members(self, kind: str, prefix: str, recurse: bool, remove_duplicate: bool) -> Iterator[tuple[str, Any]]:
        seen: set[int] = set()
        modules = self.named_modules(prefix=prefix, remove_duplicate=remove_duplicate) if recurse else iter([(prefix, self)])
        for place, module in modules:
            for name, member in module.__dict__[kind].items():
                if member is None or id(member) in seen:
                    continue
                if remove_duplicate:
                    seen.add(id(member))
                yield (f"{place}.{name}" if place else name), member

    def named_parameters(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Parameter]]:
        """The parameters with their names, each once."""
        return self._named_members("_parameters", prefix, recurse, remove_duplicate)

    def parameters(self, recurse: bool = True) -> Iterator[Parameter]:
        """The parameters, each once."""
        for _, parameter in self.named_parameters(recurse=recurse):
            yield parameter

    def named_buffers(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Tensor]]:
        """The buffers with their names, each once."""
        return self._named_members("_buffers", prefix, recurse, remove_duplicate)

    def buffers(self, recurse: bool = True) -> Iterator[Tensor]:
        """The buffers, each once."""
        for _, buffer in self.named_buffers(recurse=recurse):
            yield buffer

    def get_submodule(self, target: str) -> Module:
        """The module of a dotted name. Raises AttributeError."""
        found: Any = self
        for name in target.split(".") if target else ():
            if not hasattr(found, name):
                raise AttributeError(f"{found._get_name()} has no attribute `{name}`")
            found = getattr(found, name)
            if not isinstance(found, Module):
                raise AttributeError(f"`{name}` is not an nn.Module")
        return found  # type: ignore[no-any-return]

    def get_parameter(self, target: str) -> Parameter:
        """The parameter of a dotted name. Raises AttributeError."""
        found: Parameter = self._member(target)
        if not isinstance(found, Parameter):
            raise AttributeError(f"`{target.rpartition('.')[2]}` is not an nn.Parameter")
        return found

    def get_buffer(self, target: str) -> Tensor:
        """The buffer of a dotted name. Raises AttributeError."""
        place, _, name = target.rpartition(".")
        found: Tensor = self._member(target)
        if name not in self.get_submodule(place)._buffers:
            raise AttributeError(f"`{name}` is not a buffer")
        return found

    def _member(self, target: str) -> Any:
        place, _, name = target.rpartition(".")
        module = self.get_submodule(place)
        if not hasattr(module, name):
            raise AttributeError(f"{module._get_name()} has no attribute `{name}`")
        return getattr(module, name)

    # -------------------------------------------------------------- its state
    def state_dict(self, *args: Any, destination: Any = None, prefix: str = "", keep_vars: bool = False) -> Any:
        """All parameters and lasting buffers by their dotted names, on the memory of the module."""
        if args:
            say("Positional args are being deprecated, use kwargs instead.", FutureWarning)
            destination = args[0] if destination is None else destination
            prefix, keep_vars = (*args[1:], *(prefix, keep_vars)[len(args) - 1 :])[:2]
        return states.collected(self, destination, prefix, keep_vars)

    def load_state_dict(self, state_dict: Mapping[str, Any], strict: bool = True, assign: bool = False) -> Any:
        """Copy such a state into the module. Raises RuntimeError where it does not fit."""
        return states.loaded(self, state_dict, strict, assign)

    def get_extra_state(self) -> Any:
        """What a subclass adds to its state."""
        raise runtime_error(NO_STATE.format("get"))

    def set_extra_state(self, state: Any) -> None:  # noqa: ARG002
        """What a subclass takes back from its state."""
        raise runtime_error(NO_STATE.format("set"))

    # -------------------------------------------------------------- changes
    def train(self, mode: bool = True) -> Self:
        """Training, or with False what `eval` says; also of all modules below."""
        if not isinstance(mode, bool):
            raise value_error("training mode is expected to be boolean")
        self.training = mode
        for module in self.children():
            module.train(mode)
        return self

    def eval(self) -> Self:
        """No training: dropout and batch norm do what they do in use. Gradients are recorded as before."""
        return self.train(False)

    def requires_grad_(self, requires_grad: bool = True) -> Self:
        """Whether the parameters require grad."""
        for parameter in self.parameters():
            parameter.requires_grad_(requires_grad)
        return self

    def zero_grad(self, set_to_none: bool = True) -> None:
        """No gradients, or gradients of 0."""
        for parameter in self.parameters():
            clear(parameter, set_to_none)

    def apply(self, fn: Callable[[Module], Any]) -> Self:
        """Call a function with every module below, and last with this one."""
        for module in self.children():
            module.apply(fn)
        fn(self)
        return self

    def _apply(self, fn: Callable[[Any], Any], recurse: bool = True) -> Self:
        """Change the elements of all parameters, gradients and buffers."""
        if recurse:
            for module in self.children():
                module._apply(fn)
        for parameter in self._parameters.values():
            if parameter is not None:
                gradient = parameter.grad
                parameter._grad = None
                parameter.data = fn(parameter.data)
                if gradient is not None:
                    gradient.data = fn(gradient.data)
                    parameter._grad = gradient
        for name, buffer in self._buffers.items():
            if buffer is not None:
                self._buffers[name] = fn(buffer)
        return self

    def to(self, *args: Any, **kwargs: Any) -> Self:
        """Another dtype; there is one device. Raises as PyTorch does."""
        dtype = asked(args, kwargs)
        if dtype is None:
            return self
        if not dtype.is_floating_point:
            raise type_error(f"nn.Module.to only accepts floating point or complex dtypes, but got desired dtype={dtype!r}")
        return self._cast(dtype)

    def _cast(self, dtype: Any) -> Self:
        return self._apply(lambda x: cast(x, dtype) if x.dtype.is_floating_point else x)

    def float(self) -> Self:
        """float32 for all that is floating point."""
        return self._cast(NAMED["float32"])

    def double(self) -> Self:
        """float64 for all that is floating point."""
        return self._cast(NAMED["float64"])

    def half(self) -> Self:
        """float16 for all that is floating point."""
        return self._cast(NAMED["float16"])

    def type(self, dst_type: Any) -> Self:
        """Another dtype for everything."""
        return self._apply(lambda x: x.type(dst_type))

    def cpu(self) -> Self:
        """The module itself: everything is on the CPU."""
        return self

    def cuda(self, device: Any = None) -> Self:  # noqa: ARG002
        """Raises PyTorch's error: there is no such device."""
        if next(self.parameters(), None) is not None or next(self.buffers(), None) is not None:
            demand_cpu("cuda")
        return self

    def share_memory(self) -> Self:
        """The module itself: it stays in one process."""
        return self

    # -------------------------------------------------------------- printing
    def _get_name(self) -> str:
        return type(self).__name__

    def extra_repr(self) -> str:
        """What a subclass adds to what is printed: the settings of a layer."""
        return ""

    def __repr__(self) -> str:
        extra = self.extra_repr()
        lines = extra.split("\n") if extra else []
        children = [f"({key}): {indented(repr(module))}" for key, module in self._modules.items()]
        return bracketed(self._get_name(), lines, children)


Module.__module__ = "torch.nn.modules.module"


def bracketed(name: str, lines: Sequence[str], children: Sequence[str]) -> str:
    """A name with what stands in it: one setting on its line, everything else on lines of their own."""
    if len(lines) == 1 and not children:
        return f"{name}({lines[0]})"
    inside = "".join(f"\n  {line}" for line in (*lines, *children))
    return f"{name}({inside}\n)" if inside else f"{name}()"


def indented(text: str) -> str:
    """A text whose lines after the first stand two columns further right."""
    return text.replace("\n", "\n  ")


def clear(x: Tensor, set_to_none: bool) -> None:
    """No gradient, or one of 0."""
    gradient: Any = x._grad
    if gradient is None:
        return
    if set_to_none:
        x._grad = None
        return
    if gradient.grad_fn is not None:
        gradient.detach_()
    else:
        gradient.requires_grad_(False)
    gradient.zero_()


def _not_assigned(value: Any, what: str, expected: str) -> TypeError:
    return type_error(f"cannot assign '{typename(value)}' as {what} ({expected} expected)")  # type: ignore[return-value]
