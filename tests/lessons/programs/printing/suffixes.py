import torch

x = torch.tensor([1.0, 2.0], requires_grad=True)
print(x, x * 2, x.sum(), x.detach(), x.double(), x.half())
print(torch.ones(2, dtype=torch.float64, requires_grad=True), torch.zeros(0, 3, dtype=torch.int64))
print(torch.empty(0, requires_grad=True), (x > 1), x.max(0), x.sort(descending=True))
print(torch.nn.Parameter(torch.ones(2)), torch.nn.Parameter(torch.tensor(1.0), requires_grad=False))
print(str(x), repr(x), f"{x}", "{}".format(x * 2), "%s" % x.mean())
long = torch.linspace(0, 1, 12, dtype=torch.float64, requires_grad=True)
print(long, long.exp(), long.reshape(3, 4).tanh())
with torch.no_grad():
    print(x * 3)
