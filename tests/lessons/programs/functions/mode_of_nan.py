"""The most frequent element where some are nan."""

import torch

print(torch.mode(torch.tensor([0.03, -0.7191, 4., torch.nan])))
print(torch.mode(torch.tensor([torch.nan, 0.03, -0.7191, 4.])))
print(torch.mode(torch.tensor([torch.nan, torch.nan, 4.])))
print(torch.mode(torch.tensor([torch.nan, torch.nan, 4., 4., 1.])))
print(torch.mode(torch.tensor([1., torch.nan, 0.5, torch.nan, 3., 2., 3.])))
print(torch.mode(torch.tensor([[1., torch.nan], [torch.nan, 2.]]), 0))
print(torch.mode(torch.tensor([[1., torch.nan, 5.], [torch.nan, 2., 1.]]), 1, True))
print(torch.mode(torch.tensor([2., 2., torch.nan, 1., 1., 0.])))
print(torch.mode(torch.tensor([2., 1., torch.nan, 2., 1., 1., 0.])))
print(torch.mode(torch.tensor([3., 1., 3., 1.])))
