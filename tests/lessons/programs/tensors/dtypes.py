import torch

for dtype in (
    torch.float16,
    torch.float32,
    torch.float64,
    torch.int8,
    torch.int16,
    torch.int32,
    torch.int64,
    torch.uint8,
    torch.bool,
):
    x = torch.tensor([0, 1, 2]).to(dtype)
    print(dtype, x, x.element_size(), x.is_floating_point(), x.type())
print(torch.float, torch.double, torch.half, torch.long, torch.int, torch.short)
print(torch.finfo(torch.float32).eps, torch.finfo(torch.float16).max, torch.iinfo(torch.int8).min)
