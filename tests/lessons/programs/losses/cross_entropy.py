import torch
from torch import nn
import torch.nn.functional as F

logits = torch.tensor([[2.0, 0.5, -1.0], [0.1, 0.2, 0.3]], requires_grad=True)
target = torch.tensor([0, 2])
print(
    nn.CrossEntropyLoss()(logits, target),
    F.cross_entropy(logits, target, reduction="none"),
    F.cross_entropy(logits, target, reduction="sum"),
)
loss = F.nll_loss(F.log_softmax(logits, 1), target)
loss.backward()
print(loss, logits.grad, (logits.softmax(1) - F.one_hot(target, 3)) / 2)
print(
    nn.CrossEntropyLoss(weight=torch.tensor([1.0, 2.0, 3.0]))(logits, target),
    nn.CrossEntropyLoss(label_smoothing=0.1)(logits, target),
)
print(
    nn.CrossEntropyLoss(ignore_index=0)(logits, target),
    F.cross_entropy(logits, torch.tensor([[0.5, 0.5, 0.0], [0.0, 0.0, 1.0]])),
)
print(
    F.cross_entropy(logits[0], torch.tensor(1)),
    nn.CrossEntropyLoss(),
    -F.log_softmax(logits, 1)[range(2), target].mean(),
)
for bad in (torch.tensor([0, 3]), torch.tensor([0.0, 1.0]), torch.tensor([0]), torch.tensor([[0], [1]])):
    try:
        F.cross_entropy(logits, bad)
    except Exception as error:
        print(type(error).__name__, error)
