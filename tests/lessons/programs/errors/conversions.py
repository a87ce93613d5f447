import torch

for bad in (
    lambda: int("3.5"), lambda: float("x"), lambda: [1, 2][5], lambda: {}["k"], lambda: (1).x, lambda: None + 1, lambda: "a" + 1, lambda: len(5), lambda: 1 / 0, lambda: int(None),
    lambda: [].pop(), lambda: "abc".index("z"), lambda: next(iter([])), lambda: (1, 2) + [3], lambda: {1: 2} + {}, lambda: range(1.5), lambda: "x" * "y", lambda: sum(["a"]), lambda: sorted([None, 1]),
    lambda: torch.tensor("a"), lambda: torch.tensor([[1], [1, 2]]), lambda: torch.tensor([1, None]), lambda: torch.zeros(-1), lambda: torch.zeros(2).reshape(3), lambda: torch.ones(2)[2], lambda: torch.cat([]), lambda: torch.stack([torch.ones(1), torch.ones(2)]),
    lambda: torch.arange(3, dtype=torch.float32).view(2), lambda: torch.ones(2).expand(3), lambda: torch.ones(2, 2).inverse(), lambda: torch.ones(3).sum(1), lambda: torch.manual_seed("a"), lambda: torch.ones(2).to("gpu"), lambda: torch.device("tpu9"),
):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
