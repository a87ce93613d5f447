"""Tensors of random numbers: overloads, layouts in memory, generators, what is refused and in which words."""

from __future__ import annotations

from typing import Any

from tests.randomness.observe import drawn, seen, state

GIVEN: tuple[tuple[tuple[Any, ...], dict[str, Any]], ...] = (
    ((), {}),
    ((3,), {}),
    ((1, 2, 3), {}),
    (("a",), {}),
    ((1.0,), {}),
    ((0.5,), {}),
    ((2.5,), {}),
    ((None,), {}),
    (([2, "a"],), {}),
    ((3, (2,)), {}),
    ((3, 5, [2]), {}),
    ((3, (2,), 4), {}),
    ((), {"generator": 3}),
    ((3,), {"generator": 3}),
    ((3,), {"generator": None}),
    ((3,), {"foo": 3}),
    ((3,), {"dtype": 3}),
    ((3,), {"dtype": float}),
    ((3,), {"out": None}),
    ((3,), {"requires_grad": True}),
    ((3,), {"requires_grad": 3}),
    ((3,), {"device": "cpu"}),
    ((3,), {"device": "cuda"}),
    ((3,), {"size": 2}),
    ((), {"size": (2,)}),
    ((), {"n": 3}),
)


def arguments_of_functions(torch: Any) -> list[Any]:
    """What each function takes, and says to what it does not take."""
    names = ("rand", "randn", "randint", "randperm", "normal", "bernoulli", "multinomial", "poisson", "rand_like", "randint_like")
    tensors = (
        ((torch.ones(3),), {}),
        ((torch.ones(3), 2), {}),
        ((torch.ones(3), 2.5), {}),
        ((torch.ones(3), "x"), {}),
        ((), {"input": torch.ones(2)}),
    )
    return [drawn(torch, [lambda n=n, a=a, k=k: getattr(torch, n)(*a, **k) for a, k in GIVEN + tensors]) for n in names]


def arguments_of_methods(torch: Any) -> list[Any]:
    names = "normal_ uniform_ random_ exponential_ log_normal_ cauchy_ bernoulli_ geometric_ multinomial bernoulli".split()
    return [drawn(torch, [lambda n=n, a=a, k=k: getattr(torch.zeros(3), n)(*a, **k) for a, k in GIVEN]) for n in names]


def by_size(torch: Any) -> list[Any]:
    g = torch.Generator
    return drawn(
        torch,
        (
            lambda: torch.rand(3, 4),
            lambda: torch.randn((20, 3)),
            lambda: torch.randn([2, 3], dtype=torch.float64, requires_grad=True),
            lambda: torch.rand(()),
            lambda: torch.rand(0, 3),
            lambda: torch.rand(2, -3),
            lambda: torch.randn(-1),
            lambda: torch.randn(torch.tensor(2)),
            lambda: torch.rand(2, dtype=torch.int64),
            lambda: torch.randn(2, dtype=torch.int64),
            lambda: torch.randint(10, (3,), dtype=torch.float64),
            lambda: torch.randint(-3, 3, (2, 2), dtype=torch.int8),
            lambda: torch.randint(low=0, high=4, size=(2,)),
            lambda: torch.randint(3, (2,), dtype=torch.bool),
            lambda: torch.randint(2, (2,), dtype=torch.bool),
            lambda: torch.randint(300, (2,), dtype=torch.uint8),
            lambda: torch.randint(-1, 3, (2,), dtype=torch.uint8),
            lambda: torch.randint(5, 5, (2,)),
            lambda: torch.randint(5, 3, (2,)),
            lambda: torch.randint(2**63, (2,)),
            lambda: torch.randint(3, (2,), requires_grad=True),
            lambda: torch.randint(70000, (2,), dtype=torch.float16),
            lambda: torch.randint(torch.tensor(5), (2,)),
            lambda: torch.randperm(0),
            lambda: torch.randperm(-1),
            lambda: torch.randperm(1),
            lambda: torch.randperm(300, dtype=torch.uint8),
            lambda: torch.randperm(70000, dtype=torch.int16),
            lambda: torch.randperm(3, dtype=torch.float32),
            lambda: torch.randperm(3, dtype=torch.bool),
            lambda: torch.randperm(3000, dtype=torch.float16),
            lambda: torch.randperm(10, generator=g().manual_seed(3)),
            lambda: torch.rand(3, generator=g()),
            lambda: torch.randn(3, generator=g().manual_seed(2**64 - 1)),
        ),
    )


