"""torch.optim's further relatives of Adam: RMSprop, Adagrad, Adadelta, Adamax, NAdam, RAdam."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradcli.problems import value_error
from gradcli.torch.optim.adam import counted_up, decayed
from gradcli.torch.optim.elements import addcdiv, addcmul, axpy, elements, lerp, like, store
from gradcli.torch.optim.optimizer import Optimizer, check_at_least_zero, check_betas, check_fused, check_rate, counted


class _Averaging(Optimizer):
    """What they have in common: a count of steps, and averages."""

    _averages: tuple[str, ...] = ()

    def _state(self, group: dict[str, Any], param: Any) -> dict[str, Any]:  # noqa: ARG002
        state: dict[str, Any] = self.state[param]
        if not state:
            state["step"] = counted()
            state.update({name: like(param) for name in self._averages})
        return state


class RMSprop(_Averaging):
    """Steps divided by the root of an average of squares (Hinton, 2012)."""

    def __init__(
        self,
        params: Any,
        lr: Any = 1e-2,
        alpha: float = 0.99,
        eps: float = 1e-8,
        weight_decay: float = 0,
        momentum: float = 0,
        centered: bool = False,
        capturable: bool = False,
        foreach: bool | None = None,
        maximize: bool = False,
        differentiable: bool = False,
    ) -> None:
        check_rate(lr)
        check_at_least_zero(epsilon__value=eps, momentum__value=momentum)
        check_at_least_zero(weight_decay__value=weight_decay, alpha__value=alpha)
        defaults = {
            "lr": lr,
            "momentum": momentum,
            "alpha": alpha,
            "eps": eps,
            "centered": centered,
            "weight_decay": weight_decay,
            "capturable": capturable,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
        }
        super().__init__(params, defaults)

    _averages = ("square_avg",)

    def _state(self, group: dict[str, Any], param: Any) -> dict[str, Any]:
        state = super()._state(group, param)
        if len(state) == 2:
            if group["momentum"] > 0:
                state["momentum_buffer"] = like(param)
            if group["centered"]:
                state["grad_avg"] = like(param)
        return state

    def _update(self, group: dict[str, Any], param: Any, grad: Any) -> None:
        state = self._held(group, param)
        x, lr, alpha = elements(param), float(group["lr"]), group["alpha"]
        counted_up(state)
        g = decayed(group, param, grad)
        square = addcmul(elements(state["square_avg"]) * alpha, g, g, 1 - alpha)
        store(state["square_avg"], square)
        if group["centered"]:
            mean = lerp(elements(state["grad_avg"]), g, 1 - alpha)
            store(state["grad_avg"], mean)
            square = addcmul(square, mean, mean, -1)
        root = np.sqrt(square) + group["eps"]
        if group["momentum"] > 0:
            buffer = addcdiv(elements(state["momentum_buffer"]) * group["momentum"], g, root, 1)
            store(state["momentum_buffer"], buffer)
            store(param, axpy(x, buffer, -lr))
        else:
            store(param, addcdiv(x, g, root, -lr))


RMSprop.__module__ = "torch.optim.rmsprop"


class Adagrad(_Averaging):
    """Steps divided by the root of the sum of all squares (Duchi et al., 2011)."""

    def __init__(
        self,
        params: Any,
        lr: Any = 1e-2,
        lr_decay: float = 0,
        weight_decay: float = 0,
        initial_accumulator_value: float = 0,
        eps: float = 1e-10,
        foreach: bool | None = None,
        *,
        maximize: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:
        check_rate(lr)
        check_at_least_zero(lr_decay__value=lr_decay, weight_decay__value=weight_decay)
        check_at_least_zero(initial_accumulator_value__value=initial_accumulator_value, epsilon__value=eps)
        defaults = {
            "lr": lr,
            "lr_decay": lr_decay,
            "eps": eps,
            "weight_decay": weight_decay,
            "initial_accumulator_value": initial_accumulator_value,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
            "fused": fused,
        }
        super().__init__(params, defaults)
        check_fused(fused, foreach, differentiable)
        for group in self.param_groups:
            for param in group["params"]:
                self._state(group, param)

    def _state(self, group: dict[str, Any], param: Any) -> dict[str, Any]:  # noqa: ARG002
        state: dict[str, Any] = self.state[param]
        if not state:
            state["step"] = counted()
            state["sum"] = like(param, self.defaults["initial_accumulator_value"])
        return state

    def _update(self, group: dict[str, Any], param: Any, grad: Any) -> None:
        state = self._held(group, param)
        x = elements(param)
        step = counted_up(state)
        g = decayed(group, param, grad)
        rate = float(group["lr"]) / (1 + (step - 1) * group["lr_decay"])
        total = addcmul(elements(state["sum"]), g, g, 1)
        store(state["sum"], total)
        store(param, addcdiv(x, g, np.sqrt(total) + group["eps"], -rate))


Adagrad.__module__ = "torch.optim.adagrad"


class Adadelta(_Averaging):
    """Steps in the unit of what is changed (Zeiler, 2012)."""

    _averages = ("square_avg", "acc_delta")

    def __init__(
        self,
        params: Any,
        lr: Any = 1.0,
        rho: float = 0.9,
        eps: float = 1e-6,
        weight_decay: float = 0,
        foreach: bool | None = None,
        *,
        capturable: bool = False,
        maximize: bool = False,
        differentiable: bool = False,
    ) -> None:
        check_rate(lr)
        if not 0.0 <= rho <= 1.0:
            raise value_error(f"Invalid rho value: {rho}")
        check_at_least_zero(epsilon__value=eps, weight_decay__value=weight_decay)
        defaults = {
            "lr": lr,
            "rho": rho,
            "eps": eps,
            "weight_decay": weight_decay,
            "maximize": maximize,
            "capturable": capturable,
            "foreach": foreach,
            "differentiable": differentiable,
        }
        super().__init__(params, defaults)

    def _update(self, group: dict[str, Any], param: Any, grad: Any) -> None:
        state = self._held(group, param)
        x, rho, eps = elements(param), group["rho"], group["eps"]
        counted_up(state)
        g = decayed(group, param, grad)
        square = addcmul(elements(state["square_avg"]) * rho, g, g, 1 - rho)
        before = elements(state["acc_delta"])
        delta = np.sqrt(before + eps) / np.sqrt(square + eps) * g
        store(state["square_avg"], square)
        store(state["acc_delta"], addcmul(before * rho, delta, delta, 1 - rho))
        store(param, axpy(x, delta, -float(group["lr"])))


Adadelta.__module__ = "torch.optim.adadelta"


class Adamax(_Averaging):
    """Adam with the largest gradient instead of the squares (Kingma and Ba, 2014)."""

    _averages = ("exp_avg", "exp_inf")

    def __init__(
        self,
        params: Any,
        lr: Any = 2e-3,
        betas: Any = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        foreach: bool | None = None,
        *,
        maximize: bool = False,
        differentiable: bool = False,
        capturable: bool = False,
    ) -> None:
        check_rate(lr)
        check_at_least_zero(epsilon__value=eps)
        check_betas(betas)
        check_at_least_zero(weight_decay__value=weight_decay)
        defaults = {
            "lr": lr,
            "betas": betas,
            "eps": eps,
            "weight_decay": weight_decay,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
            "capturable": capturable,
        }
        super().__init__(params, defaults)

    def _update(self, group: dict[str, Any], param: Any, grad: Any) -> None:
        state = self._held(group, param)
        x = elements(param)
        beta1, beta2 = group["betas"]
        step = counted_up(state)
        g = decayed(group, param, grad)
        mean = lerp(elements(state["exp_avg"]), g, 1 - beta1)
        largest = np.maximum(elements(state["exp_inf"]) * beta2, np.abs(g) + group["eps"])
        store(state["exp_avg"], mean)
        store(state["exp_inf"], largest)
        store(param, addcdiv(x, mean, largest, -(float(group["lr"]) / (1 - beta1**step))))


Adamax.__module__ = "torch.optim.adamax"


class NAdam(_Averaging):
    """Adam with Nesterov's momentum (Dozat, 2016)."""

    _numbers = ("step", "mu_product")

    def __init__(
        self,
        params: Any,
        lr: Any = 2e-3,
        betas: Any = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        momentum_decay: float = 4e-3,
        decoupled_weight_decay: bool = False,
        *,
        foreach: bool | None = None,
        maximize: bool = False,
        capturable: bool = False,
        differentiable: bool = False,
    ) -> None:
        check_rate(lr)
        check_at_least_zero(epsilon__value=eps)
        check_betas(betas)
        check_at_least_zero(weight_decay__value=weight_decay, momentum_decay__value=momentum_decay)
        defaults = {
            "lr": lr,
            "betas": betas,
            "eps": eps,
            "weight_decay": weight_decay,
            "momentum_decay": momentum_decay,
            "decoupled_weight_decay": decoupled_weight_decay,
            "maximize": maximize,
            "foreach": foreach,
            "capturable": capturable,
            "differentiable": differentiable,
        }
        super().__init__(params, defaults)

    def _state(self, group: dict[str, Any], param: Any) -> dict[str, Any]:  # noqa: ARG002
        state: dict[str, Any] = self.state[param]
        if not state:
            state["step"], state["mu_product"] = counted(), counted(1.0)
            state["exp_avg"], state["exp_avg_sq"] = like(param), like(param)
        return state

    def _update(self, group: dict[str, Any], param: Any, grad: Any) -> None:
        state = self._held(group, param)
        lr = float(group["lr"])
        beta1, beta2 = group["betas"]
        step = counted_up(state)
        g = decayed(group, param, grad, lr)
        x = elements(param)
        decay = group["momentum_decay"]
        now, following = (beta1 * (1.0 - 0.5 * (0.96 ** (k * decay))) for k in (step, step + 1))
        product = elements(state["mu_product"]) * now
        store(state["mu_product"], product)
        product = float(product.flat[0])
        mean = lerp(elements(state["exp_avg"]), g, 1 - beta1)
        square = addcmul(elements(state["exp_avg_sq"]) * beta2, g, g, 1 - beta2)
        store(state["exp_avg"], mean)
        store(state["exp_avg_sq"], square)
        root = np.sqrt(square / x.dtype.type(1 - beta2**step)) + group["eps"]
        store(param, addcdiv(x, g, root, -lr * (1.0 - now) / (1.0 - product)))
        store(param, addcdiv(elements(param), mean, root, (-lr * following) / (1.0 - product * following)))


