import copy
import torch

x = torch.ones(3, requires_grad=True)
y = x.clone()
z = x.detach().clone()
w = copy.deepcopy(x)
v = copy.copy(x)
print(y, z, w, v, w is x, v is x, torch.equal(v, x))
with torch.no_grad():
    x[0] = 5
print(x, y, z, w, v)
print(z.data_ptr() == x.data_ptr(), x.detach().data_ptr() == x.data_ptr())
print(torch.clone(z), torch.empty_like(z).copy_(z), z.new_tensor(z.tolist()))