def by_other_tensors(torch: Any) -> list[Any]:
    """Normal numbers around means, and what has the shape of another tensor and lies in memory as it."""
    zeros, ones = torch.zeros, torch.ones
    return drawn(
        torch,
        (
            lambda: torch.normal(torch.arange(5.0), 0.3),
            lambda: torch.normal(torch.arange(20.0), torch.arange(20.0)),
            lambda: torch.normal(0.5, torch.arange(20.0)),
            lambda: torch.normal(zeros(3, 1), ones(4)),
            lambda: torch.normal(zeros(4, 3).t(), ones(4, 3).t()),
            lambda: torch.normal(zeros(3), ones(3, dtype=torch.float64)),
            lambda: torch.normal(zeros(3, dtype=torch.float64), ones(3)),
            lambda: torch.normal(torch.tensor(1.0), 2.0),
            lambda: torch.normal(torch.arange(3.0).half(), torch.arange(3.0).half()),
            lambda: torch.normal(1.0, 2.0, ()),
            lambda: torch.normal(1, 2, (3,), dtype=torch.float64),
            lambda: torch.normal(mean=0.0, std=1.0, size=(2, 2)),
            lambda: torch.normal(zeros(0), ones(0)),
            lambda: torch.normal(0.0, -1.0, (2,)),
            lambda: torch.normal(zeros(2), -1.0),
            lambda: torch.normal(zeros(2), torch.tensor([-1.0, 1.0])),
            lambda: torch.normal(zeros(2), zeros(3)),
            lambda: torch.normal(zeros(2, dtype=torch.int64), 1.0),
            lambda: torch.rand_like(zeros(4, 3).t()),
            lambda: torch.randn_like(zeros(40, 3).t()),
            lambda: torch.randn_like(zeros(40, 3)),
            lambda: torch.randn_like(zeros(8, 6).t()[::2]),
            lambda: torch.randn_like(zeros(20, 1, 1).permute(1, 2, 0)),
            lambda: torch.rand_like(zeros(2, 1).expand(2, 3)),
            lambda: torch.rand_like(zeros(1, 3).expand(2, 3)),
            lambda: torch.rand_like(zeros(2, 3, 4).transpose(0, 1)),
            lambda: torch.rand_like(zeros(3), dtype=torch.float64, requires_grad=True),
            lambda: torch.rand_like(torch.tensor([1, 2])),
            lambda: torch.randint_like(zeros(4, 3).t(), 9),
            lambda: torch.randint_like(zeros(3), 2, 5),
            lambda: torch.randint_like(zeros(3), torch.tensor(5)),
            lambda: torch.randint_like(zeros(3, dtype=torch.uint8), 300),
            lambda: torch.bernoulli(torch.rand(4, 3).t()),
            lambda: torch.bernoulli(torch.rand(4, 3).t(), 0.3),
            lambda: torch.bernoulli(zeros(3, dtype=torch.int64), 0.5),
            lambda: torch.bernoulli(torch.tensor([1.5])),
            lambda: torch.bernoulli(torch.tensor([1, 0])),
            lambda: torch.bernoulli(zeros(3), 1.5),
            lambda: torch.bernoulli(torch.tensor(0.3, dtype=torch.float64)),
            lambda: torch.poisson(torch.rand(4, 3).t() * 20),
            lambda: torch.poisson(torch.tensor([-1.0])),
            lambda: torch.poisson(torch.tensor([1])),
            lambda: torch.poisson(torch.tensor([0.0, 1e-3, 9.99, 10.0, 1e4]), torch.Generator().manual_seed(3)),
        ),
    )


