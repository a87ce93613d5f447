import random
import numpy as np
import torch


def seed_everything(seed):
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    if torch.cuda.is_available():
        torch.cuda.manual_seed_all(seed)
    torch.backends.cudnn.benchmark = False


seed_everything(1)
first = (random.random(), np.random.rand(), torch.rand(1).item())
seed_everything(1)
print(first == (random.random(), np.random.rand(), torch.rand(1).item()), first)
torch.manual_seed(2)
a = torch.nn.Linear(2, 2)
torch.manual_seed(2)
b = torch.nn.Linear(2, 2)
print(torch.equal(a.weight, b.weight), torch.rand(1))
