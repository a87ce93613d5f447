import torch

torch.manual_seed(0)
N, D_in, H, D_out = 16, 20, 10, 3
x, y = torch.randn(N, D_in), torch.randn(N, D_out)
w1 = torch.randn(D_in, H, requires_grad=True)
w2 = torch.randn(H, D_out, requires_grad=True)
for t in range(101):
    loss = (x.mm(w1).clamp(min=0).mm(w2) - y).pow(2).sum()
    if t % 50 == 0:
        print(t, f"{loss.item():.1f}")
    loss.backward()
    with torch.no_grad():
        w1 -= 2e-4 * w1.grad
        w2 -= 2e-4 * w2.grad
        w1.grad.zero_()
        w2.grad.zero_()
