import torch
from torch import nn

torch.manual_seed(0)


class Deep(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(a, b) for a, b in zip(sizes, sizes[1:])])
        self.acts = nn.ModuleDict({"relu": nn.ReLU(), "tanh": nn.Tanh()})
        self.weights = nn.ParameterList([nn.Parameter(torch.ones(2)), nn.Parameter(torch.zeros(1))])
        self.table = nn.ParameterDict({"a": nn.Parameter(torch.tensor(1.0))})

    def forward(self, x, act="relu"):
        for layer in self.layers[:-1]:
            x = self.acts[act](layer(x))
        return self.layers[-1](x)


model = Deep([2, 3, 3, 1])
print(model)
print(
    model(torch.ones(1, 2)).shape,
    len(model.layers),
    "relu" in model.acts,
    list(model.acts),
    [n for n, _ in model.named_parameters()],
)
model.layers.append(nn.Linear(1, 1))
print(len(model.layers), model.layers[3], model.weights[0], model.table["a"])
plain = [nn.Linear(1, 1)]
model.plain = plain
print(len(list(model.parameters())))
