# Distributions: samples, densities, entropies, divergences, gradients, and what is refused
import torch
from torch.distributions import Bernoulli, Categorical, Exponential, Independent, Laplace, Normal, Uniform, kl_divergence

torch.manual_seed(0)


def attempt(f):
    try:
        print(f())
    except (ValueError, NotImplementedError) as error:
        print(type(error).__name__, error)


loc, scale = torch.tensor([0.0, 1.0], requires_grad=True), torch.tensor([1.0, 2.0], requires_grad=True)
n = Normal(loc, scale)
print(n, n.batch_shape, n.event_shape, n.mean, n.variance, n.stddev, n.mode)
print(n.sample(), n.sample((2,)), n.rsample(), n.has_rsample, n.support)
x = n.rsample((3,))
n.log_prob(x.detach()).sum().backward()
print(loc.grad, scale.grad)
print(n.entropy(), n.cdf(torch.tensor(0.5)), n.icdf(torch.tensor([0.1, 0.9])), n.perplexity())
print(Normal(0.0, 1.0), Normal(0.0, 1.0).sample(), Normal(0, 1).log_prob(torch.tensor(0.3)), Normal(torch.zeros(1), 1.0))
m = Normal(torch.zeros(2), torch.ones(2))
print(kl_divergence(n, m), n.expand((3, 2)).sample().shape)
for d in (Uniform(-1.0, torch.tensor([1.0, 3.0])), Exponential(torch.tensor([1.0, 4.0])), Laplace(torch.tensor([0.0, 1.0]), 2.0)):
    y = d.sample((2,))
    print(d, y, d.log_prob(y), d.entropy(), d.mean, d.stddev, d.cdf(y), d.icdf(d.cdf(y)), d.variance, d.mode)
    print(kl_divergence(d, d), d.expand((4, 2)))
logits = torch.tensor([[0.1, 0.5, -1.0], [2.0, 0.0, 1.0]], requires_grad=True)
c = Categorical(logits=logits)
a = c.sample()
print(c, a, c.log_prob(a), c.entropy(), c.probs, c, c.mode, c.mean, c.param_shape)
(-c.log_prob(a) * torch.tensor([1.0, 2.0])).mean().backward()
print(logits.grad)
p = Categorical(torch.tensor([0.2, 0.3, 0.5]))
print(p, p.sample((5,)), p.sample((2, 2)), p.logits, p.enumerate_support(), p.log_prob(torch.tensor([0, 2])), p.expand((2,)))
print(kl_divergence(p, Categorical(torch.ones(3))), Categorical(torch.tensor([1.0, 0.0])).entropy())
b = Bernoulli(torch.tensor([0.2, 0.9]))
print(b, b.sample((3,)), b.log_prob(torch.tensor([0.0, 1.0])), b.entropy(), b.mean, b.variance, b.mode, b.enumerate_support())
print(Bernoulli(logits=torch.tensor(0.3)).probs, kl_divergence(b, Bernoulli(torch.tensor([0.5, 0.5]))), Bernoulli(0.5).sample())
i = Independent(Normal(torch.zeros(2, 3), 1.0), 1)
print(i, i.batch_shape, i.event_shape, i.log_prob(torch.ones(2, 3)), i.entropy(), kl_divergence(i, i), i.sample().shape)
attempt(lambda: Normal(0.0, -1.0))
attempt(lambda: Normal(torch.tensor([0.0, float("nan")]), 1.0))
attempt(lambda: Normal("a", 1.0))
attempt(lambda: Categorical())
attempt(lambda: Categorical(torch.tensor(1.0)))
attempt(lambda: Categorical(torch.tensor([-1.0, 2.0])))
attempt(lambda: Bernoulli(torch.tensor([2.0])))
attempt(lambda: p.log_prob(torch.tensor(3)))
attempt(lambda: b.log_prob(torch.tensor([0.5, 1.0])))
attempt(lambda: b.log_prob(torch.ones(3)))
attempt(lambda: n.log_prob(1.0))
attempt(lambda: Uniform(1.0, 0.0))
attempt(lambda: Uniform(0.0, 1.0).log_prob(torch.tensor(2.0)))
attempt(lambda: Uniform(0.0, 1.0, validate_args=False).log_prob(torch.tensor(2.0)))
attempt(lambda: kl_divergence(n, p))
attempt(lambda: p.rsample())
attempt(lambda: p.cdf(torch.tensor(1.0)))
attempt(lambda: Independent(n, 2))
attempt(lambda: i.log_prob(torch.ones(2, 4)))
print(type(n), type(c), torch.distributions.Normal is Normal, isinstance(b, torch.distributions.Distribution))
