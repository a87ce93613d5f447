"""torch.optim.Optimizer: groups of parameters with their settings, and a state for each parameter."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable
from copy import deepcopy
from itertools import chain
from typing import Any

from gradcli.autograd.hooks import retains_grad
from gradcli.evaluate.casts import cast
from gradcli.evaluate.warned import say_inside
from gradcli.ops.defaults import default_dtype
from gradcli.ops.dtypes import NAMED
from gradcli.problems import runtime_error, type_error, value_error
from gradcli.recording.node import RemovableHandle, kept
from gradcli.tensors.tensor import Tensor
from gradcli.torch.functions import tensor
from gradcli.torch.nn.modules.module import clear
from gradcli.torch.optim.elements import Together, go_together
from gradcli.torch.switches import enable_grad, no_grad
from gradcli.torch.typenames import typename

NO_ITERABLE = "params argument given to the optimizer should be an iterable of Tensors or dicts, but got "
UNORDERED = (
    "optimizer parameters need to be organized in ordered collections, but the ordering of tensors in sets will change between "
    "runs. Please use a list instead."
)
TWICE = (
    "optimizer contains a parameter group with duplicate parameters; in future, this will cause an error; see "
    "github.com/pytorch/pytorch/issues/40967 for more information"
)
NAMES = "all optimizer params should be with/without names. Some param names are missing"
MIXED = "all optimizer param groups should be with/without names. cannot add param group {} to the optimizer"
OTHER_SIZE = "loaded state dict contains a parameter group that doesn't match the size of optimizer's group"


class _Required:
    """Stands for a setting that every group has to say itself."""

    def __repr__(self) -> str:
        return "<required parameter>"


required = _Required()


class Optimizer:
    """Parameters in groups; a subclass says in `step`, or in `_update`, how they change by their gradients.

    _numbers  the parts of a state that are one number, in which parameters that are changed together have to agree
    """

    _numbers: tuple[str, ...] = ("step",)

    def __init__(self, params: Any, defaults: dict[str, Any]) -> None:
        self.defaults = defaults
        self._hooks_before: dict[int, Any] = {}
        self._hooks_after: dict[int, Any] = {}
        if isinstance(params, Tensor):
            raise type_error(NO_ITERABLE + typename(params))
        self.state: defaultdict[Any, Any] = defaultdict(dict)
        self.param_groups: list[dict[str, Any]] = []
        groups = list(params)
        if not groups:
            raise value_error("optimizer got an empty parameter list")
        if not isinstance(groups[0], dict):
            groups = [{"params": groups}]
        for group in groups:
            self.add_param_group(group)

    def __init_subclass__(cls, **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        if cls.__module__.startswith("gradcli.torch."):
            cls.__module__ = cls.__module__.removeprefix("gradcli.")

    def __getstate__(self) -> dict[str, Any]:
        return {"defaults": self.defaults, "state": self.state, "param_groups": self.param_groups}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update({"_hooks_before": {}, "_hooks_after": {}, **state})

    def __repr__(self) -> str:
        parts = [f"{type(self).__name__} ("]
        for k, group in enumerate(self.param_groups):
            parts.append(f"\nParameter Group {k}\n")
            parts += [f"    {key}: {group[key]}\n" for key in sorted(group) if key != "params"]
        return "".join([*parts, ")"])

    # -------------------------------------------------------------- groups
    def add_param_group(self, param_group: dict[str, Any]) -> None:
        """One more group. Raises TypeError and ValueError where it is none, or its parameters are not fit."""
        if not isinstance(param_group, dict):
            raise type_error(f"param_group must be a dict, but got {type(param_group)}")
        params = param_group["params"]
        if isinstance(params, set):
            raise type_error(UNORDERED)
        _name(param_group, [params] if isinstance(params, Tensor) else list(params))
        for param in param_group["params"]:
            if not isinstance(param, Tensor):
                raise type_error(f"optimizer can only optimize Tensors, but one of the params is {typename(param)}")
            if not self.defaults.get("differentiable") and not (param.is_leaf or retains_grad(param)):
                raise value_error("can't optimize a non-leaf Tensor")
        for name, default in self.defaults.items():
            if default is required and name not in param_group:
                raise value_error(f"parameter group didn't specify a value of required optimization parameter {name}")
            param_group.setdefault(name, default)
        own = {id(param) for param in param_group["params"]}
        if len(own) != len(param_group["params"]):
            say_inside(TWICE)
        self._check_beside(param_group, own)
        self.param_groups.append(param_group)

    def _check_beside(self, param_group: dict[str, Any], own: set[int]) -> None:
        """What does not go with the groups that are there. Raises ValueError."""
        for group in self.param_groups:
            if ("param_names" in param_group) != ("param_names" in group):
                raise value_error(MIXED.format("with names" if "param_names" in param_group else "without names"))
        if any(id(param) in own for group in self.param_groups for param in group["params"]):
            raise value_error("some parameters appear in more than one parameter group")

    # -------------------------------------------------------------- a step
    def zero_grad(self, set_to_none: bool = True) -> None:
        """No gradients, or gradients of 0."""
        for group in self.param_groups:
            for param in group["params"]:
                clear(param, set_to_none)

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Change the parameters by their gradients; a closure is called first and its answer returned."""
        if type(self)._update is Optimizer._update:
            raise NotImplementedError
        args = self._before_step((self,) if closure is None else (self, closure))
        closure = args[1] if len(args) > 1 else None
        loss = None
        if closure is not None:
            with enable_grad():
                loss = closure()
        with no_grad():
            for group in self.param_groups:
                self._step_group(group)
        for hook in list(self._hooks_after.values()):
            hook(self, args, {})
        return loss

    def _before_step(self, args: tuple[Any, ...]) -> tuple[Any, ...]:
        """The arguments of a step after the hooks that run before it, which may answer others. Raises RuntimeError."""
        for hook in list(self._hooks_before.values()):
            answer = hook(self, args, {})
            if answer is None:
                continue
            if not isinstance(answer, tuple) or len(answer) != 2:
                expected = "must return None or a tuple of (new_args, new_kwargs)"
                raise runtime_error(f"{type(self).step} {expected}, but got {answer}.")
            args = (*answer[0], *answer[1].values())
        return args

    def _step_group(self, group: dict[str, Any]) -> None:
        """One group: every parameter that has a gradient."""
        for name in ("capturable", "differentiable", "fused"):
            if group.get(name):
                raise NotImplementedError(f"{type(self).__name__}({name}=True) is not available")
        params = [param for param in group["params"] if param._grad is not None]
        grads = [param._grad for param in params]
        if len(params) > 1 and go_together(params, grads) and self._at_once(group, params):
            self._update(group, Together(params), Together(grads))
            return
        for param, grad in zip(params, grads, strict=True):
            self._update(group, param, grad)

    def _at_once(self, group: dict[str, Any], params: list[Any]) -> bool:
        """Whether `_update` may be given several parameters together, because it does the same to the elements of all."""
        states = [self._state(group, param) for param in params]
        first = states[0]
        if any(s.keys() != first.keys() or any(part is None for part in s.values()) for s in states):
            return False
        return all(s[name].item() == first[name].item() for name in self._numbers if name in first for s in states)

    def _state(self, group: dict[str, Any], param: Any) -> dict[str, Any]:  # noqa: ARG002
        """The state of a parameter, which a subclass fills before its first step."""
        state: dict[str, Any] = self.state[param]
        return state

    def _held(self, group: dict[str, Any], param: Any) -> dict[str, Any]:
        """The state of a parameter, or of several together."""
        if type(param) is not Together:
            return self._state(group, param)
        states = [self._state(group, x) for x in param.tensors]
        return {name: Together([state[name] for state in states]) for name in states[0]}

    def _update(self, group: dict[str, Any], param: Any, grad: Any) -> None:
        """Change one parameter. Raises NotImplementedError unless a subclass says how."""
        raise NotImplementedError

    def register_step_pre_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call `hook(optimizer, args, kwargs)` before each step."""
        return kept(self._hooks_before, hook)

    def register_step_post_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call `hook(optimizer, args, kwargs)` after each step."""
        return kept(self._hooks_after, hook)

    # -------------------------------------------------------------- its state
    def state_dict(self) -> dict[str, Any]:
        """State and settings, with numbers for the parameters."""
        numbers: dict[int, int] = {}
        groups = []
        for group in self.param_groups:
            for param in group["params"]:
                numbers.setdefault(id(param), len(numbers))
            packed = {key: value for key, value in group.items() if key != "params"}
            groups.append({**packed, "params": [numbers[id(param)] for param in group["params"]]})
        state = {numbers[id(key)] if isinstance(key, Tensor) else key: value for key, value in self.state.items()}
        return {"state": state, "param_groups": groups}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take such a state back. Raises ValueError where the groups are others."""
        saved = deepcopy(state_dict["param_groups"])
        if len(saved) != len(self.param_groups):
            raise value_error("loaded state dict has a different number of parameter groups")
        for group, other in zip(self.param_groups, saved, strict=True):
            if len(group["params"]) != len(other["params"]):
                raise value_error(OTHER_SIZE)
        params = chain.from_iterable(group["params"] for group in self.param_groups)
        by_number = dict(zip(chain.from_iterable(group["params"] for group in saved), params, strict=True))
        state: defaultdict[Any, Any] = defaultdict(dict)
        for key, value in state_dict["state"].items():
            if key in by_number:
                state[by_number[key]] = _fitted(by_number[key], value)
            else:
                state[key] = value
        for group, other in zip(self.param_groups, saved, strict=True):
            other["params"] = group["params"]
            if "param_names" in group:
                other.setdefault("param_names", group["param_names"])
        self.__setstate__({"state": state, "param_groups": saved})


Optimizer.__module__ = "torch.optim.optimizer"


def _name(group: dict[str, Any], given: list[Any]) -> None:
    """The parameters of a group, apart from their names. Raises ValueError if only some have one."""
    named = [param for param in given if isinstance(param, tuple)]
    group["params"] = [param[1] if isinstance(param, tuple) else param for param in given]
    if named and len(named) != len(given):
        raise value_error(NAMES)
    if named:
        group["param_names"] = [name for name, _ in named]


def _fitted(param: Any, value: Any, key: Any = None) -> Any:
    """A part of a state, in the dtype of its parameter; the number of steps stays what it is."""
    if isinstance(value, Tensor):
        return value if key == "step" or not param.dtype.is_floating_point else cast(value, param.dtype)
    if isinstance(value, dict):
        return {name: _fitted(param, part, name) for name, part in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, str):
        return type(value)([_fitted(param, part) for part in value])  # type: ignore[call-arg]
    return value


def check_at_least_zero(**settings: Any) -> None:
    """PyTorch's refusals of settings below 0, which name them with spaces. Raises ValueError."""
    for name, value in settings.items():
        if not 0.0 <= value:  # noqa: SIM300 -- the order in which Python refuses a text
            raise value_error(f"Invalid {name.replace('__', ' ')}: {value}")


def check_betas(betas: Any) -> None:
    """The two rates of averages, from 0 to below 1. Raises ValueError."""
    for k in range(2):
        if not 0.0 <= betas[k] < 1.0:
            raise value_error(f"Invalid beta parameter at index {k}: {betas[k]}")


def check_rate(lr: Any) -> None:
    """A learning rate, as a number or a tensor of one. Raises ValueError."""
    if isinstance(lr, Tensor) and math.prod(lr.shape) != 1:
        raise value_error("Tensor lr must be 1-element")
    check_at_least_zero(learning__rate=lr)


def check_fused(fused: Any, foreach: Any, differentiable: Any) -> None:
    """Settings that exclude each other. Raises RuntimeError."""
    if fused and differentiable:
        raise runtime_error("`fused` does not support `differentiable`")
    if fused and foreach:
        raise runtime_error("`fused` and `foreach` cannot be `True` together.")


def counted(value: float = 0.0) -> Any:
    """A number of a state, such as the steps so far, as the tensor that PyTorch keeps."""
    return tensor(value, dtype=NAMED["float64" if default_dtype() == "float64" else "float32"])
