import torch
from torch import nn

x = torch.tensor([0.2, -0.5, 1.5], requires_grad=True)
y = torch.tensor([1.0, -1.0, -1.0])
print(nn.HingeEmbeddingLoss()(x, y), nn.SoftMarginLoss()(x, y), nn.MarginRankingLoss(margin=0.3)(x, x.flip(0), y))
a, b, c = torch.tensor([[1.0, 0.0]]), torch.tensor([[0.8, 0.1]]), torch.tensor([[0.0, 1.0]])
print(
    nn.TripletMarginLoss()(a, b, c),
    nn.CosineEmbeddingLoss()(a, c, torch.tensor([1.0])),
    nn.CosineEmbeddingLoss(margin=0.2)(a, b, torch.tensor([-1.0])),
)
logits = torch.tensor([[0.1, 0.2, 0.4]], requires_grad=True)
print(
    nn.MultiMarginLoss()(logits, torch.tensor([2])),
    nn.MultiLabelSoftMarginLoss()(logits, torch.tensor([[1.0, 0.0, 1.0]])),
    nn.MultiMarginLoss(p=2),
)
hinge = torch.clamp(1 - y * x, min=0).mean()
hinge.backward()
print(hinge, x.grad, nn.TripletMarginLoss(margin=0.5, p=1))
