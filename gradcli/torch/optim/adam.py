"""torch.optim.Adam and AdamW: steps by averages of gradients and of their squares (Kingma and Ba, 2014)."""

from __future__ import annotations

from typing import Any

import numpy as np

from gradcli.problems import value_error
from gradcli.tensors.tensor import Tensor
from gradcli.torch.optim.elements import addcdiv, addcmul, axpy, elements, lerp, like, store
from gradcli.torch.optim.optimizer import Optimizer, check_at_least_zero, check_betas, check_fused, check_rate, counted


class Adam(Optimizer):
    """Raises ValueError for settings that make no sense."""

    def __init__(
        self,
        params: Any,
        lr: Any = 1e-3,
        betas: Any = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        amsgrad: bool = False,
        *,
        foreach: bool | None = None,
        maximize: bool = False,
        capturable: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
        decoupled_weight_decay: bool = False,
    ) -> None:
        if isinstance(lr, Tensor) and foreach and not capturable:
            raise value_error("lr as a Tensor is not supported for capturable=False and foreach=True")
        check_rate(lr)
        check_at_least_zero(epsilon__value=eps)
        check_betas(betas)
        check_at_least_zero(weight_decay__value=weight_decay)
        if len({isinstance(beta, Tensor) for beta in betas}) != 1 or not all(isinstance(b, float | Tensor) for b in betas):
            raise value_error("betas must be either both floats or both Tensors")
        defaults = {
            "lr": lr,
            "betas": tuple(betas),
            "eps": eps,
            "weight_decay": weight_decay,
            "amsgrad": amsgrad,
            "maximize": maximize,
            "foreach": foreach,
            "capturable": capturable,
            "differentiable": differentiable,
            "fused": fused,
            "decoupled_weight_decay": decoupled_weight_decay,
        }
        super().__init__(params, defaults)
        check_fused(fused, foreach, differentiable)

    def _state(self, group: dict[str, Any], param: Any) -> dict[str, Any]:
        state: dict[str, Any] = self.state[param]
        if not state:
            state["step"] = counted()
            state["exp_avg"], state["exp_avg_sq"] = like(param), like(param)
            if group["amsgrad"]:
                state["max_exp_avg_sq"] = like(param)
        return state

    def _update(self, group: dict[str, Any], param: Any, grad: Any) -> None:
        state = self._held(group, param)
        lr = float(group["lr"])
        beta1, beta2 = map(float, group["betas"])
        step = counted_up(state)
        g = decayed(group, param, grad, lr)
        x = elements(param)
        mean = lerp(elements(state["exp_avg"]), g, 1 - beta1)
        square = addcmul(elements(state["exp_avg_sq"]) * beta2, g, g, 1 - beta2)
        store(state["exp_avg"], mean)
        store(state["exp_avg_sq"], square)
        if group["amsgrad"]:
            square = np.maximum(elements(state["max_exp_avg_sq"]), square)
            store(state["max_exp_avg_sq"], square)
        denominator = np.sqrt(square) / (1 - beta2**step) ** 0.5 + group["eps"]
        store(param, addcdiv(x, mean, denominator, -(lr / (1 - beta1**step))))


def decayed(group: dict[str, Any], param: Any, grad: Any, lr: float = 0.0) -> Any:
    """The gradient as it is followed, after weight decay, which changes the parameter itself if `decoupled_weight_decay`."""
    x, g = elements(param), elements(grad)
    g = -g if group["maximize"] else g
    if group["weight_decay"] == 0:
        return g
    if not group.get("decoupled_weight_decay"):
        return axpy(g, x, group["weight_decay"])
    store(param, x * (1 - lr * group["weight_decay"]))
    return g


def counted_up(state: dict[str, Any]) -> float:
    """One step more; answers how many."""
    steps = state["step"]
    now = elements(steps) + 1
    store(steps, now)
    return float(now.flat[0])


class AdamW(Adam):
    """Adam whose weight decay has nothing to do with the averages (Loshchilov and Hutter, 2017)."""

    def __init__(
        self,
        params: Any,
        lr: Any = 1e-3,
        betas: Any = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 1e-2,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
        foreach: bool | None = None,
        capturable: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:
        super().__init__(
            params,
            lr,
            betas,
            eps,
            weight_decay,
            amsgrad,
            foreach=foreach,
            maximize=maximize,
            capturable=capturable,
            differentiable=differentiable,
            fused=fused,
            decoupled_weight_decay=True,
        )


AdamW.__module__ = "torch.optim.adamw"
