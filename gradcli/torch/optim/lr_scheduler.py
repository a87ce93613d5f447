"""torch.optim.lr_scheduler: learning rates that change from epoch to epoch."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from types import FunctionType
from typing import Any
from weakref import ref

from gradcli.evaluate.warned import say, say_inside
from gradcli.problems import runtime_error, type_error, value_error
from gradcli.tensors.tensor import Tensor
from gradcli.torch import attributes
from gradcli.torch.absent import refuse
from gradcli.torch.optim.optimizer import Optimizer

ORDER = (
    "Detected call of `lr_scheduler.step()` before `optimizer.step()`. In PyTorch 1.1.0 and later, you should call them in the "
    "opposite order: `optimizer.step()` before `lr_scheduler.step()`.  Failure to do this will result in PyTorch skipping the "
    "first value of the learning rate schedule. See more details at "
    "https://pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate"
)
OVERRIDDEN = (
    "Seems like `optimizer.step()` has been overridden after learning rate scheduler initialization. Please, make sure to call "
    "`optimizer.step()` before `lr_scheduler.step()`. See more details at "
    "https://pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate"
)
EPOCH = (
    "The epoch parameter in `scheduler.step()` was not necessary and is being deprecated where possible. Please use "
    "`scheduler.step()` to step the scheduler. During the deprecation, if epoch is different from None, the closed form is used "
    "instead of the new chainable form, where available. Please open an issue if you are unable to replicate your use case: "
    "https://github.com/pytorch/pytorch/issues/new/choose."
)
NO_INITIAL = (
    "param 'initial_lr' is not specified in param_groups[{}] when resuming scheduler with last_epoch >= 0.\nThis typically "
    "happens when:\n1. You're trying to resume training from a checkpoint but haven't properly loaded the optimizer state\n2. "
    "You're using last_epoch >= 0 for a fresh training run (not recommended)"
)
LAST = "To get the last learning rate computed by the scheduler, please use `get_last_lr()`."
NO_MOMENTUM = "optimizer must support momentum or beta1 with `cycle_momentum` option enabled"


def _rates(optimizer: Optimizer, key: str = "lr") -> list[Any]:
    """A setting of each group; tensors as they are now."""
    return [_now(group[key]) for group in optimizer.param_groups]


def _now(value: Any) -> Any:
    return value.clone() if _is_tensor(value) else value


def _is_tensor(value: Any) -> bool:
    return isinstance(value, Tensor)


def _set(group: dict[str, Any], value: Any) -> None:
    if _is_tensor(group["lr"]):
        group["lr"].fill_(float(value))
    else:
        group["lr"] = value


class LRScheduler:
    """Changes the learning rates of an optimizer in `step`; a subclass says in `get_lr` what they are."""

    _get_lr_called_within_step = False
    _is_initial = False

    def __init_subclass__(cls, **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        if cls.__module__.startswith("gradcli.torch."):
            cls.__module__ = cls.__module__.removeprefix("gradcli.")

    def __init__(self, optimizer: Any, last_epoch: int = -1) -> None:
        _check_optimizer(optimizer)
        self.optimizer = optimizer
        for k, group in enumerate(optimizer.param_groups):
            if last_epoch == -1:
                group.setdefault("initial_lr", _now(group["lr"]))
            elif "initial_lr" not in group:
                raise KeyError(NO_INITIAL.format(k))
        self.base_lrs = _rates(optimizer, "initial_lr")
        self.last_epoch = last_epoch
        _watch(optimizer)
        self._initial_step()

    def _initial_step(self) -> None:
        self._step_count = 0
        self._is_initial = True
        try:
            self.step()
        finally:
            self._is_initial = False

    def state_dict(self) -> dict[str, Any]:
        """Everything but the optimizer."""
        return {key: value for key, value in self.__dict__.items() if key != "optimizer"}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take such a state back."""
        attributes.restore(self, state_dict)

    def get_last_lr(self) -> list[Any]:
        """The learning rates as they are."""
        return self._last_lr

    def get_lr(self) -> list[Any]:
        """The learning rates of this epoch. Raises NotImplementedError unless a subclass says them."""
        raise NotImplementedError

    def step(self, epoch: int | None = None) -> None:
        """One epoch more."""
        if self._step_count == 1:
            if not hasattr(self.optimizer.step, "_wrapped_by_lr_sched"):
                say(OVERRIDDEN)
            elif not getattr(self.optimizer, "_opt_called", False):
                say(ORDER)
        self._step_count += 1
        if epoch is not None:
            say(EPOCH)
        self._update_lr(epoch)

    def _update_lr(self, epoch: int | None = None) -> None:
        with self._asked():
            if epoch is None:
                self.last_epoch += 1
                values = self.get_lr()
            else:
                self.last_epoch = epoch
                values = getattr(self, "_get_closed_form_lr", self.get_lr)()
        for group, value in zip(self.optimizer.param_groups, values, strict=True):
            _set(group, value)
        self._last_lr = _rates(self.optimizer)

    @contextmanager
    def _asked(self) -> Iterator[None]:
        self._get_lr_called_within_step = True
        try:
            yield
        finally:
            self._get_lr_called_within_step = False

    def _rates(self) -> list[Any]:
        """The learning rates that are there, for those who change them."""
        if not self._get_lr_called_within_step:
            say_inside(LAST)
        return _rates(self.optimizer)

    def _times(self, factor: float) -> list[Any]:
        return [rate * factor for rate in self._rates()]


