# Rates that go up and down: modes, momentum, states, and what is refused
import torch
from torch import optim
from torch.optim.lr_scheduler import CyclicLR


def run(make, opt=None, n=12):
    p = torch.nn.Parameter(torch.tensor([1.0, -2.0]))
    o = opt([p]) if opt else optim.SGD([p], lr=0.1, momentum=0.9)
    s = make(o)
    for _ in range(n):
        o.zero_grad()
        (p**2).sum().backward()
        o.step()
        print([g["lr"] for g in o.param_groups], o.param_groups[0].get("momentum", o.param_groups[0].get("betas")), end=" ")
        s.step()
    print(p, s.get_last_lr(), s.state_dict())


run(lambda o: CyclicLR(o, 0.01, 0.1, step_size_up=3))
run(lambda o: CyclicLR(o, 0.01, 0.1, step_size_up=3, step_size_down=2, mode="triangular2"))
run(lambda o: CyclicLR(o, 0.01, 0.1, step_size_up=3, mode="exp_range", gamma=0.9, cycle_momentum=False))
run(lambda o: CyclicLR(o, 0.01, 0.1, step_size_up=2, scale_fn=lambda x: 1 / x, scale_mode="cycle", cycle_momentum=False))
run(lambda o: CyclicLR(o, 0.001, 0.01, step_size_up=2), lambda p: optim.Adam(p))
for bad in (
    lambda: CyclicLR(3, 1, 2),
    lambda: run(lambda o: CyclicLR(o, 1.0, 2.0, mode="x")),
    lambda: run(lambda o: CyclicLR(o, [1.0, 2.0], 2.0)),
    lambda: run(lambda o: CyclicLR(o, 1.0, 2.0), lambda p: optim.Adagrad(p)),
):
    try:
        bad()
    except Exception as e:
        print(type(e).__name__, e)
p = torch.nn.Parameter(torch.zeros(1))
o = optim.SGD([p], 0.1)
s = CyclicLR(o, 0.1, 0.5, 2, cycle_momentum=False)
o.step()
s.step()
t = CyclicLR(optim.SGD([p], 0.1), 0.1, 0.5, 2, cycle_momentum=False)
t.load_state_dict(s.state_dict())
print(t.last_epoch, t.get_last_lr(), t.mode)
