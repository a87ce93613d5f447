import torch

print(torch.__version__.split("+")[0].split(".")[0], isinstance(torch.__version__, str))
print(
    torch.is_tensor(torch.ones(1)),
    torch.is_tensor([1]),
    torch.is_floating_point(torch.ones(1)),
    torch.is_nonzero(torch.tensor(2)),
)
print(torch.numel(torch.ones(2, 3)), torch.is_grad_enabled(), torch.is_complex(torch.ones(1)))
print(type(torch.ones(1)), type(torch.float32), type(torch.Size([1])), torch.Tensor, torch.nn.Linear, torch.float32)
