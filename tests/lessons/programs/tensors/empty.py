import torch

e = torch.empty(0)
print(
    e,
    e.sum(),
    e.mean(),
    e.prod(),
    e.shape,
    e.numel(),
    torch.zeros(3, 0).sum(0),
    torch.zeros(3, 0).sum(1),
    e.tolist(),
    torch.cat([e, torch.ones(2)]),
)
for bad in (
    lambda: e.max(),
    lambda: e.argmax(),
    lambda: e.min(),
    lambda: e.item(),
    lambda: bool(e),
    lambda: torch.zeros(0, 3).max(0),
    lambda: torch.stack([]),
):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
print(
    torch.ones(3)[torch.tensor([], dtype=torch.long)],
    torch.ones(3)[torch.zeros(3).bool()],
    torch.zeros(0, 2) @ torch.zeros(2, 3),
    torch.zeros(2, 0) @ torch.zeros(0, 2),
    [*e],
    torch.nonzero(torch.zeros(2)),
)
