import torch

print(torch.get_default_dtype(), torch.tensor(1.5).dtype)
torch.set_default_dtype(torch.float64)
print(torch.tensor(1.5), torch.ones(2), torch.tensor(1.5, dtype=torch.float32), torch.arange(2.0).dtype)
print(torch.nn.Linear(1, 1).weight.dtype, torch.rand(1).dtype)
torch.set_default_dtype(torch.float32)
print(torch.tensor(1.5), torch.tensor([1.0]).double())
print(
    torch.get_num_threads() >= 1,
    torch.cuda.is_available(),
    torch.backends.mps.is_available(),
    torch.cuda.device_count(),
)
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
print(device, device.type, torch.ones(1, device=device).device, torch.device("cpu") == device, repr(device))