def written(torch: Any) -> list[Any]:
    """Tensors that lie in memory in another order, dtypes, and parameters that are refused."""
    zeros = torch.zeros
    whole = zeros(3, dtype=torch.int64)
    return drawn(
        torch,
        (
            lambda: zeros(4, 3).t().normal_(),
            lambda: zeros(8, 5).t().normal_(2, 3),
            lambda: zeros(8, 6)[::2, 1::2].normal_(),
            lambda: zeros(8, 6)[:, 2].uniform_(),
            lambda: zeros(3, 2, 4).permute(2, 0, 1).uniform_(3, 5),
            lambda: zeros(3, 2, 4).permute(1, 2, 0).random_(7),
            lambda: zeros(3, 1, 5).transpose(0, 2).normal_(),
            lambda: zeros(5, 4).t().bernoulli_(torch.rand(5)),
            lambda: zeros(4, 3, dtype=torch.float64).bernoulli_(torch.full((3,), 0.5)),
            lambda: zeros(4, 3).bernoulli_(torch.full((3,), 0.5, dtype=torch.float64)),
            lambda: zeros(3, dtype=torch.bool).bernoulli_(),
            lambda: torch.tensor(True).bernoulli_(0.5),
            lambda: torch.tensor(0.0, dtype=torch.float64).normal_(),
            lambda: zeros(0).normal_(),
            lambda: zeros(3).normal_(mean=1, std=2),
            lambda: zeros(3).uniform_(to=3),
            lambda: zeros(3).random_(2, None),
            lambda: zeros(3).random_(to=3),
            lambda: zeros(3).random_(2, to=4),
            lambda: zeros(3, dtype=torch.int16).random_(-5, None),
            lambda: zeros(3, dtype=torch.uint8).random_(300),
            lambda: zeros(3, dtype=torch.int8).random_(-200, 3),
            lambda: zeros(3).random_(3, 2),
            lambda: zeros(3).random_(0),
            lambda: zeros(3, dtype=torch.int32).geometric_(0.2),
            lambda: zeros(3).normal_(0, -1),
            lambda: zeros(3).normal_(0, float("nan")),
            lambda: zeros(3).uniform_(2, 1),
            lambda: zeros(3).uniform_(0, float("inf")),
            lambda: zeros(3).uniform_(float("nan"), 1),
            lambda: zeros(3).uniform_(-3e38, 3e38),
            lambda: zeros(3).half().uniform_(-7e4, 0),
            lambda: zeros(3).bernoulli_(1.5),
            lambda: zeros(3).bernoulli_(torch.tensor([2.0])),
            lambda: zeros(3).bernoulli_(torch.tensor([1, 0, 1])),
            lambda: zeros(3).bernoulli_(zeros(2)),
            lambda: zeros(3).exponential_(0),
            lambda: zeros(3).cauchy_(0, 0),
            lambda: zeros(3).log_normal_(0, 0),
            lambda: zeros(3).geometric_(0),
            lambda: zeros(3).geometric_(1),
            lambda: whole.uniform_(),
            lambda: whole.normal_(),
            lambda: whole.exponential_(),
            lambda: whole.cauchy_(),
            lambda: whole.log_normal_(),
            lambda: zeros(1).expand(3).normal_(),
            lambda: zeros(1).expand(3).bernoulli_(torch.ones(3)),
        ),
    )


def choices(torch: Any) -> list[Any]:
    """multinomial: layouts, and what is no probability."""
    inf, nan = float("inf"), float("nan")
    m, t = torch.multinomial, torch.tensor
    return drawn(
        torch,
        (
            lambda: m(torch.rand(3, 4), 2, generator=torch.Generator().manual_seed(2)),
            lambda: torch.rand(4).multinomial(6, True),
            lambda: torch.rand(4).multinomial(num_samples=2, replacement=False),
            lambda: torch.rand(5, 4).t().multinomial(2),
            lambda: torch.rand(5, 4).t().multinomial(9, True),
            lambda: m(torch.ones(2, 3), 1, True),
            lambda: m(torch.ones(0, 2), 1),
            lambda: m(torch.ones(0, 3), 4, True),
            lambda: m(torch.ones(2, 0), 4, True),
            lambda: m(t([0.0, 1.0]), 2),
            lambda: m(t([1.0, 2.0]), 3),
            lambda: m(t([1.0, 2.0]), 0),
            lambda: m(t([1, 2]), 1),
            lambda: m(torch.tensor(1.0), 1),
            lambda: m(torch.ones(1, 2, 2), 1),
            lambda: m(t([-1.0, 2.0]), 1),
            lambda: m(t([0.0, 0.0]), 1),
            lambda: m(t([inf, 1.0]), 1),
            lambda: m(t([nan, 1.0]), 1),
            lambda: m(t([-1.0, 2.0]), 3, True),
            lambda: m(t([0.0, 0.0]), 3, True),
            lambda: m(t([inf, 1.0]), 3, True),
            lambda: m(t([nan, 1.0]), 3, True),
            lambda: m(t([[1.0, 2], [0, 0]]), 1),
            lambda: m(t([[1.0, 2], [0, 0]]), 4, True),
        ),
    )


