import torch

m = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
for row in m:
    print(row, row.sum())
for i, (a, b) in enumerate(m):
    print(i, a.item(), b)
print([x.item() for x in m[:, 0]], sum(m), max(m[:, 1]), list(m[0]), sorted(m[:, 0].tolist(), reverse=True))
print([*zip(m[0], m[1])])
x, y = m[0]
print(x + y, len(m), reversed([1, 2]) is not None)
try:
    for _ in torch.tensor(1.0):
        pass
except TypeError as error:
    print(error)