def _check_optimizer(optimizer: Any) -> None:
    if not isinstance(optimizer, Optimizer):
        raise type_error(f"{type(optimizer).__name__} is not an Optimizer")


def _watch(optimizer: Any) -> None:
    """From now on the optimizer knows whether a step was taken."""
    if hasattr(optimizer.step, "_wrapped_by_lr_sched"):
        return
    function, weak = optimizer.step.__func__, ref(optimizer)

    @wraps(function)
    def step(*args: Any, **kwargs: Any) -> Any:
        own: Any = weak()
        own._opt_called = True
        return function(own, *args, **kwargs)

    step._wrapped_by_lr_sched = True  # type: ignore[attr-defined]
    optimizer.step = step


class LambdaLR(LRScheduler):
    """The first rate times what a function answers for the epoch."""

    def __init__(self, optimizer: Any, lr_lambda: Any, last_epoch: int = -1) -> None:
        self.optimizer = optimizer
        count = len(optimizer.param_groups)
        if isinstance(lr_lambda, list | tuple):
            if len(lr_lambda) != count:
                raise value_error(f"Expected {count} lr_lambdas, but got {len(lr_lambda)}")
            self.lr_lambdas: list[Callable[[int], float]] = list(lr_lambda)
        else:
            self.lr_lambdas = [lr_lambda] * count
        super().__init__(optimizer, last_epoch)

    def state_dict(self) -> dict[str, Any]:
        """Everything but the optimizer, and of the functions only what they hold."""
        state = super().state_dict()
        del state["lr_lambdas"]
        held = [None if isinstance(f, FunctionType) else dict(f.__dict__) for f in self.lr_lambdas]
        return {**state, "lr_lambdas": held}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take such a state back."""
        attributes.restore(self, {key: value for key, value in state_dict.items() if key != "lr_lambdas"})
        for function, held in zip(self.lr_lambdas, state_dict["lr_lambdas"], strict=True):
            if held is not None:
                attributes.restore(function, held)

    def get_lr(self) -> list[Any]:
        """The rates of this epoch."""
        self._rates()
        return [base * f(self.last_epoch) for f, base in zip(self.lr_lambdas, self.base_lrs, strict=True)]


class MultiplicativeLR(LambdaLR):
    """The last rate times what a function answers for the epoch."""

    def __init__(self, optimizer: Any, lr_lambda: Any, last_epoch: int = -1) -> None:
        for function in lr_lambda if isinstance(lr_lambda, list | tuple) else [lr_lambda]:
            if not callable(function):
                raise type_error(f"lr_lambda should be a function, but got {type(function).__name__}")
        super().__init__(optimizer, lr_lambda, last_epoch)

    def get_lr(self) -> list[Any]:
        """The rates of this epoch."""
        rates = self._rates()
        if self._is_initial:
            return rates
        return [rate * f(self.last_epoch) for f, rate in zip(self.lr_lambdas, rates, strict=True)]


class StepLR(LRScheduler):
    """Times gamma every step_size epochs."""

    def __init__(self, optimizer: Any, step_size: int, gamma: float = 0.1, last_epoch: int = -1) -> None:
        self.step_size = step_size
        self.gamma = gamma
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[Any]:
        """The rates of this epoch."""
        if self.last_epoch == 0 or self.last_epoch % self.step_size != 0:
            return self._rates()
        return self._times(self.gamma)

    def _get_closed_form_lr(self) -> list[Any]:
        return [base * self.gamma ** (self.last_epoch // self.step_size) for base in self.base_lrs]


class MultiStepLR(LRScheduler):
    """Times gamma at certain epochs."""

    def __init__(self, optimizer: Any, milestones: Iterable[int], gamma: float = 0.1, last_epoch: int = -1) -> None:
        self.milestones = Counter(milestones)
        self.gamma = gamma
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[Any]:
        """The rates of this epoch."""
        times = self.milestones.get(self.last_epoch)
        return self._rates() if times is None else self._times(self.gamma**times)

    def _get_closed_form_lr(self) -> list[Any]:
        passed = bisect_right(sorted(self.milestones.elements()), self.last_epoch)
        return [base * self.gamma**passed for base in self.base_lrs]


class ConstantLR(LRScheduler):
    """Times a factor until a certain epoch."""

    def __init__(self, optimizer: Any, factor: float = 1.0 / 3, total_iters: int = 5, last_epoch: int = -1) -> None:
        if factor > 1.0 or factor < 0:
            raise value_error("Constant multiplicative factor expected to be between 0 and 1.")
        self.factor = factor
        self.total_iters = total_iters
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[Any]:
        """The rates of this epoch."""
        if self.last_epoch == 0:
            return self._times(self.factor)
        return self._rates() if self.last_epoch != self.total_iters else self._times(1.0 / self.factor)

    def _get_closed_form_lr(self) -> list[Any]:
        passed = self.last_epoch >= self.total_iters
        return [base * (self.factor + passed * (1 - self.factor)) for base in self.base_lrs]


class LinearLR(LRScheduler):
    """Times a factor that goes from one number to another in equal steps."""

    def __init__(
        self,
        optimizer: Any,
        start_factor: float = 1.0 / 3,
        end_factor: float = 1.0,
        total_iters: int = 5,
        last_epoch: int = -1,
    ) -> None:
        if start_factor > 1.0 or start_factor <= 0:
            raise value_error("Starting multiplicative factor expected to be greater than 0 and less or equal to 1.")
        if end_factor > 1.0 or end_factor < 0:
            raise value_error("Ending multiplicative factor expected to be between 0 and 1.")
        self.start_factor = start_factor
        self.end_factor = end_factor
        self.total_iters = total_iters
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[Any]:
        """The rates of this epoch."""
        if self.last_epoch == 0:
            return self._times(self.start_factor)
        if self._is_initial or self.last_epoch > self.total_iters:
            return self._rates()
        way = self.end_factor - self.start_factor
        return self._times(1.0 + way / (self.total_iters * self.start_factor + (self.last_epoch - 1) * way))

    def _get_closed_form_lr(self) -> list[Any]:
        way = (self.end_factor - self.start_factor) * min(self.total_iters, self.last_epoch) / self.total_iters
        return [base * (self.start_factor + way) for base in self.base_lrs]


class ExponentialLR(LRScheduler):
    """Times gamma every epoch."""

    def __init__(self, optimizer: Any, gamma: float, last_epoch: int = -1) -> None:
        self.gamma = gamma
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[Any]:
        """The rates of this epoch."""
        return self._rates() if self._is_initial else self._times(self.gamma)

    def _get_closed_form_lr(self) -> list[Any]:
        return [base * self.gamma**self.last_epoch for base in self.base_lrs]


class PolynomialLR(LRScheduler):
    """A power of what is left of the epochs."""

    def __init__(self, optimizer: Any, total_iters: int = 5, power: float = 1.0, last_epoch: int = -1) -> None:
        self.total_iters = total_iters
        self.power = power
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[Any]:
        """The rates of this epoch."""
        if self._is_initial or self.last_epoch > self.total_iters:
            return self._rates()
        total = self.total_iters
        return self._times(((1.0 - self.last_epoch / total) / (1.0 - (self.last_epoch - 1) / total)) ** self.power)

    def _get_closed_form_lr(self) -> list[Any]:
        left = 1.0 - min(self.total_iters, self.last_epoch) / self.total_iters
        return [base * left**self.power for base in self.base_lrs]


class CosineAnnealingLR(LRScheduler):
    """Down along a cosine (Loshchilov and Hutter, 2016)."""

    def __init__(self, optimizer: Any, T_max: int, eta_min: float = 0.0, last_epoch: int = -1) -> None:
        self.T_max = T_max
        self.eta_min = eta_min
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[Any]:
        """The rates of this epoch."""
        rates, low, epoch = self._rates(), self.eta_min, self.last_epoch
        if self._is_initial:
            return rates
        if self._step_count == 1 and epoch > 0:
            return [low + (base - low) * (1 + math.cos(epoch * math.pi / self.T_max)) / 2 for base in self.base_lrs]
        if (epoch - 1 - self.T_max) % (2 * self.T_max) == 0:
            up = 1 - math.cos(math.pi / self.T_max)
            return [rate + (base - low) * up / 2 for base, rate in zip(self.base_lrs, rates, strict=True)]
        now, before = (1 + math.cos(math.pi * k / self.T_max) for k in (epoch, epoch - 1))
        return [now / before * (rate - low) + low for rate in rates]

    def _get_closed_form_lr(self) -> list[Any]:
        low = self.eta_min
        part = 1 + math.cos(math.pi * self.last_epoch / self.T_max)
        return [low + (base - low) * part / 2 for base in self.base_lrs]


class CosineAnnealingWarmRestarts(LRScheduler):
    """Down along a cosine, again and again. Raises ValueError for settings that make no sense."""

    def __init__(self, optimizer: Any, T_0: int, T_mult: int = 1, eta_min: float = 0.0, last_epoch: int = -1) -> None:
        if T_0 <= 0 or not isinstance(T_0, int):
            raise value_error(f"Expected positive integer T_0, but got {T_0}")
        if T_mult < 1 or not isinstance(T_mult, int):
            raise value_error(f"Expected integer T_mult >= 1, but got {T_mult}")
        if not isinstance(eta_min, float | int):
            raise value_error(f"Expected float or int eta_min, but got {eta_min} of type {type(eta_min)}")
        self.T_0 = T_0
        self.T_i = T_0
        self.T_mult = T_mult
        self.eta_min = eta_min
        self.T_cur: float = last_epoch
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[Any]:
        """The rates of this epoch."""
        self._rates()
        low, part = self.eta_min, 1 + math.cos(math.pi * self.T_cur / self.T_i)
        return [low + (base - low) * part / 2 for base in self.base_lrs]

    def step(self, epoch: Any = None) -> None:
        """One epoch more, or another one, which may lie between two. Raises ValueError for those below 0."""
        if epoch is None and self.last_epoch < 0:
            epoch = 0
        if epoch is None:
            epoch = self.last_epoch + 1
            self.T_cur += 1
            if self.T_cur >= self.T_i:
                self.T_cur %= self.T_i
                self.T_i *= self.T_mult
        elif epoch < 0:
            raise value_error(f"Expected non-negative epoch, but got {epoch}")
        else:
            self._placed(epoch)
        self.last_epoch = math.floor(epoch)
        with self._asked():
            for group, rate in zip(self.optimizer.param_groups, self.get_lr(), strict=True):
                _set(group, rate)
        self._last_lr = _rates(self.optimizer)

    def _placed(self, epoch: Any) -> None:
        """Where in which cosine an epoch lies."""
        if epoch < self.T_0:
            self.T_i, self.T_cur = self.T_0, epoch
        elif self.T_mult == 1:
            self.T_cur = epoch % self.T_0
        else:
            n = int(math.log((epoch / self.T_0 * (self.T_mult - 1) + 1), self.T_mult))
            self.T_cur = epoch - self.T_0 * (self.T_mult**n - 1) / (self.T_mult - 1)
            self.T_i = self.T_0 * self.T_mult**n


class OneCycleLR(LRScheduler):
    """Up to max_lr, and then down far below where it began (Smith and Topin, 2017)."""

    def __init__(
        self,
        optimizer: Any,
        max_lr: Any,
        total_steps: int | None = None,
        epochs: int | None = None,
        steps_per_epoch: int | None = None,
        pct_start: float = 0.3,
        anneal_strategy: str = "cos",
        cycle_momentum: bool = True,
        base_momentum: Any = 0.85,
        max_momentum: Any = 0.95,
        div_factor: float = 25.0,
        final_div_factor: float = 1e4,
        three_phase: bool = False,
        last_epoch: int = -1,
    ) -> None:
        _check_optimizer(optimizer)
        self.optimizer = optimizer
        self.total_steps = _total(total_steps, epochs, steps_per_epoch)
        self._schedule_phases = _phases(pct_start, self.total_steps, three_phase)
        if pct_start < 0 or pct_start > 1 or not isinstance(pct_start, float):
            raise value_error(f"Expected float between 0 and 1 pct_start, but got {pct_start}")
        if anneal_strategy not in ("cos", "linear"):
            raise value_error(f"anneal_strategy must be one of 'cos' or 'linear', instead got {anneal_strategy}")
        self._anneal_func_type = anneal_strategy
        rates = _of_each("max_lr", optimizer, max_lr)
        if last_epoch == -1:
            for rate, group in zip(rates, optimizer.param_groups, strict=True):
                group["initial_lr"] = rate / div_factor
                group["max_lr"] = rate
                group["min_lr"] = group["initial_lr"] / final_div_factor
        self.cycle_momentum = cycle_momentum
        if cycle_momentum:
            self._begin_momentum(max_momentum, base_momentum, last_epoch)
        super().__init__(optimizer, last_epoch)

    def _begin_momentum(self, highest: Any, lowest: Any, last_epoch: int) -> None:
        optimizer = self.optimizer
        if "momentum" not in optimizer.defaults and "betas" not in optimizer.defaults:
            raise value_error(NO_MOMENTUM)
        self.use_beta1 = "betas" in optimizer.defaults
        high, low = _of_each("max_momentum", optimizer, highest), _of_each("base_momentum", optimizer, lowest)
        if last_epoch == -1:
            for top, bottom, group in zip(high, low, optimizer.param_groups, strict=True):
                self._set_momentum(group, top)
                group["max_momentum"], group["base_momentum"] = top, bottom

    def _set_momentum(self, group: dict[str, Any], value: float) -> None:
        if self.use_beta1:
            group["betas"] = (value, *group["betas"][1:])
        else:
            group["momentum"] = value

    def _between(self, start: float, end: float, part: float) -> float:
        if self._anneal_func_type == "linear":
            return (end - start) * part + start
        return end + (start - end) / 2.0 * (math.cos(math.pi * part) + 1)

    def get_lr(self) -> list[Any]:
        """The rates of this step. Raises ValueError past the last one."""
        self._rates()
        step = self.last_epoch
        if step > self.total_steps:
            raise value_error(f"Tried to step {step} times. The specified number of total steps is {self.total_steps}")
        begin, rates = 0.0, []
        phase = self._schedule_phases[-1]
        for phase in self._schedule_phases:
            if step <= phase["end_step"] or phase is self._schedule_phases[-1]:
                break
            begin = phase["end_step"]
        part = (step - begin) / (phase["end_step"] - begin)
        for group in self.optimizer.param_groups:
            rates.append(self._between(group[phase["start_lr"]], group[phase["end_lr"]], part))
            if self.cycle_momentum:
                self._set_momentum(group, self._between(group[phase["start_momentum"]], group[phase["end_momentum"]], part))
        return rates


def _total(total: Any, epochs: Any, per_epoch: Any) -> int:
    """The number of all steps. Raises ValueError."""
    if total is not None:
        if total <= 0 or not isinstance(total, int):
            raise value_error(f"Expected positive integer total_steps, but got {total}")
        return total
    if epochs is None or per_epoch is None:
        raise value_error("You must define either total_steps OR (epochs AND steps_per_epoch)")
    for name, value in (("epochs", epochs), ("steps_per_epoch", per_epoch)):
        if not isinstance(value, int) or value <= 0:
            raise value_error(f"Expected positive integer {name}, but got {value}")
    found: int = epochs * per_epoch
    return found


def _phases(part: float, total: int, three: bool) -> list[dict[str, Any]]:
    def phase(end: float, *names: str) -> dict[str, Any]:
        return {"end_step": end, **dict(zip(("start_lr", "end_lr", "start_momentum", "end_momentum"), names, strict=True))}

    up = ("initial_lr", "max_lr", "max_momentum", "base_momentum")
    first = phase(float(part * total) - 1, *up)
    if not three:
        return [first, phase(total - 1, "max_lr", "min_lr", "base_momentum", "max_momentum")]
    second = phase(float(2 * part * total) - 2, "max_lr", "initial_lr", "base_momentum", "max_momentum")
    return [first, second, phase(total - 1, "initial_lr", "min_lr", "max_momentum", "max_momentum")]


def _of_each(name: str, optimizer: Any, value: Any) -> list[Any]:
    """A setting for each group. Raises ValueError if there are not as many."""
    count = len(optimizer.param_groups)
    if not isinstance(value, list | tuple):
        return [value] * count
    if len(value) != count:
        counts = f"{name} has {len(value)} values, param_groups has {count}."
        raise value_error(f"{name} must have the same length as optimizer.param_groups. {counts}")
    return list(value)


class CyclicLR(LRScheduler):
    """Up and down between two rates, again and again (Smith, 2017)."""

    def __init__(
        self,
        optimizer: Any,
        base_lr: Any,
        max_lr: Any,
        step_size_up: int = 2000,
        step_size_down: int | None = None,
        mode: str = "triangular",
        gamma: float = 1.0,
        scale_fn: Any = None,
        scale_mode: str = "cycle",
        cycle_momentum: bool = True,
        base_momentum: Any = 0.8,
        max_momentum: Any = 0.9,
        last_epoch: int = -1,
    ) -> None:
        _check_optimizer(optimizer)
        self.optimizer = optimizer
        rates = _of_each("base_lr", optimizer, base_lr)
        if last_epoch == -1:
            for rate, group in zip(rates, optimizer.param_groups, strict=True):
                _set(group, rate)
        self.max_lrs = _of_each("max_lr", optimizer, max_lr)
        up = float(step_size_up)
        self.total_size = up + (up if step_size_down is None else float(step_size_down))
        self.step_ratio = up / self.total_size
        if mode not in ("triangular", "triangular2", "exp_range") and scale_fn is None:
            raise value_error("mode is invalid and scale_fn is None")
        self.mode, self.gamma = mode, gamma
        self._scale_fn_custom = scale_fn
        self.scale_mode = scale_mode if scale_fn is not None else "iterations" if mode == "exp_range" else "cycle"
        self.cycle_momentum = cycle_momentum
        if cycle_momentum:
            self._begin_momentum(max_momentum, base_momentum, last_epoch)
        super().__init__(optimizer, last_epoch)
        self.base_lrs = rates

    def _begin_momentum(self, highest: Any, lowest: Any, last_epoch: int) -> None:
        optimizer = self.optimizer
        if "momentum" not in optimizer.defaults and "betas" not in optimizer.defaults:
            raise value_error(NO_MOMENTUM)
        self.use_beta1 = "betas" in optimizer.defaults
        self.base_momentums = _of_each("base_momentum", optimizer, lowest)
        self.max_momentums = _of_each("max_momentum", optimizer, highest)
        if last_epoch == -1:
            for top, bottom, group in zip(self.max_momentums, self.base_momentums, optimizer.param_groups, strict=True):
                _set_momentum(group, top, self.use_beta1)
                group["max_momentum"], group["base_momentum"] = top, bottom

    def scale_fn(self, x: float) -> float:
        """How high a cycle, or an iteration, goes."""
        if self._scale_fn_custom is not None:
            found: float = self._scale_fn_custom(x)
            return found
        return 1.0 if self.mode == "triangular" else 1 / (2.0 ** (x - 1)) if self.mode == "triangular2" else self.gamma**x

    def get_lr(self) -> list[Any]:
        """The rates of this step, between the lowest and the highest."""
        self._rates()
        step = self.last_epoch
        cycle = math.floor(1 + step / self.total_size)
        x = 1.0 + step / self.total_size - cycle
        share = x / self.step_ratio if x <= self.step_ratio else (x - 1) / (self.step_ratio - 1)
        by = cycle if self.scale_mode == "cycle" else step
        if self.cycle_momentum:
            for low, high, group in zip(self.base_momentums, self.max_momentums, self.optimizer.param_groups, strict=True):
                _set_momentum(group, high - (high - low) * share * self.scale_fn(by), self.use_beta1)
        return [low + (high - low) * share * self.scale_fn(by) for low, high in zip(self.base_lrs, self.max_lrs, strict=True)]

    def state_dict(self) -> dict[str, Any]:
        """Everything but the optimizer and a function that says how high; of an object that does, its attributes."""
        state = super().state_dict()
        custom = state.pop("_scale_fn_custom")
        is_object = custom is not None and not isinstance(custom, FunctionType)
        state["_scale_fn_custom"] = custom.__dict__.copy() if is_object else None
        return state

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take such a state back."""
        held = state_dict["_scale_fn_custom"]
        super().load_state_dict({key: value for key, value in state_dict.items() if key != "_scale_fn_custom"})
        if held is not None:
            self._scale_fn_custom.__dict__.update(held)


