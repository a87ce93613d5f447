import torch

losses = torch.tensor([0.6931, 0.4512, 0.123456789, 1e-5])
for i, loss in enumerate(losses, 1):
    print(f"[{i:>2d}/{len(losses)}] loss: {loss:>9.6f} | {loss.item():.2e} | {'#' * int(loss * 20):<14}|")
print(
    "Epoch {:03d}, Loss {:.4f}".format(5, losses[0]),
    "Epoch: %d, loss: %.3f" % (5, losses[1].item()),
    "acc {:.1%}".format(0.875),
)
print("-" * 30, "\n", "=" * 10, sep="")
print(f"{'name':<10}{'value':>8}", *[f"{n:<10}{v:>8.3f}" for n, v in zip("ab", (1.5, 22.25))], sep="\n")
print(f"{losses.mean():.4f}", f"{losses.tolist()}", f"{losses[:2]}", losses.sum().item().__round__(3), end=" end\n")
