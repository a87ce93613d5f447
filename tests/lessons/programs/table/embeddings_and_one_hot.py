import torch
import torch.nn.functional as F

labels = torch.tensor([0, 2, 1])
hot = F.one_hot(labels, num_classes=4)
print(hot, hot.dtype, F.one_hot(labels).float() @ torch.arange(6.0).reshape(3, 2), hot.argmax(1), torch.eye(3)[labels])
weight = torch.arange(8.0).reshape(4, 2).requires_grad_()
out = F.embedding(labels, weight)
(out**2).sum().backward()
print(out, weight.grad)
for bad in (
    lambda: F.one_hot(torch.tensor([1.0])),
    lambda: F.one_hot(torch.tensor([5]), 3),
    lambda: F.one_hot(torch.tensor([-1])),
):
    try:
        bad()
    except RuntimeError as error:
        print(error)
print(
    torch.stack([labels, labels]).T,
    torch.zeros(3, 4).scatter_(1, labels.unsqueeze(1), 1),
    F.linear(torch.ones(1, 2), torch.eye(2), torch.ones(2)),
    F.bilinear(torch.ones(1, 1), torch.ones(1, 2), torch.ones(1, 1, 2)),
)
