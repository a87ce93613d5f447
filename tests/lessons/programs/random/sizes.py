import torch

for n in (1, 15, 16, 17, 100, 1000):
    torch.manual_seed(n)
    x = torch.randn(n)
    print(
        n,
        x[0],
        x[-1],
        f"{x.mean().item():.3f}",
        torch.rand(n)[-1],
        torch.randint(0, 1000, (n,))[-1].item(),
        torch.randperm(n)[-1].item(),
    )
torch.manual_seed(0)
big = torch.randn(300, 300)
print(
    big[0, :3],
    big[-1, -3:],
    f"{big.mean().item():.3f} {big.std().item():.3f}",
    torch.randn(1000, 3)[-1],
    torch.rand(50000)[-2:],
)
print(torch.randperm(30000)[:3], torch.randint(0, 2**40, (2,)))
