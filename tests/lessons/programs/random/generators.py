import torch

g = torch.Generator()
g.manual_seed(5)
print(
    torch.rand(2, generator=g),
    torch.randn(2, generator=g),
    torch.randperm(4, generator=g),
    torch.randint(9, (2,), generator=g),
)
state = g.get_state()
a = torch.rand(3, generator=g)
g.set_state(state)
print(torch.equal(a, torch.rand(3, generator=g)), g.initial_seed(), g.device)
torch.manual_seed(0)
saved = torch.get_rng_state()
a = torch.randn(4)
torch.set_rng_state(saved)
print(torch.equal(a, torch.randn(4)), state.shape, state.dtype)
with torch.random.fork_rng():
    torch.manual_seed(1)
    torch.rand(5)
print(torch.rand(1))