def _set_momentum(group: dict[str, Any], value: float, beta: bool) -> None:
    if beta:
        group["betas"] = (value, *group["betas"][1:])
    else:
        group["momentum"] = value


class ReduceLROnPlateau(LRScheduler):
    """Times a factor when a number has not become better for a while. Raises ValueError for settings that make no sense."""

    def __init__(
        self,
        optimizer: Any,
        mode: str = "min",
        factor: float = 0.1,
        patience: int = 10,
        threshold: float = 1e-4,
        threshold_mode: str = "rel",
        cooldown: int = 0,
        min_lr: Any = 0,
        eps: float = 1e-8,
    ) -> None:
        if factor >= 1.0:
            raise value_error("Factor should be < 1.0.")
        self.factor = factor
        _check_optimizer(optimizer)
        self.optimizer = optimizer
        count = len(optimizer.param_groups)
        if isinstance(min_lr, list | tuple) and len(min_lr) != count:
            raise value_error(f"expected {count} min_lrs, got {len(min_lr)}")
        self.default_min_lr = None if isinstance(min_lr, list | tuple) else min_lr
        self.min_lrs = list(min_lr) if isinstance(min_lr, list | tuple) else [min_lr] * count
        self.patience = patience
        self.cooldown = cooldown
        self.eps = eps
        self.last_epoch = 0
        self._last_lr = _rates(optimizer)
        for what, value, known in (("mode", mode, "min max"), ("threshold mode", threshold_mode, "rel abs")):
            if value not in known.split():
                raise value_error(f"{what} {value} is unknown!")
        self.mode_worse = math.inf if mode == "min" else -math.inf
        self.mode = mode
        self.threshold = threshold
        self.threshold_mode = threshold_mode
        self._reset()

    def _reset(self) -> None:
        self.best = self.mode_worse
        self.cooldown_counter = 0
        self.num_bad_epochs = 0

    @property
    def in_cooldown(self) -> bool:
        """Whether it waits after a change."""
        return self.cooldown_counter > 0

    def step(self, metrics: Any, epoch: Any = None) -> None:  # type: ignore[override]
        """One epoch more, with the number that should become better."""
        current = float(metrics)
        if epoch is None:
            epoch = self.last_epoch + 1
        else:
            say(EPOCH)
        self.last_epoch = epoch
        if self._is_better(current, self.best):
            self.best = current
            self.num_bad_epochs = 0
        else:
            self.num_bad_epochs += 1
        if self.in_cooldown:
            self.cooldown_counter -= 1
            self.num_bad_epochs = 0
        if self.num_bad_epochs > self.patience:
            self._reduce_lr()
            self.cooldown_counter = self.cooldown
            self.num_bad_epochs = 0
        self._last_lr = _rates(self.optimizer)

    def _reduce_lr(self) -> None:
        groups = self.optimizer.param_groups
        if len(groups) != len(self.min_lrs):
            if self.default_min_lr is None:
                raise runtime_error(
                    f"The number of param groups in the `optimizer` ({len(groups)}) differs from when `ReduceLROnPlateau` was "
                    f"initialized ({len(self.min_lrs)}), usually due to a new param group being added to the optimizer. Please "
                    "modify the `min_lrs` field to match the length of the `optimizer` param groups."
                )
            self.min_lrs = [self.default_min_lr] * len(groups)
        for group, lowest in zip(groups, self.min_lrs, strict=True):
            before = float(group["lr"])
            after = max(before * self.factor, lowest)
            if before - after > self.eps:
                _set(group, after)

    def _is_better(self, number: float, best: float) -> bool:
        if self.threshold_mode == "rel":
            return number < best * (1.0 - self.threshold) if self.mode == "min" else number > best * (self.threshold + 1.0)
        return number < best - self.threshold if self.mode == "min" else number > best + self.threshold


