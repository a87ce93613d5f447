import torch
import torch.nn.functional as F


def conv2d(image, kernel, stride=1):
    h, w = image.shape
    k = kernel.shape[0]
    out = torch.zeros((h - k) // stride + 1, (w - k) // stride + 1)
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            patch = image[i * stride : i * stride + k, j * stride : j * stride + k]
            out[i, j] = (patch * kernel).sum()
    return out


image = torch.arange(25.0).reshape(5, 5)
kernel = torch.tensor([[0.0, 1.0, 0.0], [1.0, -4.0, 1.0], [0.0, 1.0, 0.0]])
print(conv2d(image, kernel), conv2d(image, torch.ones(2, 2), 2))
print(torch.equal(conv2d(image, kernel), F.conv2d(image[None, None], kernel[None, None])[0, 0]))
x = image.clone().requires_grad_()
F.conv2d(x[None, None], kernel[None, None]).sum().backward()
print(x.grad)
print(
    F.conv_transpose2d(torch.ones(1, 1, 2, 2), torch.ones(1, 1, 2, 2), stride=1),
    F.avg_pool2d(image[None], 2),
    F.max_pool2d(image[None], 3, stride=2),
)
