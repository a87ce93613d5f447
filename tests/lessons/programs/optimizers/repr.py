import torch

x = torch.ones(2, requires_grad=True)
for name in ("SGD", "Adam", "AdamW", "RMSprop", "Adagrad", "Adadelta", "Adamax", "NAdam", "RAdam"):
    print(getattr(torch.optim, name)([x]))
print(
    torch.optim.SGD(
        [{"params": [x]}, {"params": [torch.zeros(1, requires_grad=True)], "lr": 1.0}], lr=0.1, momentum=0.9
    )
)
