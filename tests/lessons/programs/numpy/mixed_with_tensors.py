import numpy as np
import torch

t = torch.arange(4.0)
print(
    np.asarray(t),
    np.array(t),
    t.numpy() * 2,
    torch.tensor([1, 2]) * np.float32(2),
    t + np.float64(1.0),
    np.mean(t.numpy()),
)
print(
    torch.tensor([np.float32(1.5), 2]),
    torch.tensor(np.int32(3)),
    torch.from_numpy(np.eye(2)) @ torch.ones(2, dtype=torch.float64),
)
print(
    t * np.pi,
    np.float32(3) * t,
    t[np.array([0, 2])] if False else t[torch.from_numpy(np.array([0, 2]))],
    float(np.sum(t.numpy())),
    t.tolist() == t.numpy().tolist(),
)
loss = np.array([0.5, 0.25])
print(f"{loss.mean():.3f} {loss[0]:.2f}", [f"{v:.1f}" for v in loss], loss.max(), type(loss[0]).__name__)
print(torch.tensor(np.array([True, False])), torch.from_numpy(np.zeros((0, 2))).shape, t.numpy().dtype == np.float32)
