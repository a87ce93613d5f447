import torch


def final(name, **options):
    x = torch.tensor([2.0, 1.0], requires_grad=True)
    opt = getattr(torch.optim, name)([x], lr=0.1, **options)
    for k in range(6):
        opt.zero_grad()
        (x**2 * torch.tensor([1.0, 3.0]) * (1 + k % 2)).sum().backward()
        opt.step()
    return [round(v, 3) for v in x.tolist()]


print(
    final("Adam"),
    final("Adam", amsgrad=True),
    final("Adam", betas=(0.5, 0.9)),
    final("Adam", eps=0.1),
    final("AdamW", amsgrad=True),
    final("Adam", maximize=True),
)
print(
    final("RMSprop"),
    final("RMSprop", centered=True),
    final("RMSprop", momentum=0.5),
    final("RMSprop", alpha=0.5),
    final("Adagrad", lr_decay=0.1),
    final("Adagrad", initial_accumulator_value=1.0),
    final("NAdam", momentum_decay=0.01),
)
for bad in (
    lambda: torch.optim.Adam([torch.ones(1, requires_grad=True)], lr=-1),
    lambda: torch.optim.Adam([torch.ones(1, requires_grad=True)], betas=(1.0, 0.9)),
    lambda: torch.optim.RMSprop([torch.ones(1, requires_grad=True)], alpha=-1),
    lambda: torch.optim.Adam(5),
    lambda: torch.optim.Adam([{"lr": 1}]),
):
    try:
        bad()
    except Exception as error:
        print(type(error).__name__, error)
