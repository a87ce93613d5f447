"""torch.optim.SGD: down the gradient, with momentum."""

from __future__ import annotations

from typing import Any

from gradcli.problems import value_error
from gradcli.torch.optim.elements import Together, axpy, elements, held, parts, store
from gradcli.torch.optim.optimizer import Optimizer, check_at_least_zero, check_fused, check_rate


class SGD(Optimizer):
    """x -= lr * grad. Raises ValueError for settings that make no sense."""

    def __init__(
        self,
        params: Any,
        lr: Any = 1e-3,
        momentum: float = 0,
        dampening: float = 0,
        weight_decay: float = 0,
        nesterov: bool = False,
        *,
        maximize: bool = False,
        foreach: bool | None = None,
        differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:
        check_rate(lr)
        check_at_least_zero(momentum__value=momentum, weight_decay__value=weight_decay)
        defaults = {
            "lr": lr,
            "momentum": momentum,
            "dampening": dampening,
            "weight_decay": weight_decay,
            "nesterov": nesterov,
            "maximize": maximize,
            "foreach": foreach,
            "differentiable": differentiable,
            "fused": fused,
        }
        if nesterov and (momentum <= 0 or dampening != 0):
            raise value_error("Nesterov momentum requires a momentum and zero dampening")
        super().__init__(params, defaults)
        check_fused(fused, foreach, differentiable)

    def _at_once(self, group: dict[str, Any], params: list[Any]) -> bool:
        return not group["momentum"] or super()._at_once(group, params)

    def _update(self, group: dict[str, Any], param: Any, grad: Any) -> None:
        x, g = elements(param), elements(grad)
        if group["maximize"]:
            g = -g
        if group["weight_decay"] != 0:
            g = axpy(g, x, float(group["weight_decay"]))
        momentum = group["momentum"]
        if momentum != 0:
            g = self._with_momentum(group, param, g, momentum)
        store(param, axpy(x, g, -float(group["lr"])))

    def _with_momentum(self, group: dict[str, Any], param: Any, g: Any, momentum: float) -> Any:
        buffer = self._held(group, param).get("momentum_buffer")
        if buffer is None:
            buffer = self._begun(param, g)
        else:
            store(buffer, axpy(elements(buffer) * momentum, g, 1 - group["dampening"]))
        return axpy(g, elements(buffer), momentum) if group["nesterov"] else elements(buffer)

    def _begun(self, param: Any, g: Any) -> Any:
        """The first direction is the gradient itself."""
        if type(param) is not Together:
            buffer = self.state[param]["momentum_buffer"] = held(g)
            return buffer
        return Together([self._begun(x, part) for x, part in parts(param, g)])