class SequentialLR(LRScheduler):
    """One scheduler after the other. Raises ValueError and TypeError where they do not go together."""

    def __init__(self, optimizer: Any, schedulers: Sequence[Any], milestones: list[int], last_epoch: int = -1) -> None:
        _check_several(type(self).__name__, "", schedulers, optimizer)
        if len(milestones) != len(schedulers) - 1:
            raise value_error(
                "Sequential Schedulers expects number of schedulers provided to be one more than the number of milestone "
                f"points, but got number of schedulers {len(schedulers)} and the number of milestones to be equal to "
                f"{len(milestones)}"
            )
        self._schedulers = schedulers
        self._milestones = milestones
        self.last_epoch = last_epoch + 1
        self.optimizer = optimizer
        for group in optimizer.param_groups:
            _set(group, group["initial_lr"])
        for scheduler in _innermost(schedulers):
            scheduler.last_epoch -= 1
        first = schedulers[bisect_right(milestones, 0)]
        first._initial_step()
        self._last_lr = first.get_last_lr()

    def step(self) -> None:  # type: ignore[override]
        """One epoch more, by whom it is the turn."""
        self.last_epoch += 1
        k = bisect_right(self._milestones, self.last_epoch)
        scheduler = self._schedulers[k]
        if k > 0 and self._milestones[k - 1] == self.last_epoch:
            scheduler._update_lr(0)
        else:
            scheduler.step()
        self._last_lr = scheduler.get_last_lr()

    def state_dict(self) -> dict[str, Any]:
        """Everything but the optimizer."""
        state = super().state_dict()
        del state["_schedulers"]
        return {**state, "_schedulers": [scheduler.state_dict() for scheduler in self._schedulers]}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take such a state back."""
        attributes.restore(self, {key: value for key, value in state_dict.items() if key != "_schedulers"})
        for scheduler, state in zip(self._schedulers, state_dict["_schedulers"], strict=True):
            scheduler.load_state_dict(state)


def _innermost(schedulers: Iterable[Any]) -> Iterator[Any]:
    waiting = list(schedulers)
    while waiting:
        scheduler = waiting.pop()
        if hasattr(scheduler, "_schedulers"):
            waiting += scheduler._schedulers
        elif hasattr(scheduler, "last_epoch"):
            yield scheduler


def _check_several(name: str, chained: str, schedulers: Sequence[Any], optimizer: Any) -> None:
    if not schedulers:
        raise value_error(f"{name} expects at least one scheduler{chained}, but got no scheduler.")
    optimizer = optimizer or schedulers[0].optimizer
    for k, scheduler in enumerate(schedulers):
        if not hasattr(scheduler, "optimizer"):
            raise type_error(f"{name} at index {k} should have `optimizer` as its attribute.")
        if isinstance(scheduler, ReduceLROnPlateau):
            raise value_error(
                f"{name} does not support `ReduceLROnPlateau` scheduler as it requires additional kwargs to be specified when "
                f"calling `step`, but got one at index {k} in the given schedulers sequence."
            )
        if scheduler.optimizer is not optimizer:
            raise value_error(
                f"{name} expects all schedulers to belong to the same optimizer, but got scheduler {type(scheduler).__name__} at "
                f"index {k} has {scheduler.optimizer}, which is different from {type(optimizer).__name__}."
            )


class ChainedScheduler(SequentialLR):
    """Several schedulers at once."""

    def __init__(self, schedulers: Sequence[Any], optimizer: Any = None) -> None:
        _check_several(type(self).__name__, " to be chained", schedulers, optimizer)
        self._schedulers = schedulers
        self.optimizer = optimizer or schedulers[0].optimizer
        self._last_lr = _rates(self.optimizer)

    def step(self) -> None:  # type: ignore[override]
        """One epoch more, by all of them."""
        for scheduler in self._schedulers:
            scheduler.step()
        self._last_lr = _rates(self.optimizer)


LRScheduler.__module__ = "torch.optim.lr_scheduler"
_LRScheduler = LRScheduler


def __getattr__(name: str) -> Any:
    """Raises AttributeError; of what PyTorch has and is not available, by its name."""
    refuse("torch.optim.lr_scheduler", name)
