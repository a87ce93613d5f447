"""state_dict and load_state_dict: the state of a module by dotted names, and back."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, NamedTuple

from gradcli.problems import runtime_error, type_error
from gradcli.tensors.tensor import Tensor
from gradcli.torch.nn.parameter import Parameter
from gradcli.torch.switches import no_grad

EXTRA = "_extra_state"
NO_ANSWER = (
    "Hooks registered with ``register_load_state_dict_post_hook`` are not expected to return new values, if incompatible_keys "
    "need to be modified, it should be done inplace."
)


class _IncompatibleKeys(NamedTuple):
    """The names that a state lacked, and those that the module does not have."""

    missing_keys: list[str]
    unexpected_keys: list[str]

    def __repr__(self) -> str:
        if not self.missing_keys and not self.unexpected_keys:
            return "<All keys matched successfully>"
        return f"_IncompatibleKeys(missing_keys={self.missing_keys}, unexpected_keys={self.unexpected_keys})"

    def __str__(self) -> str:
        return repr(self)


def collected(module: Any, destination: Any, prefix: str, keep_vars: bool) -> Any:
    """The parameters and lasting buffers of a module and all below it."""
    if destination is None:
        destination = OrderedDict()
        destination._metadata = OrderedDict()
    versions = {"version": module._version}
    if hasattr(destination, "_metadata"):
        destination._metadata[prefix[:-1]] = versions
    for name, held in _lasting(module).items():
        destination[prefix + name] = held if keep_vars else held.detach()
    if _has_extra_state(module, "get_extra_state"):
        destination[prefix + EXTRA] = module.get_extra_state()
    for name, child in module._modules.items():
        if child is not None:
            child.state_dict(destination=destination, prefix=f"{prefix}{name}.", keep_vars=keep_vars)
    return destination


def _lasting(module: Any) -> dict[str, Tensor]:
    """What belongs to the state of a module itself."""
    passing = module._non_persistent_buffers_set
    held = {**module._parameters, **{name: x for name, x in module._buffers.items() if name not in passing}}
    return {name: x for name, x in held.items() if x is not None}


def _has_extra_state(module: Any, method: str) -> bool:
    """Whether a subclass says something of its own there."""
    return not getattr(type(module), method).__module__.startswith("gradcli.")


class _Loading:
    """What is found while a state is loaded."""

    def __init__(self, state: Any, strict: bool, assign: bool) -> None:
        self.state = state
        self.strict = strict
        self.assign = assign
        self.missing: list[str] = []
        self.unexpected: list[str] = []
        self.errors: list[str] = []

    def module(self, module: Any, state: Mapping[str, Any], prefix: str) -> None:
        """The state of one module and all below it."""
        versioned = hasattr(self.state, "_metadata")  # what state_dict() answers says which version it is of
        for name, held in _lasting(module).items():
            key = prefix + name
            if key in state:
                self.tensor(module, name, held, key, state[key])
            elif versioned or not module._is_later(name):
                self.missing.append(key)
        self.extra_state(module, state, prefix + EXTRA)
        own = _lasting(module)
        for key in state:
            if key.startswith(prefix) and key != prefix + EXTRA:
                first, *rest = key[len(prefix) :].split(".", 1)
                if first not in (module._modules if rest else own):
                    self.unexpected.append(key)
        for name, child in module._modules.items():
            if child is not None:
                inner = f"{prefix}{name}."
                self.module(child, {k: v for k, v in state.items() if k.startswith(inner)}, inner)
        for hook in module._load_state_dict_post_hooks.values():
            if hook(module, _IncompatibleKeys(self.missing, self.unexpected)) is not None:
                raise AssertionError(NO_ANSWER)

    def extra_state(self, module: Any, state: Mapping[str, Any], key: str) -> None:
        """What a subclass takes back."""
        if _has_extra_state(module, "set_extra_state"):
            if key in state:
                module.set_extra_state(state[key])
            else:
                self.missing.append(key)
        elif key in state:
            self.unexpected.append(key)

    def tensor(self, module: Any, name: str, held: Tensor, key: str, given: Any) -> None:
        """One parameter or buffer."""
        if not isinstance(given, Tensor):
            self.errors.append(
                f'While copying the parameter named "{key}", expected torch.Tensor or Tensor-like object from checkpoint but '
                f"received {type(given)}"
            )
            return
        if not held.shape and given.shape == (1,):
            given = given[0]
        if given.shape != held.shape:
            self.errors.append(
                f"size mismatch for {key}: copying a param with shape {given.shape} from checkpoint, the shape in current model "
                f"is {held.shape}."
            )
            return
        try:
            with no_grad():
                self.copy(module, name, held, given)
        except Exception as error:
            self.errors.append(
                f'While copying the parameter named "{key}", whose dimensions in the model are {held.shape} and whose dimensions '
                f"in the checkpoint are {given.shape}, an exception occurred : {error.args}."
            )

    def copy(self, module: Any, name: str, held: Any, given: Any) -> None:
        """Its elements, or with `assign` the tensor itself."""
        if not self.assign:
            held.copy_(given)
            return
        if isinstance(held, Parameter):
            if isinstance(given, Parameter):
                given.requires_grad_(held.requires_grad)
            else:
                given = Parameter(given, held.requires_grad)
        setattr(module, name, given)

    def text(self) -> str:
        """All that is wrong; nothing if nothing is."""
        errors = list(self.errors)
        if self.strict:
            for kind, keys in (("Unexpected", self.unexpected), ("Missing", self.missing)):
                if keys:
                    listed = ", ".join(f'"{key}"' for key in keys)
                    errors.insert(0, f"{kind} key(s) in state_dict: {listed}. ")
        return "\n\t".join(errors)


def loaded(module: Any, state: Any, strict: bool, assign: bool) -> _IncompatibleKeys:
    """Copy a state into a module. Raises TypeError for what is none, and RuntimeError where it does not fit."""
    if not isinstance(state, Mapping):
        raise type_error(f"Expected state_dict to be dict-like, got {type(state)}.")
    loading = _Loading(state, strict, assign)
    loading.module(module, state, "")
    text = loading.text()
    if text:
        raise runtime_error(f"Error(s) in loading state_dict for {type(module).__name__}:\n\t{text}")
    return _IncompatibleKeys(loading.missing, loading.unexpected)