def choices_among_equals(torch: Any) -> list[Any]:
    """Halves have many equal quotients, and probabilities that are zero all have the same."""
    m = torch.multinomial
    return drawn(
        torch,
        (
            lambda: m(torch.rand(700).half(), 700),
            lambda: m(torch.rand(700).half(), 10),
            lambda: m(torch.rand(5, 200).half(), 150),
            lambda: m(torch.rand(3000), 3000),
            lambda: m(torch.tensor([0.0, 10.0, 3.0, 0.0]), 4),
            lambda: m(torch.tensor([0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 2.0, 0.0]), 7),
            lambda: m((torch.arange(90) % 9 == 0).double(), 80),
        ),
    )


def the_first_few_among_equals(torch: Any) -> list[Any]:
    """topk lists equal elements in an order of its own: by a heap where few are asked for, otherwise by selecting and sorting."""
    found = []
    for n in (1, 2, 4, 9, 17, 40, 65, 130, 700):
        x = torch.arange(n) * 7919 % 13
        worst = (
            torch.cat([torch.arange(n) + n * (torch.arange(n) % 2), 2 * torch.arange(n)]).double() // 2
        )  # many cuts that halve badly
        for k in sorted({0, 1, n // 64, n // 3, n - 1, n}):
            for largest in (True, False):
                parts = [x.topk(k, largest=largest), (x // 4).float().topk(k, largest=largest), worst.topk(k, largest=largest)]
                found.append([n, k, largest, [seen(part.indices)[3] for part in parts]])
    nan = torch.tensor([[1.0, float("nan"), 1.0, float("nan"), 0.0], [2.0, 2.0, 0.0, 2.0, 1.0]])
    return [*found, torch.topk(nan, 3).indices.tolist(), torch.topk(nan, 2, dim=0, largest=False).indices.tolist()]


def seeds(torch: Any) -> list[Any]:
    """What a seed may be, and what a generator says of itself."""
    g = torch.Generator
    told = drawn(
        torch,
        (
            lambda: torch.manual_seed(-5).initial_seed(),
            lambda: torch.manual_seed(2**64 - 1).initial_seed(),
            lambda: torch.manual_seed(1.7).initial_seed(),
            lambda: torch.manual_seed("12").initial_seed(),
            lambda: torch.manual_seed(torch.tensor(3)).initial_seed(),
            lambda: torch.manual_seed(2**64),
            lambda: torch.manual_seed(-(2**63) - 1),
            lambda: torch.manual_seed("a"),
            lambda: torch.manual_seed(None),
            lambda: g().initial_seed(),
            lambda: g().manual_seed(-3).initial_seed(),
            lambda: g().manual_seed(1.5),
            lambda: g().manual_seed("a"),
            lambda: g().manual_seed(True),
            lambda: g().manual_seed(2**64),
            lambda: g("cuda"),
            lambda: g("mps"),
            lambda: g(3),
            lambda: str(g("cpu").device),
            lambda: g().get_offset(),
            lambda: g().set_offset(3),
            lambda: torch.manual_seed(3) is torch.default_generator,
            lambda: torch.random.initial_seed(),
            lambda: torch.seed() == torch.initial_seed(),
        ),
    )
    return [entry[0] for entry in told]  # where the last one leads, nobody knows


def states(torch: Any) -> list[Any]:
    """The bytes of a state, going back to one, generators beside each other, and blocks that leave no trace."""
    found: list[Any] = []
    torch.manual_seed(5)
    for draw in (
        lambda: torch.rand(0),
        lambda: torch.randn(3),
        lambda: torch.rand(621),
        lambda: torch.rand(1),
        lambda: torch.rand(9),
    ):
        draw()
        found.append(state(torch))
    before = torch.get_rng_state()
    first = seen([torch.randn(3), torch.randn(3)])
    torch.set_rng_state(before)
    found.append([first, seen([torch.randn(3), torch.randn(3)]), str(before.dtype), list(before.shape)])
    one, other = torch.Generator().manual_seed(1), torch.Generator().manual_seed(1)
    found.append(seen([torch.randn(3, generator=one), torch.randn(1, generator=other), torch.randn(2, generator=other)]))
    copied = one.clone_state()
    found.append(seen([torch.randn(3, generator=one), torch.randn(3, generator=copied)]))
    found.append(seen(torch.rand(2, generator=torch.Generator().set_state(before))))
    with torch.random.fork_rng():
        torch.manual_seed(99)
    with torch.random.fork_rng(enabled=False):
        torch.rand(2)
    found.append([state(torch), torch.initial_seed()])
    wrong = (torch.zeros(3), torch.zeros(3, dtype=torch.uint8), torch.zeros(5056, dtype=torch.uint8), 3)
    return [*found, drawn(torch, [lambda s=s: torch.set_rng_state(s) for s in wrong])]
