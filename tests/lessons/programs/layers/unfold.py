import torch
from torch import nn
import torch.nn.functional as F

x = torch.arange(9.0).reshape(1, 1, 3, 3)
patches = F.unfold(x, 2)
print(patches, patches.shape, nn.Unfold(2, stride=1), F.fold(patches, (3, 3), 2))
w = torch.tensor([[1.0, -1.0, 2.0, 0.5]])
print((w @ patches).view(1, 1, 2, 2), F.conv2d(x, w.view(1, 1, 2, 2)))
print(
    nn.Fold((3, 3), 2)(patches).sum(),
    nn.CosineSimilarity()(torch.ones(1, 2), torch.tensor([[1.0, 0.0]])),
    nn.PairwiseDistance()(torch.zeros(1, 2), torch.tensor([[3.0, 4.0]])),
)
