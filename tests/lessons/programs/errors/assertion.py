import torch

a = torch.tensor([1.0, 2.0])
b = a.clone()
assert torch.equal(a, b), "the same"
b[1] += 1e-3
assert torch.allclose(a, b), f"differ by {(a - b).abs().max():.4f}"
