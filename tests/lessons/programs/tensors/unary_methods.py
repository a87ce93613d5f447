import torch

x = torch.tensor([[-1.5, 0.25], [2.0, -0.75]])
for name in "abs ceil floor round trunc frac sign neg exp sigmoid tanh sin square relu isnan t ravel sum mean std var min max argmin argmax prod norm numel dim any all tolist clone detach contiguous double int bool flatten squeeze nonzero median".split():
    print(name, getattr(x, name)())
