import torch

for lr in (0.01, 0.1, 0.5, 1.1):
    x = torch.tensor(4.0, requires_grad=True)
    for step in range(20):
        (x**2).backward()
        with torch.no_grad():
            x -= lr * x.grad
        x.grad.zero_()
    status = "diverged" if x.abs() > 100 else "converged" if x.abs() < 0.1 else "slow"
    print(f"lr={lr:<5} x={x.item():>12.4f} {status}")
