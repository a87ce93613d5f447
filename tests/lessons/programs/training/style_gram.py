import torch
import torch.nn.functional as F

torch.manual_seed(0)


def gram(x):
    b, c, h, w = x.shape
    f = x.view(b * c, h * w)
    return f @ f.t() / (b * c * h * w)


target = torch.rand(1, 3, 4, 4)
image = torch.rand(1, 3, 4, 4, requires_grad=True)
opt = torch.optim.Adam([image], lr=0.05)
for step in range(31):
    content = F.mse_loss(image, target)
    style = F.mse_loss(gram(image), gram(target))
    loss = content + 10 * style
    opt.zero_grad()
    loss.backward()
    opt.step()
    image.data.clamp_(0, 1)
    if step % 15 == 0:
        print(step, f"{content.item():.3f} {style.item():.4f}")
print(gram(target).shape, image.min() >= 0, image.max() <= 1, image.is_leaf)
