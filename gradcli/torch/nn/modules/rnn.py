"""torch.nn's recurrent layers and cells: RNN, LSTM and GRU.

PyTorch computes a layer in one operation of its own, whose result may differ in the last digit.
"""

from __future__ import annotations

import math
from typing import Any

from gradcli.evaluate.warned import say_inside
from gradcli.ops import table
from gradcli.ops.shape import joined_steps
from gradcli.problems import runtime_error, type_error, value_error
from gradcli.torch.functions import empty
from gradcli.torch.nn import functional as F
from gradcli.torch.nn import init
from gradcli.torch.nn.modules.module import Module
from gradcli.torch.nn.parameter import fresh
from gradcli.torch.nn.utils.packed import PackedSequence, over_packed

DROPOUT = "dropout should be a number in range [0, 1] representing the probability of an element being zeroed"
LONELY = (
    "dropout option adds dropout after all but last recurrent layer, so non-zero dropout expects num_layers greater than 1, but "
    "got dropout={} and num_layers={}"
)
RANKS = "For {} input, {} should also be {}-D but got {}"  # batched or not, hx or both, and what was given instead


def _zeros(like: Any, *size: int) -> Any:
    return empty(*size, dtype=like.dtype)  # which is zeros in this house


# ------------------------------------------------------------------ one step
def _rnn_step(x: Any, state: tuple[Any, ...], weights: tuple[Any, ...], function: str) -> tuple[Any, ...]:
    (h,) = state
    w_ih, w_hh, b_ih, b_hh = weights
    total = F.linear(x, w_ih, b_ih) + F.linear(h, w_hh, b_hh)
    return (total.tanh() if function == "tanh" else total.relu(),)


def _lstm_step(x: Any, state: tuple[Any, ...], weights: tuple[Any, ...], function: str) -> tuple[Any, ...]:  # noqa: ARG001
    h, c = state
    w_ih, w_hh, b_ih, b_hh = weights
    gates = (F.linear(x, w_ih, b_ih) + F.linear(h, w_hh, b_hh)).chunk(4, -1)
    enter, forget, leave = gates[0].sigmoid(), gates[1].sigmoid(), gates[3].sigmoid()
    c = forget * c + enter * gates[2].tanh()
    return leave * c.tanh(), c


def _gru_step(x: Any, state: tuple[Any, ...], weights: tuple[Any, ...], function: str) -> tuple[Any, ...]:  # noqa: ARG001
    (h,) = state
    w_ih, w_hh, b_ih, b_hh = weights
    own, before = F.linear(x, w_ih, b_ih).chunk(3, -1), F.linear(h, w_hh, b_hh).chunk(3, -1)
    reset, update = (before[0] + own[0]).sigmoid(), (before[1] + own[1]).sigmoid()
    new = (own[2] + before[2] * reset).tanh()
    return ((h - new) * update + new,)


STEPS = {"RNN": (_rnn_step, 1, 1), "LSTM": (_lstm_step, 4, 2), "GRU": (_gru_step, 3, 1)}  # with gates, and parts of a state


