import torch

torch.manual_seed(0)
x, y = torch.randn(8, 4), torch.randn(8, 2)
w1, w2 = torch.randn(4, 5), torch.randn(5, 2)
v1, v2 = w1.clone().requires_grad_(), w2.clone().requires_grad_()
h = x.mm(w1)
h_relu = h.clamp(min=0)
y_pred = h_relu.mm(w2)
loss = (y_pred - y).pow(2).sum()
grad_y = 2.0 * (y_pred - y)
grad_w2 = h_relu.t().mm(grad_y)
grad_h = grad_y.mm(w2.t()).clone()
grad_h[h < 0] = 0
grad_w1 = x.t().mm(grad_h)
auto = (x.mm(v1).clamp(min=0).mm(v2) - y).pow(2).sum()
auto.backward()
print(
    torch.allclose(loss, auto), torch.allclose(grad_w1, v1.grad, atol=1e-4), torch.allclose(grad_w2, v2.grad, atol=1e-4)
)
print(v1.grad.shape, f"{loss.item():.2f}", (grad_h == 0).sum())
