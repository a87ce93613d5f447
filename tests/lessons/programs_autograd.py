"""torch.autograd beyond grad and backward."""

from __future__ import annotations

import warnings
from typing import Any

from tests.lessons.running import attempt


def functional(torch: Any) -> None:
    """Jacobians, Hessians and products with them."""
    F = torch.autograd.functional
    one, two = torch.ones(2), torch.tensor([1.0, 2.0])
    attempt(lambda: F.jacobian(lambda x: [1], one))
    attempt(lambda: F.jacobian(lambda x: x * 2, 3))
    attempt(lambda: F.jacobian(lambda x: x * 2, (one, 3)))
    attempt(lambda: F.jacobian(lambda x: x * 2, one))
    attempt(lambda: F.jacobian(lambda x, y: (x * y, x.sum()), (one, two), create_graph=True))
    attempt(lambda: F.jacobian(lambda x: x**2, two, vectorize=True))
    attempt(lambda: F.jacobian(lambda x: torch.ones(2), one, strict=True))
    attempt(lambda: F.jacobian(lambda x, y: x * 2, (one, two), strict=True))
    attempt(lambda: F.jacobian(lambda x: x * 2, two.clone().requires_grad_(), create_graph=True, strict=True))
    attempt(lambda: F.jacobian(lambda x: x, one, strict=True, vectorize=True))
    attempt(lambda: F.jacobian(lambda x: x, one, strategy="forward-mode"))
    attempt(lambda: F.hessian(lambda x: x * 2, one))
    attempt(lambda: F.hessian(lambda x: (x.sum(), x), one))
    attempt(lambda: F.hessian(lambda x: (x**3).sum(), two))
    attempt(lambda: F.hessian(lambda x, y: (x**3 * y).sum(), (one, two)))
    attempt(lambda: F.hessian(lambda x: x.sum(), one, outer_jacobian_strategy="x"))
    for product in (F.vjp, F.jvp, F.vhp, F.hvp):
        attempt(lambda product=product: product(lambda x: x * 2, one))
        attempt(lambda product=product: product(lambda x: (x**3).sum(), two, torch.ones(3)))
        attempt(lambda product=product: product(lambda x: (x**3).sum(), two, (one, one)))
        attempt(lambda product=product: product(lambda x: (x**3).sum(), two, torch.tensor(2.0)))
        attempt(lambda product=product: product(lambda x: (x**3).sum(), two, one))
        attempt(lambda product=product: product(lambda x, y: (x * y).sum(), (one, two), (one, two)))
        attempt(lambda product=product: product(lambda x: x.exp(), torch.tensor([0.5])))
        attempt(lambda product=product: product(lambda x: x.exp(), torch.tensor([0.5]), create_graph=True))
        attempt(lambda product=product: product(lambda x: (x * x, x), torch.tensor([0.5]), torch.tensor([1.0])))
        attempt(lambda product=product: product(lambda x: torch.ones(1), torch.tensor([0.5]), strict=True))
        attempt(lambda product=product: product(lambda x: torch.ones(1), torch.tensor([0.5])))
    attempt(lambda: F.vjp(lambda x, y: x * 2, (one, two), one, strict=True))
    attempt(lambda: F.hvp(lambda x: x.sum(), one, one))
    attempt(lambda: F.vhp(lambda x, y: (x**2).sum(), (one, two), (one, two)))