# ------------------------------------------------------------------ layers
class RNNBase(Module):
    """Layers that go over a sequence. Raises TypeError and ValueError for settings that make no sense."""

    kind = ""
    nonlinearity = "tanh"

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        proj_size: int = 0,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        if proj_size:
            raise NotImplementedError(f"{type(self).__name__}(proj_size={proj_size}) is not available")
        self.mode = self.kind if self.kind != "RNN" else f"RNN_{self.nonlinearity.upper()}"
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        self.bias = bias
        self.batch_first = batch_first
        self.dropout = float(dropout)
        self.bidirectional = bidirectional
        self._check_settings(dropout)
        gates = STEPS[self.kind][1] * hidden_size
        for layer, suffix in self._directions():
            width = input_size if layer == 0 else hidden_size * (2 if bidirectional else 1)
            sizes: dict[str, tuple[int, ...]] = {"weight_ih": (gates, width), "weight_hh": (gates, hidden_size)}
            if bias:
                sizes |= {"bias_ih": (gates,), "bias_hh": (gates,)}
            for name, size in sizes.items():
                setattr(self, f"{name}_l{layer}{suffix}", fresh(*size, dtype=dtype, device=device))
        self.reset_parameters()

    def _check_settings(self, dropout: Any) -> None:
        if isinstance(dropout, bool) or not isinstance(dropout, int | float) or not 0 <= dropout <= 1:
            raise value_error(DROPOUT)
        if dropout > 0 and self.num_layers == 1:
            say_inside(LONELY.format(dropout, self.num_layers))
        for name in ("bias", "batch_first"):
            if not isinstance(getattr(self, name), bool):
                raise type_error(f"{name} should be of type bool, got: {type(getattr(self, name)).__name__}")
        for name in ("input_size", "hidden_size"):
            if not isinstance(getattr(self, name), int):
                raise type_error(f"{name} should be of type int, got: {type(getattr(self, name)).__name__}")
            if getattr(self, name) <= 0:
                raise value_error(f"{name} must be greater than zero")
        if self.num_layers <= 0:
            raise value_error("num_layers must be greater than zero")

    def _directions(self) -> list[tuple[int, str]]:
        """Layers and the suffix of their parameters, in PyTorch's order."""
        suffixes = ("", "_reverse") if self.bidirectional else ("",)
        return [(layer, suffix) for layer in range(self.num_layers) for suffix in suffixes]

    def reset_parameters(self) -> None:
        """Uniform numbers between -1/sqrt(hidden_size) and its opposite."""
        bound = 1.0 / math.sqrt(self.hidden_size) if self.hidden_size > 0 else 0
        for parameter in self.parameters():
            init.uniform_(parameter, -bound, bound)

    def extra_repr(self) -> str:
        """The settings that are not the usual ones."""
        usual = {"num_layers": 1, "bias": True, "batch_first": False, "dropout": 0, "bidirectional": False}
        parts = [f"{name}={getattr(self, name)}" for name, value in usual.items() if getattr(self, name) != value]
        return ", ".join([f"{self.input_size}, {self.hidden_size}", *parts])

    @property
    def all_weights(self) -> list[list[Any]]:
        """The parameters of each layer and direction."""
        return [[p for p in self._weights(layer, suffix) if p is not None] for layer, suffix in self._directions()]

    def flatten_parameters(self) -> None:
        """Nothing: it concerns other devices."""

    def forward(self, input: Any, hx: Any = None) -> Any:
        """(L, N, input_size) to (L, N, hidden_size) and the last state; N first with batch_first, or without N."""
        several = STEPS[self.kind][2] > 1
        if isinstance(input, PackedSequence):
            return self._packed(input, None if hx is None else tuple(hx) if several else (hx,))
        if input.dim() not in (2, 3):
            tail = "" if self.kind != "RNN" else " tensor"
            raise value_error(f"{self.kind}: Expected input to be 2D or 3D, got {input.dim()}D{tail} instead")
        alone = input.dim() == 2
        x = input.unsqueeze(0 if self.batch_first else 1) if alone else input
        count = x.size(0 if self.batch_first else 1)
        given = None if hx is None else tuple(hx) if several else (hx,)
        self._check_ranks(given, alone)
        if x.size(-1) != self.input_size:
            raise runtime_error(f"input.size(-1) must be equal to input_size. Expected {self.input_size}, got {x.size(-1)}")
        states = self._states(x, given, alone, count)
        out, last = self._over(x.transpose(0, 1) if self.batch_first else x, states)
        if self.batch_first:
            out = out.transpose(0, 1) if self._is_fused(x) else out.transpose_(0, 1)
        if alone:
            out, last = out.squeeze(0 if self.batch_first else 1), tuple(h.squeeze(1) for h in last)
        return out, last if several else last[0]

    def _packed(self, packed: PackedSequence, given: Any) -> Any:
        """The same of what is packed; the states are those of the sequences as they were given."""
        order = packed.sorted_indices
        if given is not None and order is not None:
            given = tuple(h.index_select(1, order) for h in given)
        if packed.data.size(-1) != self.input_size:
            wrong = f"Expected {self.input_size}, got {packed.data.size(-1)}"
            raise runtime_error(f"input.size(-1) must be equal to input_size. {wrong}")
        states = self._states(packed.data, given, False, int(packed.batch_sizes[0]))
        data, last = over_packed(self, packed, states)
        if order is not None:
            last = tuple(h.index_select(1, packed.unsorted_indices) for h in last)
        return packed._replace(data=data), last if len(last) > 1 else last[0]

    def _step(self, x: Any, state: tuple[Any, ...], weights: tuple[Any, ...]) -> tuple[Any, ...]:
        return STEPS[self.kind][0](x, state, weights, self.nonlinearity)

    def _dropped(self, x: Any) -> Any:
        return F.dropout(x, self.dropout, self.training)

    def _check_ranks(self, given: Any, alone: bool) -> None:
        """PyTorch's refusal of states that have another number of dimensions than they should."""
        rank = 2 if alone else 3
        if given is None or all(h.dim() == rank for h in given):
            return
        which = "unbatched 2-D" if alone else "batched 3-D"
        if len(given) == 1:
            raise runtime_error(RANKS.format(which, "hx", rank, f"{given[0].dim()}-D tensor"))
        found = ", ".join(f"{h.dim()}-D" for h in given)
        raise runtime_error(RANKS.format(which, "hx and cx", rank, f"({found}) tensors"))

    def _is_fused(self, x: Any) -> bool:
        """Whether PyTorch computes each layer in one operation of a library's, which bears its name."""
        return self.kind == "LSTM" and x.dtype == "float32" and x.numel() > 0

    def _states(self, x: Any, given: Any, alone: bool, count: int) -> tuple[Any, ...]:
        size = (len(self._directions()), count, self.hidden_size)
        if given is None:
            return tuple(_zeros(x, *size) for _ in range(STEPS[self.kind][2]))
        states = tuple(h.unsqueeze(1) if alone else h for h in given)
        for k, h in enumerate(states):
            if tuple(h.shape) != size:
                which = "Expected hidden size" if len(states) == 1 else f"Expected hidden[{k}] size"
                raise runtime_error(f"{which} {size}, got {list(h.shape)}")
        return states

    def _over(self, x: Any, states: tuple[Any, ...]) -> tuple[Any, tuple[Any, ...]]:
        """Every layer over the whole sequence, and the state in which each ended."""
        step, stack, cat = STEPS[self.kind][0], table.TABLE["stack"], table.TABLE["cat"]
        joined = joined_steps if self._is_fused(x) else stack
        ends: list[tuple[Any, ...]] = []
        directions = 2 if self.bidirectional else 1
        for layer in range(self.num_layers):
            sides = []
            for side in range(directions):
                place = layer * directions + side
                weights = self._weights(layer, "_reverse" if side else "")
                state = tuple(h[place] for h in states)
                steps = []
                for k in reversed(range(x.size(0))) if side else range(x.size(0)):
                    state = step(x[k], state, weights, self.nonlinearity)
                    steps.append(state[0])
                sides.append(joined(*(reversed(steps) if side else steps)))
                ends.append(state)
            x = sides[0] if directions == 1 else cat(*sides, dim=-1)
            if self.dropout and layer < self.num_layers - 1:
                x = F.dropout(x, self.dropout, self.training)
        return x, tuple(stack(*parts) for parts in zip(*ends, strict=True))

    def _weights(self, layer: int, suffix: str) -> tuple[Any, ...]:
        names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
        return tuple(self._parameters.get(f"{name}_l{layer}{suffix}") for name in names)


