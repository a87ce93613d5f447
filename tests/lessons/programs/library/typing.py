from typing import Any, Callable, Dict, List, Optional, Tuple, Union
import torch


def train(
    data: List[float], step: Callable[[float], float], options: Optional[Dict[str, Any]] = None
) -> Tuple[float, int]:
    total: float = 0.0
    count: int
    count = 0
    for x in data:
        total += step(x)
        count += 1
    return total, count


print(train([1.0, 2.0], lambda x: x * 2), train.__annotations__["return"], Union[int, str], Optional[int])
Vector = List[float]
x: "torch.Tensor" = torch.ones(2)
print(Vector, x, List, Dict[str, int], list[int], int | None)


def annotated(x: torch.Tensor, n: int = 2) -> torch.Tensor:
    return x * n


print(annotated(x), annotated.__annotations__)
