import torch

x = torch.ones(3)
print(x.add_(1), x.mul_(3), x.sub_(torch.tensor([1, 2, 3])), x.div_(2), x.pow_(2), x.neg_(), x.abs_(), x.sqrt_())
print(x.exp_(), x.log_(), x.clamp_(max=2), x.fill_(0.5), x.zero_(), x.copy_(torch.arange(3)), x._version)
x += 1
x *= torch.tensor([1.0, 2.0, 3.0])
x -= 0.5
x /= 2
x **= 2
print(x, x._version)
x[0] = 10
x[1:] += 1
x[x > 5] = -1
print(x, x.relu_(), x.sigmoid_(), x.round_(), x.t_() is x, x.unsqueeze_(0).shape)
i = torch.tensor([1, 2, 3])
i //= 2
i += 1
print(i)
try:
    i += 0.5
except RuntimeError as error:
    print(error)
