import torch

for name, options in (
    ("SGD", {}),
    ("Adam", {}),
    ("AdamW", {}),
    ("RMSprop", {}),
    ("Adagrad", {}),
    ("Adadelta", {"lr": 1.0}),
    ("Adamax", {}),
    ("NAdam", {}),
    ("RAdam", {}),
):
    w = torch.tensor([2.0, -4.0], requires_grad=True)
    opt = getattr(torch.optim, name)([w], **{"lr": 0.1, "weight_decay": 0.5, **options})
    for _ in range(3):
        opt.zero_grad()
        (w * 0).sum().backward()
        opt.step()
    print(f"{name:>9} {w[0].item():.3f} {w[1].item():.3f}")
