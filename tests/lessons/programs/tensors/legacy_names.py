import torch

print(torch.FloatTensor([1, 2]), torch.LongTensor([1, 2]), torch.DoubleTensor([1.5]))
print(torch.IntTensor([3]), torch.ByteTensor([1, 0]), torch.BoolTensor([True]), torch.HalfTensor([0.5]))
print(torch.Tensor([1, 2, 3]), torch.Tensor(2, 0).shape, torch.FloatTensor([[1], [2]]).type())
x = torch.Tensor([1.0]).type(torch.LongTensor)
print(x, x.type("torch.FloatTensor"), isinstance(x, torch.LongTensor), torch.is_tensor(x))
print(isinstance(torch.ones(1), torch.FloatTensor), isinstance(torch.ones(1), torch.Tensor))
from torch.autograd import Variable

v = Variable(torch.ones(2), requires_grad=True)
print(v, type(v))
