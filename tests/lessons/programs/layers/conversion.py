import torch
from torch import nn

net = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2))
print(net.double()[0].weight.dtype, net[1].running_mean.dtype, net[1].num_batches_tracked.dtype)
print(net.float()[0].bias.dtype, net.half()[0].bias.dtype, net.to(torch.float32)[0].bias.dtype, net.to("cpu") is net)
device = torch.device("cpu")
print(next(net.parameters()).device, net.to(device)[0].weight.is_leaf, next(net.parameters()).dtype)
print(nn.Linear(1, 1, dtype=torch.float64).weight.dtype, nn.Linear(1, 1, device="cpu").weight.device)
print(
    net.eval()(torch.zeros(1, 2)).shape,
    type(net[0].weight),
    isinstance(net[0].weight, torch.Tensor),
    isinstance(net, nn.Module),
)
