import torch

w = torch.tensor([5.0], requires_grad=True)
v = torch.tensor([5.0], requires_grad=True)
optimizer = torch.optim.SGD([v], lr=0.1)
for step in range(5):
    loss = (w - 2) ** 2
    loss.backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
        w.grad.zero_()
    optimizer.zero_grad()
    ((v - 2) ** 2).backward()
    optimizer.step()
    print(step, w.item(), v.item(), loss.item())
print(w, v, torch.equal(w, v), v.grad, w.grad)