NAdam.__module__ = "torch.optim.nadam"


class RAdam(_Averaging):
    """Adam that waits until the averages are worth something (Liu et al., 2019)."""

    _averages = ("exp_avg", "exp_avg_sq")

    def __init__(
        self,
        params: Any,
        lr: Any = 1e-3,
        betas: Any = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        decoupled_weight_decay: bool = False,
        *,
        foreach: bool | None = None,
        maximize: bool = False,
        capturable: bool = False,
        differentiable: bool = False,
    ) -> None:
        check_rate(lr)
        check_at_least_zero(epsilon__value=eps)
        check_betas(betas)
        check_at_least_zero(weight_decay__value=weight_decay)
        defaults = {
            "lr": lr,
            "betas": betas,
            "eps": eps,
            "weight_decay": weight_decay,
            "maximize": maximize,
            "foreach": foreach,
            "capturable": capturable,
            "decoupled_weight_decay": decoupled_weight_decay,
            "differentiable": differentiable,
        }
        super().__init__(params, defaults)

    def _update(self, group: dict[str, Any], param: Any, grad: Any) -> None:
        state = self._held(group, param)
        lr = float(group["lr"])
        beta1, beta2 = group["betas"]
        step = counted_up(state)
        g = decayed(group, param, grad, lr)
        x = elements(param)
        mean = lerp(elements(state["exp_avg"]), g, 1 - beta1)
        square = addcmul(elements(state["exp_avg_sq"]) * beta2, g, g, 1 - beta2)
        store(state["exp_avg"], mean)
        store(state["exp_avg_sq"], square)
        number = x.dtype.type
        corrected = mean / number(1 - beta1**step) * number(lr)
        rest = 1 - beta2**step
        longest = 2 / (1 - beta2) - 1
        length = longest - 2 * step * (beta2**step) / rest
        if length > 5.0:
            corrected = corrected * (number(rest**0.5) / (np.sqrt(square) + group["eps"]))
            ratio = (length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length)
            corrected = corrected * number(ratio**0.5)
        store(param, axpy(x, corrected, -1.0))


RAdam.__module__ = "torch.optim.radam"
