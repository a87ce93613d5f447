import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, n, act=None):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(n, n), act or nn.ReLU())
        self.alpha = nn.Parameter(torch.zeros(1))

    def forward(self, x):
        return x + self.alpha * self.body(x)


class Model(nn.Module):
    def __init__(self, depth):
        super().__init__()
        self.blocks = nn.ModuleList(Block(2) for _ in range(depth))
        self.heads = nn.ModuleDict()
        for name in ("mean", "var"):
            self.heads[name] = nn.Linear(2, 1)
        self.unused = None

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return {name: head(x) for name, head in self.heads.items()}


torch.manual_seed(0)
model = Model(2)
print(model)
out = model(torch.ones(1, 2))
print(
    {k: v.shape for k, v in out.items()},
    [n for n, _ in model.named_parameters() if "alpha" in n],
    list(model.state_dict())[-2:],
)
model.blocks[0].requires_grad_(False)
print(
    sum(p.requires_grad for p in model.parameters()),
    "mean" in model.heads,
    len(model.blocks),
    model.blocks[-1].alpha,
    model.unused,
)
for key in list(model.heads.keys()):
    print(key, model.heads[key])
model.heads.pop("var")
print(list(model.heads), [type(m).__name__ for m in model.modules()][:4])
