import torch

x = torch.arange(24.0).reshape(2, 3, 4)
print(x.shape, x.size(), x.size(0), x.size(-1), x.dim(), x.ndim, x.numel(), x.nelement(), len(x))
print(x.stride(), x.stride(1), x.is_contiguous(), x.transpose(0, 2).stride(), x.transpose(0, 2).is_contiguous())
print(x.dtype, x.device, x.layout, x.requires_grad, x.is_leaf, x.grad, x.grad_fn)
print(x.T.shape if x.dim() == 2 else x.mT.shape, x.shape[1:], x.shape[0] * x.shape[1], tuple(x.shape), list(x.shape))
print(x.shape == (2, 3, 4), x.shape == torch.Size([2, 3, 4]), x.size().numel(), torch.Size([2]) + torch.Size([3]))
print(x.is_floating_point(), x.is_cuda, x.itemsize, x.nbytes, x.storage_offset(), x[1].storage_offset())
a, b, c = x.shape
print(a, b, c)