class RNN(RNNBase):
    """h = tanh(W x + b + V h + c), or relu of it."""

    kind = "RNN"

    def __init__(self, *args: Any, nonlinearity: str = "tanh", **kwargs: Any) -> None:
        if "proj_size" in kwargs:
            raise value_error("proj_size argument is only supported for LSTM, not RNN or GRU")
        if len(args) > 3:
            nonlinearity, args = args[3], args[:3] + args[4:]
        if nonlinearity not in ("tanh", "relu"):
            raise value_error(f"Unknown nonlinearity '{nonlinearity}'. Select from 'tanh' or 'relu'.")
        self.__dict__["nonlinearity"] = nonlinearity
        super().__init__(*args, **kwargs)


class LSTM(RNNBase):
    """Long short-term memory (Hochreiter and Schmidhuber, 1997)."""

    kind = "LSTM"


class GRU(RNNBase):
    """Gated recurrent units (Cho et al., 2014)."""

    kind = "GRU"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if "proj_size" in kwargs:
            raise value_error("proj_size argument is only supported for LSTM, not RNN or GRU")
        super().__init__(*args, **kwargs)


# ------------------------------------------------------------------ cells
class _Cell(Module):
    """One step of a recurrent layer."""

    kind = ""

    def __init__(self, input_size: int, hidden_size: int, bias: bool = True, device: Any = None, dtype: Any = None) -> None:
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.bias = bias
        gates = STEPS[self.kind][1] * hidden_size
        self.weight_ih = fresh(gates, input_size, dtype=dtype, device=device)
        self.weight_hh = fresh(gates, hidden_size, dtype=dtype, device=device)
        for name in ("bias_ih", "bias_hh"):
            self.register_parameter(name, fresh(gates, dtype=dtype, device=device) if bias else None)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Uniform numbers between -1/sqrt(hidden_size) and its opposite."""
        bound = 1.0 / math.sqrt(self.hidden_size) if self.hidden_size > 0 else 0
        for parameter in self.parameters():
            init.uniform_(parameter, -bound, bound)

    def extra_repr(self) -> str:
        """The settings that are not the usual ones."""
        parts = [f"{self.input_size}, {self.hidden_size}"]
        if self.bias is not True:
            parts.append(f"bias={self.bias}")
        if self.__dict__.get("nonlinearity", "tanh") != "tanh":
            parts.append(f"nonlinearity={self.__dict__['nonlinearity']}")
        return ", ".join(parts)

    def forward(self, input: Any, hx: Any = None) -> Any:
        """(N, input_size) to the next state (N, hidden_size), or without N."""
        step, _, parts = STEPS[self.kind]
        name = f"{self.kind}Cell"
        if input.dim() not in (1, 2):
            raise value_error(f"{name}: Expected input to be 1D or 2D, got {input.dim()}D instead")
        given = None if hx is None else tuple(hx) if parts > 1 else (hx,)
        for k, h in enumerate(given or ()):
            if h.dim() not in (1, 2):
                which = "hidden" if parts == 1 else f"hx[{k}]"
                raise value_error(f"{name}: Expected {which} to be 1D or 2D, got {h.dim()}D instead")
        alone = input.dim() == 1
        x = input.unsqueeze(0) if alone else input
        if x.size(1) != self.input_size:
            raise runtime_error(f"input has inconsistent input_size: got {x.size(1)} expected {self.input_size}")
        if given is None:
            state = tuple(_zeros(x, x.size(0), self.hidden_size) for _ in range(parts))
        else:
            state = tuple(h.unsqueeze(0) if alone else h for h in given)
        weights = (self.weight_ih, self.weight_hh, self.bias_ih, self.bias_hh)
        found = step(x, state, weights, self.__dict__.get("nonlinearity", "tanh"))
        found = tuple(h.squeeze(0) for h in found) if alone else found
        return found if parts > 1 else found[0]


class RNNCell(_Cell):
    """One step of an RNN."""

    kind = "RNN"

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        bias: bool = True,
        nonlinearity: str = "tanh",
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(input_size, hidden_size, bias, device, dtype)
        self.nonlinearity = nonlinearity

    def forward(self, input: Any, hx: Any = None) -> Any:
        """(N, input_size) to (N, hidden_size). Raises RuntimeError for another function than tanh and relu."""
        if self.nonlinearity not in ("tanh", "relu"):
            raise runtime_error(f"Unknown nonlinearity: {self.nonlinearity}")
        return super().forward(input, hx)


class LSTMCell(_Cell):
    """One step of an LSTM."""

    kind = "LSTM"


class GRUCell(_Cell):
    """One step of a GRU."""

    kind = "GRU"
