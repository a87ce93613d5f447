import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
teacher, student = nn.Linear(4, 3), nn.Linear(4, 3)
teacher.requires_grad_(False)
x = torch.randn(20, 4)
opt = torch.optim.SGD(student.parameters(), lr=1.0)
T = 2.0
for step in range(41):
    soft = F.softmax(teacher(x) / T, dim=1)
    loss = F.kl_div(F.log_softmax(student(x) / T, dim=1), soft, reduction="batchmean") * T * T
    opt.zero_grad()
    loss.backward()
    opt.step()
    if step % 20 == 0:
        print(step, f"{loss.item():.3f}")
print((teacher(x).argmax(1) == student(x).argmax(1)).float().mean() > 0.8, teacher.weight.grad)