def checks(torch: Any) -> None:
    """gradcheck and gradgradcheck."""
    gradcheck, gradgradcheck = torch.autograd.gradcheck, torch.autograd.gradgradcheck

    class Wrong(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.save_for_backward(x)
            return x**2

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            return 3 * g * ctx.saved_tensors[0]

    def leaf(*values: float) -> Any:
        return torch.tensor(values, dtype=torch.double, requires_grad=True)

    attempt(lambda: gradcheck(Wrong.apply, (leaf(1.0, 2.0),)))
    attempt(lambda: gradcheck(Wrong.apply, (leaf(1.0, 2.0),), raise_exception=False))
    attempt(lambda: gradcheck(torch.sin, (leaf(1.0, 2.0),)))
    attempt(lambda: gradcheck(torch.sin, leaf(1.0)))
    attempt(lambda: gradgradcheck(torch.sin, (leaf(1.0, 2.0),)))
    attempt(lambda: gradgradcheck(lambda x, y: x * y, (leaf(1.0, 2.0), leaf(3.0, 4.0)), leaf(0.5, 2.0)))
    attempt(lambda: gradcheck(torch.sin, (torch.ones(2),)))
    attempt(lambda: gradcheck(torch.sin, (torch.ones(2),), raise_exception=False))
    attempt(lambda: gradcheck(lambda x: x.detach(), (leaf(1.0, 2.0),)))
    attempt(lambda: gradcheck(lambda x: x.detach() * 0, (leaf(1.0, 2.0),)))
    attempt(lambda: gradcheck(lambda x, y: (x * y, x + y), (leaf(1.0, 2.0), leaf(3.0, 4.0))))
    attempt(lambda: gradcheck(lambda x: x * 2, (leaf(1.0).expand(3).detach().requires_grad_(),)))
    print(torch.autograd.gradcheck.__name__)
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        attempt(lambda: gradcheck(lambda x: x * 2, torch.ones(2, requires_grad=True), atol=1.0))
        print([str(warning.message) for warning in said])


def anomalies(torch: Any) -> None:
    """Which node answers nan."""
    x, below = torch.tensor(0.0, requires_grad=True), torch.tensor([-1.0, 1.0], requires_grad=True)
    print(torch.is_anomaly_enabled())
    with torch.autograd.detect_anomaly():
        print(torch.is_anomaly_enabled())
        attempt(lambda: (torch.sqrt(x) * 0).backward())
        attempt(lambda: below.log().sqrt().sum().backward())
        attempt(lambda: (x * 2).backward())
    with torch.autograd.set_detect_anomaly(True):
        attempt(lambda: (torch.sqrt(x) * 0).backward())
    with torch.autograd.detect_anomaly(check_nan=False):
        attempt(lambda: (torch.sqrt(x) * 0).backward())
    torch.autograd.set_detect_anomaly(True)
    print(torch.is_anomaly_enabled())
    torch.autograd.set_detect_anomaly(False)
    print(torch.is_anomaly_enabled(), x.grad)


def variables(torch: Any) -> None:
    """Variable and the old types of tensors."""
    Variable = torch.autograd.Variable
    attempt(lambda: Variable(torch.ones(2), requires_grad=True))
    attempt(lambda: Variable([1.0]))
    attempt(lambda: Variable)
    attempt(lambda: isinstance(torch.ones(1), Variable))
    attempt(lambda: Variable(torch.ones(1, dtype=torch.long), requires_grad=True))
    attempt(lambda: Variable(torch.ones(1), volatile=True))
    for kind in (torch.FloatTensor, torch.LongTensor, torch.ByteTensor, torch.BoolTensor, torch.DoubleTensor, torch.IntTensor):
        attempt(lambda kind=kind: kind)
        attempt(lambda kind=kind: kind(2, 3).shape)
        attempt(lambda kind=kind: kind([[1, 0]]))
        attempt(lambda kind=kind: kind(torch.ones(2)))
        attempt(lambda kind=kind: kind(3.5))
        attempt(lambda kind=kind: kind("x"))
        attempt(lambda kind=kind: kind())
        attempt(lambda kind=kind: isinstance(torch.ones(1), kind))
    attempt(lambda: torch.LongTensor([1, 2.5]))


def devices(torch: Any) -> None:
    """What is said where there is no other device."""
    module = torch.nn.Linear(2, 1)
    attempt(torch.cuda.is_available)
    attempt(torch.cuda.device_count)
    attempt(torch.cuda.is_initialized)
    attempt(torch.cuda.memory_allocated)
    attempt(torch.cuda.empty_cache)
    attempt(lambda: torch.cuda.manual_seed(1))
    attempt(lambda: torch.cuda.manual_seed_all(1))
    attempt(lambda: torch.cuda.get_device_name(0))
    attempt(torch.cuda.current_device)
    attempt(lambda: torch.cuda.FloatTensor([1]))
    for move in (module.to, torch.ones(1).to):
        attempt(lambda move=move: move("cuda"))
        attempt(lambda move=move: move(torch.device("cuda:0")))
        attempt(lambda move=move: move("nowhere"))
        attempt(lambda move=move: move("cpu"))
    attempt(module.cuda)
    attempt(torch.ones(1).cuda)
    attempt(lambda: torch.ones(1, device="cuda"))
    attempt(lambda: module.to(torch.int64))
    attempt(lambda: module.to("cpu", torch.float64).weight.dtype)
    attempt(lambda: module.to(dtype=torch.float32).weight.dtype)
    attempt(lambda: module.to(torch.ones(1).double()).weight.dtype)
    print(torch.backends.cudnn.deterministic, torch.backends.cudnn.benchmark, torch.backends.cudnn.enabled)
    torch.backends.cudnn.deterministic = True
    print(torch.backends.cudnn.deterministic, torch.backends.mps.is_available(), torch.backends.cudnn.version())
    torch.backends.cudnn.deterministic = False
    torch.use_deterministic_algorithms(True)
    print(torch.are_deterministic_algorithms_enabled())
    torch.use_deterministic_algorithms(False)
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    print(torch.get_num_threads(), torch.__version__[:6])
    attempt(lambda: torch.set_num_threads(0))
    attempt(lambda: torch.set_num_threads(1.5))
    torch.set_num_threads(threads)
    print(torch.typename(module), torch.typename(module.weight), torch.typename(3), torch.typename(torch.nn.Linear))
