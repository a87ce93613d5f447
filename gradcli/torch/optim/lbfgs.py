"""torch.optim.LBFGS: steps along a direction that earlier gradients have bent towards the minimum."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from gradcli.problems import runtime_error, value_error
from gradcli.tensors.tensor import Tensor
from gradcli.torch import functions
from gradcli.torch.optim.optimizer import Optimizer
from gradcli.torch.switches import enable_grad, no_grad

FALL, CURVATURE = 1e-4, 0.9  # of the conditions of Wolfe


class _Point(NamedTuple):
    """A place on the line: how far, the loss, the gradient, and the slope along the line."""

    t: Any
    f: float
    g: Any
    slope: Any


def _cubic(a: _Point, b: _Point, bounds: tuple[Any, Any] | None = None) -> Any:
    """Where the cubic through two points with their slopes is lowest, within bounds."""
    low, high = bounds if bounds is not None else (a.t, b.t) if a.t <= b.t else (b.t, a.t)
    d1 = a.slope + b.slope - 3 * (a.f - b.f) / (a.t - b.t)
    square = d1**2 - a.slope * b.slope
    if square < 0 or square != square:  # nan
        return (low + high) / 2.0
    d2 = square.sqrt()
    if a.t <= b.t:
        found = b.t - (b.t - a.t) * ((b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2))
    else:
        found = a.t - (a.t - b.t) * ((a.slope + d2 - d1) / (a.slope - b.slope + 2 * d2))
    return min(max(found, low), high)


class _Search:
    """A step along a line that fulfils the strong conditions of Wolfe."""

    def __init__(self, evaluate: Callable[[Any], tuple[float, Any]], d: Any, start: _Point, most: int, tolerance: float) -> None:
        self._evaluate, self._d, self._start = evaluate, d, start
        self._most, self._tolerance = most, tolerance
        self._steps = 0
        self.count = 0

    def found(self, t: Any) -> _Point:
        """The best point, from a first length on."""
        bracket, done = self._bracket(t)
        return bracket[0] if done else self._zoomed(bracket)

    def _at(self, t: Any) -> _Point:
        f, g = self._evaluate(t)
        self.count += 1
        return _Point(t, f, g, g.dot(self._d))

    def _falls_too_little(self, p: _Point) -> bool:
        return bool(p.f > (self._start.f + FALL * p.t * self._start.slope))

    def _is_flat(self, p: _Point) -> bool:
        return bool(abs(p.slope) <= -CURVATURE * self._start.slope)

    def _bracket(self, t: Any) -> tuple[list[_Point], bool]:
        """Two points with the minimum between them, or one that will do."""
        before, now = self._start, self._at(t)
        while self._steps < self._most:
            if self._falls_too_little(now) or (self._steps > 1 and now.f >= before.f):
                return [before, now], False
            if self._is_flat(now):
                return [now], True
            if now.slope >= 0:
                return [before, now], False
            bounds = (now.t + 0.01 * (now.t - before.t), now.t * 10)
            before, now = now, self._at(_cubic(before, now, bounds))
            self._steps += 1
        return [self._start, now], False

    def _zoomed(self, bracket: list[_Point]) -> _Point:
        low, high = (0, 1) if bracket[0].f <= bracket[1].f else (1, 0)
        little, widest = False, self._d.abs().max()
        while self._steps < self._most:
            if abs(bracket[1].t - bracket[0].t) * widest < self._tolerance:
                break
            t, little = _inside(bracket, _cubic(bracket[0], bracket[1]), little)
            now = self._at(t)
            self._steps += 1
            if self._falls_too_little(now) or now.f >= bracket[low].f:
                bracket[high] = now
                low, high = (0, 1) if bracket[0].f <= bracket[1].f else (1, 0)
                continue
            done = self._is_flat(now)
            if not done and now.slope * (bracket[high].t - bracket[low].t) >= 0:
                bracket[high] = bracket[low]
            bracket[low] = now
            if done:
                break
        return bracket[low]


def _inside(bracket: list[_Point], t: Any, little: bool) -> tuple[Any, bool]:
    """A length that is not too near to an end, and whether the next one may not be so either."""
    top, bottom = max(p.t for p in bracket), min(p.t for p in bracket)
    eps = 0.1 * (top - bottom)
    if min(top - t, t - bottom) >= eps:
        return t, False
    if little or t >= top or t <= bottom:
        return (top - eps if abs(t - top) < abs(t - bottom) else bottom + eps), False
    return t, True


class LBFGS(Optimizer):
    """Several evaluations of a closure in each step. Raises ValueError for settings that make no sense."""

    def __init__(
        self,
        params: Any,
        lr: Any = 1,
        max_iter: int = 20,
        max_eval: int | None = None,
        tolerance_grad: float = 1e-7,
        tolerance_change: float = 1e-9,
        history_size: int = 100,
        line_search_fn: str | None = None,
    ) -> None:
        if not lr >= 0.0:
            raise value_error(f"Invalid learning rate: {lr}")
        defaults = {
            "lr": lr,
            "max_iter": max_iter,
            "max_eval": max_iter * 5 // 4 if max_eval is None else max_eval,
            "tolerance_grad": tolerance_grad,
            "tolerance_change": tolerance_change,
            "history_size": history_size,
            "line_search_fn": line_search_fn,
        }
        super().__init__(params, defaults)
        if len(self.param_groups) != 1:
            raise value_error("LBFGS doesn't support per-parameter options (parameter groups)")

    def step(self, closure: Callable[[], Any]) -> Any:  # type: ignore[override]
        """Go on until the gradient or the step is small enough; the first loss is returned."""
        args = self._before_step((self, closure))

        def evaluated() -> Any:
            with enable_grad():
                return args[1]()

        with no_grad():
            loss = self._stepped(evaluated)
        for hook in list(self._hooks_after.values()):
            hook(self, args, {})
        return loss

    def _stepped(self, closure: Callable[[], Any]) -> Any:
        group = self.param_groups[0]
        state = self.state[group["params"][0]]
        state.setdefault("func_evals", 0)
        state.setdefault("n_iter", 0)
        first = closure()
        state["func_evals"] += 1
        gradient = self._flat()
        if gradient.abs().max() <= group["tolerance_grad"]:
            return first
        loss, count = float(first), 1
        for k in range(1, group["max_iter"] + 1):
            state["n_iter"] += 1
            self._turn(state, gradient, group["history_size"])
            before = state["prev_loss"] = loss
            begun = state["n_iter"] > 1
            state["t"] = group["lr"] if begun else min(1.0, 1.0 / gradient.abs().sum()) * group["lr"]
            slope = gradient.dot(state["d"])
            if slope > -group["tolerance_change"]:
                break
            start = _Point(0, loss, gradient, slope)
            is_last = k == group["max_iter"]
            loss, gradient, more = self._moved(closure, state, start, group["max_eval"] - count, is_last)
            count += more
            state["func_evals"] += more
            if is_last or count >= group["max_eval"] or _is_settled(group, state, gradient, loss, before):
                break
        return first

    def _turn(self, state: dict[str, Any], gradient: Any, history: int) -> None:
        """The direction for a gradient, with what the steps before have shown of the curvature."""
        if state["n_iter"] == 1:
            state.update(d=gradient.neg(), old_dirs=[], old_stps=[], ro=[], H_diag=1)
        else:
            y, s = gradient.sub(state["prev_flat_grad"]), state["d"].mul(state["t"])
            ys = y.dot(s)
            directions, steps, ro = state["old_dirs"], state["old_stps"], state["ro"]
            if ys > 1e-10:
                if len(directions) == history:
                    for held in (directions, steps, ro):
                        held.pop(0)
                directions.append(y)
                steps.append(s)
                ro.append(1.0 / ys)
                state["H_diag"] = ys / y.dot(y)
            al = state.setdefault("al", [None] * history)
            q = gradient.neg()
            for i in range(len(directions) - 1, -1, -1):
                al[i] = steps[i].dot(q) * ro[i]
                q.add_(directions[i], alpha=-float(al[i]))
            r = state["d"] = q * state["H_diag"]
            for i in range(len(directions)):
                r.add_(steps[i], alpha=float(al[i] - directions[i].dot(r) * ro[i]))
        state["prev_flat_grad"] = gradient.clone()

    def _moved(self, closure: Any, state: dict[str, Any], start: _Point, most: int, is_last: bool) -> tuple[float, Any, int]:
        """Take a step: the loss and the gradient behind it, and how often the closure was called."""
        name, d = self.param_groups[0]["line_search_fn"], state["d"]
        if name is None:
            self._add(state["t"], d)
            return (start.f, start.g, 0) if is_last else (float(closure()), self._flat(), 1)
        if name != "strong_wolfe":
            raise runtime_error("only 'strong_wolfe' is supported")
        held = [p.detach().clone() for p in self._params()]

        def evaluate(t: Any) -> tuple[float, Any]:
            self._add(t, d)
            loss, gradient = float(closure()), self._flat()
            for p, before in zip(self._params(), held, strict=True):
                p.copy_(before)
            return loss, gradient

        search = _Search(evaluate, d, start, most, self.param_groups[0]["tolerance_change"])
        found = search.found(state["t"])
        state["t"] = found.t
        self._add(found.t, d)
        return found.f, found.g, search.count

    def _params(self) -> list[Any]:
        held: list[Any] = self.param_groups[0]["params"]
        return held

    def _flat(self) -> Any:
        """All gradients behind each other, on memory of their own."""
        cat: Any = functions.find("cat")
        return cat([p.detach().new_zeros(p.numel()) if p._grad is None else p._grad.reshape(-1) for p in self._params()], 0)

    def _add(self, t: Any, d: Any) -> None:
        begin = 0
        for p in self._params():
            end = begin + p.numel()
            p.add_(d[begin:end].view(p.shape), alpha=float(t) if isinstance(t, Tensor) else t)
            begin = end


def _is_settled(group: dict[str, Any], state: dict[str, Any], gradient: Any, loss: float, before: float) -> bool:
    """Whether nothing is to be gained any more."""
    if gradient.abs().max() <= group["tolerance_grad"]:
        return True
    change = group["tolerance_change"]
    return bool(state["d"].mul(state["t"]).abs().max() <= change or abs(loss - before) < change)
