import torch

x = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
print(
    torch.sum(x, dim=0, keepdim=True),
    torch.mean(input=x, dim=1),
    torch.max(x, dim=1),
    torch.clamp(x, min=1.5, max=3),
    torch.transpose(x, dim0=0, dim1=1),
    torch.cat(tensors=[x, x], dim=1),
    torch.add(x, other=1),
    torch.full(size=(2,), fill_value=3.0),
    x.sum(axis=0),
    torch.stack([x, x], axis=0).shape,
    x.flatten(start_dim=0),
    torch.softmax(x, dim=0),
    x.unsqueeze(dim=0).shape,
    torch.argmax(x, dim=0, keepdim=True),
)
for bad in (
    lambda: torch.sum(x, foo=1),
    lambda: torch.zeros(2, dtype="float32"),
    lambda: torch.ones("2"),
    lambda: x.view("a"),
    lambda: torch.cat(x, x),
    lambda: torch.stack(x, y=1),
    lambda: torch.relu(),
    lambda: torch.sin(1.0),
    lambda: torch.tensor(),
    lambda: x.sum(5),
    lambda: x.transpose(0, 2),
    lambda: torch.cat([x, torch.ones(3)]),
    lambda: torch.matmul(x, 2),
):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, str(error).splitlines()[0])
