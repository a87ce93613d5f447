import torch

x = torch.tensor([1.0, -3.0], requires_grad=True)
y = x.detach().clone().requires_grad_()
adam = torch.optim.Adam([y], lr=0.1, betas=(0.9, 0.999), eps=1e-8)
m, v = torch.zeros(2), torch.zeros(2)
for t in range(1, 6):
    (g,) = torch.autograd.grad((x**4).sum(), x)
    m = 0.9 * m + 0.1 * g
    v = 0.999 * v + 0.001 * g**2
    with torch.no_grad():
        x -= 0.1 * (m / (1 - 0.9**t)) / ((v / (1 - 0.999**t)).sqrt() + 1e-8)
    adam.zero_grad()
    (y**4).sum().backward()
    adam.step()
print(torch.allclose(x, y, atol=1e-5), f"{y[0].item():.4f} {y[1].item():.4f}")
print(adam.state[y]["step"], adam.state_dict()["param_groups"])
