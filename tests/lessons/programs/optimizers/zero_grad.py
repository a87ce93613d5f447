import torch

w = torch.tensor([1.0], requires_grad=True)
optimizer = torch.optim.SGD([w], lr=0.1)
(w**2).backward()
print(w.grad)
optimizer.zero_grad()
print(w.grad)
(w**2).backward()
optimizer.zero_grad(set_to_none=False)
print(w.grad)
optimizer.step()
print(w, optimizer.state)
for step in range(3):
    (w * 2).backward()
    print("without zero_grad", w.grad)
print(optimizer.step(), w)
