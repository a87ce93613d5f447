import torch

x = torch.arange(10)
print(x.split(3), x.split([2, 8]), x.chunk(3), torch.tensor_split(x, 3), torch.tensor_split(x, (2, 5)))
m = x.reshape(2, 5)
for part in m.split(2, dim=1):
    print(part, part.shape)
first, second = m.unbind()
print(first, second, m.unbind(1)[0], [row.sum().item() for row in m])
print(torch.hsplit(m, (1, 3)), torch.vsplit(m, 2))
top, *rest = x.chunk(5)
print(top, len(rest))
