import warnings
import numpy as np
import torch

warnings.simplefilter("ignore")
t = torch.arange(3.0)
print(np.sin(t), np.exp(t).dtype, np.add(t, 1), np.greater(t, 1), np.sqrt(t.double()), np.maximum(t, 1))
print(np.max(t), np.dot(t, t), np.concatenate([t, t]), np.stack([t, t]), np.asarray(t), np.where(t > 1, 1, 0))
print(
    t * np.array([1.0, 2.0, 3.0]), t + np.ones(3, dtype=np.float32), np.float64(2) * t, np.argmax(t), np.clip(t, 0, 1)
)
x = torch.ones(2, requires_grad=True)
for f in (lambda: np.sin(x), lambda: np.asarray(x), lambda: np.isnan(x)):
    try:
        print(f())
    except RuntimeError as error:
        print(error)
