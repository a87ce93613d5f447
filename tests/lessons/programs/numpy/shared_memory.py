import numpy as np
import torch

a = np.array([1.0, 2.0, 3.0])
t = torch.from_numpy(a)
a[0] = 100
t[1] = -5
print(a, t, t.dtype, torch.tensor(a).dtype, torch.as_tensor(a).data_ptr() == t.data_ptr())
n = t.numpy()
t.add_(1)
print(n, a is n, np.shares_memory(a, n))
c = torch.tensor(a)
a[2] = 0
print(c, t, torch.ones(2).numpy(), torch.ones(2, dtype=torch.int64).numpy().dtype)
f = torch.from_numpy(np.arange(6).reshape(2, 3))
print(
    f,
    f.dtype,
    torch.from_numpy(np.float32([1, 2])).dtype,
    torch.Tensor(np.array([1, 2])),
    torch.tensor(np.float64(2.5)),
)
x = torch.ones(1, requires_grad=True)
for bad in (lambda: x.numpy(), lambda: torch.from_numpy([1, 2]), lambda: np.array(x)):
    try:
        bad()
    except Exception as error:
        print(type(error).__name__, error)
