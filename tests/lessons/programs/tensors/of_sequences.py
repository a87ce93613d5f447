# What torch.tensor takes for a list, and torch.accelerator where there is none
import torch
from collections import deque


def t(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


t(lambda: torch.accelerator.is_available())
t(lambda: torch.accelerator.current_accelerator())
t(lambda: torch.accelerator.device_count())
device = torch.accelerator.current_accelerator().type if torch.accelerator.is_available() else "cpu"
print(f"Using {device} device")
t(lambda: torch.accelerator.current_device_index())
t(lambda: torch.accelerator.synchronize())
t(lambda: torch.tensor(deque([1.0, 2.0])))
t(lambda: torch.tensor(deque([deque([1]), [2]])))
t(lambda: torch.tensor(range(3)))
t(lambda: torch.tensor([range(2), (1, 2)]))
t(lambda: torch.tensor({1, 2}))
t(lambda: torch.tensor({1: 2}))
t(lambda: torch.tensor({1: 2}.values()))
t(lambda: torch.tensor(x for x in [1]))
t(lambda: torch.tensor(map(int, [1])))
t(lambda: torch.tensor("ab"))
t(lambda: torch.tensor(["a"]))
t(lambda: torch.tensor([[1, 2], [3]]))
t(lambda: torch.tensor([None]))
t(lambda: torch.tensor(None))


class Q:
    def __len__(self):
        return 2

    def __getitem__(self, i):
        if i > 1:
            raise IndexError
        return i * 2


t(lambda: torch.tensor(Q()))
t(lambda: torch.tensor([torch.tensor(1.0), torch.tensor(2.0)]))
t(lambda: torch.tensor([torch.tensor([1.0]), torch.tensor([2.0])]))
t(lambda: torch.tensor([torch.tensor([1.0, 2.0]), torch.tensor([2.0, 3.0])]))
import numpy as np

t(lambda: torch.tensor([np.ones(2), np.zeros(2)]))
t(lambda: torch.tensor([np.float32(2), np.float64(1)]))
t(lambda: torch.FloatTensor(deque([1, 2])))
t(lambda: torch.as_tensor(deque([1, 2])))
t(lambda: torch.tensor(b"ab"))
t(lambda: torch.tensor(bytearray(b"ab")))
t(lambda: torch.tensor([1, 2.5, True]))
t(lambda: torch.tensor([True, False]))
t(lambda: torch.accelerator.set_device_index(0))
t(lambda: torch.accelerator.current_stream())


class E:
    def __len__(self):
        return 0

    def __getitem__(self, i):
        return 1


t(lambda: torch.tensor(E()))
t(lambda: torch.tensor([[1], None]))
t(lambda: torch.tensor([deque([1]), deque([1, 2])]))
from collections import UserList, OrderedDict, Counter, namedtuple

P = namedtuple("P", "a b")
t(lambda: torch.tensor(P(1, 2)))
t(lambda: torch.tensor(UserList([1, 2])))
t(lambda: torch.tensor(Counter(a=1)))
