import torch
from torch import nn

torch.manual_seed(11)
a = torch.rand(2)
with torch.no_grad():
    b = torch.rand(2)
torch.manual_seed(11)
print(torch.equal(torch.rand(4), torch.cat([a, b])))


def noise(shape, seed=None):
    g = torch.Generator()
    if seed is not None:
        g.manual_seed(seed)
    return torch.randn(shape, generator=g)


print(torch.equal(noise((2, 2), 5), noise((2, 2), 5)), noise(3, 1))
torch.manual_seed(1)
x = nn.functional.dropout(torch.ones(10), 0.5)
torch.manual_seed(1)
print(
    torch.equal(x, nn.Dropout(0.5)(torch.ones(10))),
    nn.init.normal_(torch.empty(3)),
    torch.normal(2.0, 3.0, size=(1, 3)),
    torch.randn(2, requires_grad=True),
    torch.rand(2, 1) * 2 - 1,
    torch.rand(()).shape,
)
for bad in (
    lambda: torch.rand("a"),
    lambda: torch.randint(5, 5, (1,)),
    lambda: torch.bernoulli(torch.tensor([2.0])),
    lambda: torch.multinomial(torch.tensor([0.0]), 1),
    lambda: torch.multinomial(torch.ones(2), 3),
    lambda: torch.normal(0.0, -1.0, (1,)),
):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, str(error).splitlines()[0])
