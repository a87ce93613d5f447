"""Python as lessons use it, mistakes that are caught or not, random numbers, and containers with tensors in them."""

from __future__ import annotations

from textwrap import indent

from tools.programs.draw import Draw, Piece

FORMATS = (
    "{v:.2f}",
    "{v:.4f}",
    "{v:8.3f}",
    "{v:<10.1f}|",
    "{v:>10}",
    "{v:^12.2f}|",
    "{v:+.1f}",
    "{v:.3e}",
    "{v:g}",
    "{v!r}",
    "{v}",
    "{v:010.2f}",
    "{v:%}",
    "{v:.1%}",
    "{v:,.2f}",
    "{v=}",
    "{v:.0f}",
    "{v!s:>12}",
    "{v:d}",
    "{v:s}",
    "{v:{w}.{p}f}",
)
VALUES = (
    "3.14159",
    "2",
    "-0.5",
    "torch.tensor(1.5)",
    "torch.tensor(3)",
    "torch.tensor([1.0])",
    "torch.tensor([1., 2.])",
    "np.float32(0.1)",
    "np.float64(2.5)",
    "np.int64(7)",
    "True",
    "'text'",
    "1e-10",
    "123456.789",
    "torch.tensor(2., requires_grad=True)",
    "torch.tensor(0.1).item()",
    "None",
    "float('nan')",
    "torch.tensor(True)",
    "10 ** 20",
    "torch.ones(1, 1)",
    "math.pi",
    "torch.tensor(1e-7)",
    "torch.tensor(0.1, dtype=torch.float64)",
)
COMPREHENSIONS = (
    "[i ** 2 for i in range(5)]",
    "[x * 2 for x in [1, 2, 3] if x > 1]",
    "{i: i ** 2 for i in range(3)}",
    "{x % 3 for x in range(7)}",
    "[(i, j) for i in range(2) for j in 'ab']",
    "[torch.tensor(i) for i in range(3)]",
    "{k: v.item() for k, v in {'a': torch.tensor(1.), 'b': torch.tensor(2.)}.items()}",
    "sum(x ** 2 for x in range(4))",
    "[[0] * 3 for _ in range(2)]",
    "list(zip([1, 2], ['a', 'b']))",
    "dict(zip('ab', [1, 2]))",
    "sorted([3, 1, 2], reverse=True)",
    "sorted(['bb', 'a'], key=len)",
    "list(map(lambda x: x + 1, [1, 2]))",
    "list(filter(None, [0, 1, 2]))",
    "[*range(3), *'ab']",
    "{**{'a': 1}, 'b': 2}",
    "max([1, 5, 3]), min(4, 2)",
    "any([False, True]), all([])",
    "list(enumerate('ab', 1))",
    "'-'.join(str(i) for i in range(3))",
    "'a,b'.split(',')",
    "[1, 2, 3][::-1]",
    "tuple(i for i in range(2))",
    "round(2.567, 2), abs(-3), divmod(7, 2)",
    "isinstance(1, int), type(1.0), len('abc')",
    "'abc'.upper().center(9, '*')",
    "1 if [] else 2",
    "[x for x in torch.arange(3)]",
    "list(range(10, 0, -3))",
    "list(reversed([1, 2]))",
    "bin(5), hex(255), int('7')",
    "f'{3:>5}|{4:<5}|'",
    "'%d %s %.2f' % (1, 'a', 2.0)",
    "set([1, 1, 2]), frozenset([1])",
    "Counter('aabb').most_common(1), defaultdict(int)['a']",
    "[i for i in range(3)][-1], [1, 2] + [3], [0] * 2",
    "None is None, not True, 3 > 2 > 1",
    "math.sqrt(2), math.exp(1), math.pi",
    "math.log(10), math.cos(0), math.floor(2.7)",
    "0.1 + 0.2, 1e16, 1/3, 2**100, 7//2, -7 % 3",
    "float('inf'), float('-inf') < 0, float('nan')",
    "str(1.0), repr('a'), str([1, 'a', None])",
    "np.arange(3).tolist()",
    "1_000, 0x10, 1j * 1j",
    "'tensor' in str(torch.ones(1))",
    "(1,), (), {}, set()",
    "'é', '\\n', \"it's\"",
)
NUMPY = (
    "np.array([1, 2, 3])",
    "np.array([[1., 2.], [3., 4.]])",
    "np.linspace(0, 1, 5)",
    "np.arange(10).reshape(2, 5)",
    "np.zeros((2, 2))",
    "np.ones(3, dtype=np.float32)",
    "np.eye(2)",
    "np.array([1, 2]) * 2.5",
    "np.mean([1, 2, 3])",
    "np.std(np.array([1., 2., 4.]))",
    "np.dot([1, 2], [3, 4])",
    "np.array([1, 2, 3])[1:]",
    "np.sum(np.ones((2, 3)), axis=0)",
    "np.sqrt(2)",
    "np.exp([0, 1])",
    "np.sin(np.pi / 2)",
    "np.float32(0.1)",
    "np.max([1, 5])",
    "np.argmax(np.array([1, 5, 2]))",
    "np.concatenate([np.ones(2), np.zeros(1)])",
    "np.vstack([[1, 2], [3, 4]])",
    "np.random.RandomState(0).rand(3)",
    "np.random.default_rng(1).normal(size=2)",
    "np.array([1, 2]).shape",
    "np.array([1.5]).dtype",
    "np.where(np.array([1, -1]) > 0, 1, 0)",
    "np.unique([1, 1, 2])",
    "np.allclose([1.], [1. + 1e-9])",
    "np.array(['a', 'b'])",
    "np.random.seed(0)",
    "np.random.randn(2)",
    "np.random.randint(0, 10, 3)",
    "np.random.rand(2, 2)",
    "np.random.permutation(4)",
    "np.random.choice([1, 2, 3])",
    "np.array([1, 2]) @ np.array([3, 4])",
    "np.array([1e-8, 1.])",
    "np.array([True, False])",
    "np.log(0.5)",
    "np.clip([1, 5], 2, 4)",
    "np.outer([1, 2], [1, 2])",
    "np.array([1, 2]) + np.array([1, 2, 3])",
    "np.zeros(2)[5]",
    "np.polyfit([0, 1, 2], [1, 3, 5], 1).round(3)",
    "np.meshgrid([1, 2], [3, 4])",
    "np.random.normal(0, 1, 3)",
    "np.random.uniform(size=2)",
    "np.median([1, 2, 9])",
    "np.square(np.array([2.]))",
    "np.array([1, 2, 3]).astype(np.float32)",
    "np.linalg.norm([3, 4])",
    "np.float64(1) / 3",
    "np.int64(3) ** 2",
    "np.nan",
    "np.array(3.0)",
    "np.array([])",
    "np.arange(1000)",
    "np.array([[1, 2]]).T",
    "np.full((2,), 7)",
)
CLASSES = (
    (
        "class Point:\n    def __init__(self, x, y=0):\n        self.x, self.y = x, y\n    def __repr__(self):\n  "
        "      return f'Point({self.x}, {self.y})'\n    def __add__(self, other):\n        return Point(self.x + "
        "other.x, self.y + other.y)\n    def __eq__(self, other):\n        return self.x == other.x\np = Point(1, "
        "2)\nprint(p, p + Point(3), p == Point(1), [p], p.z if hasattr(p, 'z') else 'no z')\nprint(p.z)"
    ),
    (
        "class Value:\n    def __init__(self, data, parents=()):\n        self.data = data\n        self.grad = "
        "0.0\n        self._parents = parents\n        self._backward = lambda: None\n    def __mul__(self, "
        "other):\n        out = Value(self.data * other.data, (self, other))\n        def backward():\n           "
        " self.grad += other.data * out.grad\n            other.grad += self.data * out.grad\n        "
        "out._backward = backward\n        return out\n    def __repr__(self):\n        return "
        "f'Value(data={self.data}, grad={self.grad})'\na, b = Value(2.0), Value(-3.0)\nc = a * b\nc.grad = 1.0\n"
        "c._backward()\nprint(a, b, c)"
    ),
    (
        "class Animal:\n    count = 0\n    def __init__(self):\n        Animal.count += 1\n    @staticmethod\n    "
        "def hello():\n        return 'hello'\n    @classmethod\n    def make(cls):\n        return cls()\n    "
        "@property\n    def name(self):\n        return type(self).__name__\nclass Dog(Animal):\n    def "
        "speak(self):\n        return super().hello() + ' dog'\nd = Dog.make()\nprint(d.name, d.speak(), "
        "Animal.count, isinstance(d, Animal))\nd.name = 3"
    ),
    (
        "@dataclass\nclass Config:\n    lr: float = 0.1\n    layers: int = 2\n    name: str = 'net'\nc = "
        "Config(lr=0.5)\nprint(c, c.lr, c == Config(0.5))\nConfig(1, 2, 3, 4)"
    ),
    (
        "class Counter:\n    def __init__(self, n):\n        self.n = n\n    def __iter__(self):\n        for i "
        "in range(self.n):\n            yield i\n    def __len__(self):\n        return self.n\n    def "
        "__getitem__(self, i):\n        if i >= self.n:\n            raise IndexError('out')\n        return i * "
        "10\n    def __call__(self, *args, **kwargs):\n        return args, kwargs\nc = Counter(3)\n"
        "print(list(c), len(c), c[1], c(1, a=2))\nprint(c[7])"
    ),
    (
        "Point = namedtuple('Point', 'x y')\np = Point(1, torch.tensor(2.))\nprint(p, p.x, p._asdict())\nx, y = "
        "p\nprint(x, y)\nPoint(1)"
    ),
    (
        "def fib():\n    a, b = 0, 1\n    while True:\n        yield a\n        a, b = b, a + b\nfor n in fib():\n"
        "    if n > 20:\n        break\n    print(n, end=' ')\nprint()"
    ),
    (
        "def outer(n):\n    def inner(x):\n        nonlocal n\n        n += x\n        return n\n    return "
        "inner\nf = outer(10)\nprint(f(1), f(2))"
    ),
    (
        "def timed(f):\n    @functools.wraps(f)\n    def wrapper(*args):\n        print('calling', f.__name__)\n  "
        "      return f(*args)\n    return wrapper\n@timed\ndef square(x):\n    'Square.'\n    return x ** 2\n"
        "print(square(torch.tensor(3.)), square.__doc__)"
    ),
    "def f(a, b=2, *args, c, d=4, **kwargs):\n    print(a, b, args, c, d, kwargs)\nf(1, c=3)\nf(1, 2, 3, c=5, e=6)\nf(1)",
    (
        "class Layer:\n    def __init__(self, n_in, n_out):\n        self.w = torch.randn(n_in, n_out, "
        "requires_grad=True)\n        self.b = torch.zeros(n_out, requires_grad=True)\n    def __call__(self, "
        "x):\n        return torch.tanh(x @ self.w + self.b)\n    def parameters(self):\n        return [self.w, "
        "self.b]\nlayer = Layer(2, 1)\nout = layer(torch.ones(3, 2))\nprint(out)\nout.sum().backward()\nfor p in "
        "layer.parameters():\n    print(p.shape, p.grad)"
    ),
    (
        "class Stop(Exception):\n    def __init__(self, n):\n        super().__init__(f'stopped at {n}')\n        "
        "self.n = n\nfor i in range(5):\n    try:\n        if i == 2:\n            raise Stop(i)\n    except Stop "
        "as e:\n        print(e, e.n, e.args)\n        break\n    finally:\n        print('finally', i)\nelse:\n  "
        "  print('never')\nraise Stop(9)"
    ),
    (
        "with contextlib.suppress(ValueError):\n    raise ValueError('quiet')\n@contextlib.contextmanager\ndef "
        "block(name):\n    print('enter', name)\n    yield name\n    print('leave', name)\nwith block('a') as b, "
        "torch.no_grad():\n    print(b, torch.is_grad_enabled())"
    ),
    (
        "n = 17\nwhile n != 1:\n    n = n // 2 if n % 2 == 0 else 3 * n + 1\n    if n > 40:\n        continue\n   "
        " print(n, end=',')\nelse:\n    print('done')"
    ),
    (
        "d = {}\nfor word in 'the cat the dog'.split():\n    d[word] = d.get(word, 0) + 1\nprint(d, "
        "sorted(d.items(), key=lambda kv: -kv[1]))\nd['zebra']"
    ),
    (
        "rows = [[1, 2], [3, 4]]\nfor i, row in enumerate(rows):\n    for j, v in enumerate(row):\n        "
        "print(f'{i},{j}: {v:02d}', end='; ')\nprint()\nprint([list(r) for r in zip(*rows)], sep='|')"
    ),
    "x = 5\nassert x == 5\nassert x > 10, f'x is {x}'",
    (
        "import torch as t\nfrom torch import nn as n2, optim\nfrom torch.nn import Linear\nprint(t.ones(1), "
        "n2.Linear is Linear, optim.SGD.__name__)"
    ),
    "def g(x: float, y: 'int' = 3) -> float:\n    '''Doc.'''\n    return x * y\nprint(g(2.0), g.__annotations__, g.__name__)",
    (
        "a, *b = [1, 2, 3]\n(c, d), e = (4, 5), 6\nprint(a, b, c, d, e)\nx = y = []\nx.append(1)\nprint(y, x is "
        "y)\nif (n := len(b)) > 1:\n    print(n)"
    ),
    (
        "s = 'Hello, World'\nprint(s[::-1], s.replace('l', 'L'), s.find('World'), s.lower().count('l'), "
        "s.startswith('He'), len(s), s * 2, 'z' in s)\nprint(s.nothing)"
    ),
    "import numpy\nimport numpy as np\nprint(np is numpy, np.__name__)\nprint(np.pi)",
    "print('a', 'b', sep='-', end='!\\n')\nprint()\nprint('tab\\there', r'raw\\n', b'bytes')\nprint(*[1, 2, 3])\nprint('=' * 20)",
    "start = time.time()\nfor _ in range(10):\n    pass\nprint(time.time() - start >= 0)",
    (
        "def grad_check(f, x, eps=1e-4):\n    return (f(x + eps) - f(x - eps)) / (2 * eps)\n"
        "print(f'{grad_check(lambda x: x ** 3, 2.0):.3f}')\nx = torch.tensor(2., dtype=torch.float64, "
        "requires_grad=True)\n(x ** 3).backward()\nprint(abs(x.grad.item() - grad_check(lambda x: x ** 3, 2.0)) < "
        "1e-6)"
    ),
)


def formatted(d: Draw) -> str:
    """A value in a format."""
    form = d.pick(FORMATS)
    head = f"v = {d.pick(VALUES)}\nw, p = 8, 2\n"
    if d.chance(0.7):
        return d.maybe(f"{head}print(f'{form}')", 0.95)
    if d.chance(0.5) and "=" not in form:
        return d.maybe(f"{head}print('{form}'.format(v=v, w=w, p=p))", 0.95)
    return d.maybe(
        f"{head}print('{d.pick(('%d', '%s', '%.3f', '%5.1f', '%e', '%r', '%g', '%5s|', '%-8s|', '%i', '%x'))}' % v)", 0.95
    )


def comprehension(d: Draw) -> str:
    """An expression of Python's own."""
    return d.maybe(f"print({d.pick(COMPREHENSIONS)})", 0.3)


def numpy(d: Draw) -> str:
    """NumPy by itself."""
    return d.maybe(d.pick(("print({})", "print(repr({}))", "print(type({}))", "a = {}\nprint(a)")).format(d.pick(NUMPY)), 0.95)


def class_of_ones_own(d: Draw) -> str:
    """Classes and functions."""
    return d.maybe(d.pick(CLASSES), 0.9)


def random_module(d: Draw) -> str:
    """Python's own random numbers."""
    call = d.pick(
        (
            "random()",
            "randint(1, 6)",
            "choice([1, 2, 3])",
            "uniform(0, 1)",
            "sample(range(10), 3)",
            "gauss(0, 1)",
            "choices('abc', k=2)",
            "randrange(10)",
            "normalvariate(0, 1)",
            "getrandbits(8)",
        )
    )
    return f"random.seed({d.whole(0, 99)})\nprint(random.{call})\n" + d.pick(
        (
            "l = [1, 2, 3, 4]\nrandom.shuffle(l)\nprint(l)",
            "print([random.random() for _ in range(2)])",
            "print(random.randint(0, 9))",
        )
    )


PLAIN: tuple[Piece, ...] = (
    formatted,
    formatted,
    comprehension,
    comprehension,
    numpy,
    numpy,
    class_of_ones_own,
    class_of_ones_own,
    random_module,
)

# ------------------------------------------------------------------ mistakes
MISTAKES = (
    "torch.ones(2, 3) @ torch.ones(2, 3)",
    "torch.ones(2) + torch.ones(3)",
    "torch.ones(2, 3).view(4)",
    "torch.tensor([1, 2], requires_grad=True)",
    "x = torch.ones(2, requires_grad=True)\n(x * 2).backward()",
    "torch.ones(2).backward()",
    "x = torch.ones(1, requires_grad=True)\nx += 1",
    "undefined_name",
    "torch.nothing",
    "torch.ones(2).nothing",
    "torch.ones(2).item()",
    "int('a')",
    "[1, 2][5]",
    "{'a': 1}['b']",
    "1 / 0",
    "'a' + 1",
    "None.data",
    "x = torch.ones(2, requires_grad=True)\nprint(x.grad.data)",
    "x = torch.ones(2, requires_grad=True)\nx.numpy()",
    "torch.cat([torch.ones(2), torch.ones(2, 2)])",
    "torch.stack([torch.ones(2), torch.ones(3)])",
    "torch.mm(torch.ones(2), torch.ones(2))",
    "nn.Linear(2, 3)(torch.ones(4))",
    "nn.Linear(2, 3)(torch.ones(1, 2).long())",
    "nn.Linear(2, 3)(torch.ones(2).double())",
    "nn.Linear(2)",
    "nn.Linear(2, 3)()",
    "nn.MSELoss()(torch.ones(2))",
    "nn.CrossEntropyLoss()(torch.ones(2, 3), torch.ones(2, 3, 4))",
    "nn.CrossEntropyLoss()(torch.ones(2, 3), torch.tensor([0, 3]))",
    "nn.BCELoss()(torch.tensor([2.]), torch.tensor([1.]))",
    "nn.NLLLoss()(torch.ones(2, 3), torch.ones(2))",
    "torch.tensor([1, 'a'])",
    "torch.tensor([[1], [2, 3]])",
    "torch.zeros(2)[3]",
    "torch.zeros(2)[0, 0]",
    "torch.zeros(2, 3).sum(2)",
    "torch.zeros(2).squeeze(3)",
    "torch.ones(2).t_(1)",
    "torch.ones(3).transpose(0, 1)",
    "torch.ones(2, 3).permute(0)",
    "torch.dot(torch.ones(2), torch.ones(3))",
    "torch.dot(torch.ones(2, 2), torch.ones(2))",
    "torch.matmul(torch.tensor(1.), torch.ones(2))",
    "torch.ones(2).long() @ torch.ones(2)",
    "torch.mean(torch.tensor([1, 2]))",
    "torch.tensor([1, 2]).mean()",
    "torch.tensor(5).sqrt_()",
    "torch.arange(3).add_(0.5)",
    "torch.tensor([1]).div_(2)",
    "torch.ones(2) if torch.ones(2) else 0",
    "bool(torch.ones(2))",
    "float(torch.ones(2))",
    "int(torch.ones(2, 2))",
    "len(torch.tensor(1))",
    "for x in torch.tensor(1):\n    pass",
    "torch.optim.SGD([], lr=0.1)",
    "torch.optim.SGD(nn.Linear(1, 1).parameters())",
    "x = torch.ones(1, requires_grad=True)\ny = x ** 2\ny.backward()\ny.backward()",
    "x = torch.ones(2, requires_grad=True)\ny = x.exp()\ny += 1\ny.sum().backward()",
    "x = torch.ones(2, requires_grad=True)\ny = x ** 2\ny[0] = 5\ny.sum().backward()",
    "x = torch.ones(2, requires_grad=True)\ny = (x ** 2).sum()\nx.data = torch.ones(3)\ny.backward()",
    "with torch.no_grad():\n    y = torch.ones(1, requires_grad=True) * 2\ny.backward()",
    "x = torch.ones(2, requires_grad=True)\nwith torch.no_grad():\n    x[0] = 3\nx[0] = 4",
    "torch.autograd.grad(torch.ones(1), torch.ones(1))",
    "x = torch.ones(1, requires_grad=True)\ntorch.autograd.grad(x * 2, torch.ones(1, requires_grad=True))",
    "class M(nn.Module):\n    def __init__(self):\n        self.fc = nn.Linear(1, 1)\nM()",
    "class M(nn.Module):\n    pass\nM()(1)",
    "class M(nn.Module):\n    def forward(self):\n        return 1\nM()(torch.ones(1))",
    "nn.Sequential(nn.Linear(2, 3), nn.Linear(2, 3))(torch.ones(1, 2))",
    "nn.Conv2d(1, 1, 3)(torch.ones(1, 1, 2, 2))",
    "nn.Conv2d(1, 1, 3)(torch.ones(3))",
    "nn.BatchNorm1d(2)(torch.ones(1, 2))",
    "nn.Embedding(2, 2)(torch.tensor([2]))",
    "nn.Embedding(2, 2)(torch.tensor([0.5]))",
    "nn.LSTM(2, 3)(torch.ones(2, 2, 3))",
    "nn.Dropout(2)",
    "torch.manual_seed('a')",
    "torch.randn('a')",
    "torch.randint(5)",
    "torch.randint(0, 0, (2,))",
    "torch.rand(-1)",
    "torch.randperm(-1)",
    "torch.normal(0., -1., (2,))",
    "torch.multinomial(torch.tensor([-1.]), 1)",
    "torch.ones(2, 3).reshape(-1, -1)",
    "torch.ones(2, 3).expand(4, 3)",
    "torch.zeros(3).scatter_(0, torch.tensor([5]), 1.)",
    "torch.zeros(3).index_select(0, torch.tensor([7]))",
    "torch.gather(torch.ones(2), 0, torch.tensor([3]))",
    "torch.ones(3, 4)[:, 9]",
    "torch.ones(2)[[0, 5]]",
    "torch.ones(2)[torch.tensor([0.5])]",
    "torch.ones(3)[torch.tensor([True, False])]",
    "torch.ones(2).chunk(0)",
    "torch.ones(3).split([1, 1])",
    "torch.ones(2, 2).inverse(1)",
    "torch.linalg.inv(torch.zeros(2, 2))",
    "torch.linalg.cholesky(-torch.eye(2))",
    "torch.ones(2, 3).det()",
    "torch.clamp(torch.ones(2))",
    "torch.where(torch.ones(2), 1, 2)",
    "torch.max(torch.tensor([]))",
    "torch.tensor([]).max()",
    "torch.arange(0, 5, -1)",
    "torch.arange(1, 2, 0)",
    "torch.linspace(0, 1)",
    "torch.full((2,))",
    "torch.eye(-1)",
    "torch.from_numpy([1])",
    "torch.from_numpy(np.array(['a']))",
    "torch.tensor(np.array([None]))",
    "torch.ones(2, dtype=float32)",
    "torch.ones(2, dtype='float')",
    "torch.ones(2).to('gpu')",
    "torch.ones(2).cuda()",
    "torch.device('what')",
    "torch.ones(2, device='cuda')",
    "a = torch.ones(2)\na.requires_grad = 'yes'",
    "torch.ones(2) & torch.ones(2)",
    "~torch.ones(2)",
    "torch.ones(2) @ 3",
    "torch.ones(2) + 'a'",
    "torch.ones(2) + None",
    "torch.ones(2) * [1, 2]",
    "[1, 2] * torch.ones(2)",
    "torch.ones(2) < 'a'",
    "torch.ones(2)()",
    "torch.ones(2)['a']",
    "torch.ones(2) ** 'a'",
    "-torch.tensor(True)",
    "torch.tensor([True]) - torch.tensor([True])",
    "sum(torch.ones(2), 'a')",
    "math.sqrt(-1)",
    "math.sqrt(torch.ones(2))",
    "import nothing_here",
    "raise ValueError('bad value')",
    "raise RuntimeError",
    "assert False",
    "assert 1 == 2, 'unequal'",
    "def f(x):\n    return x\nf()",
    "def f(x):\n    return x\nf(1, 2)",
    "def f(x):\n    return x\nf(y=1)",
    "print(x1)\nx1 = 3",
    "def f():\n    print(v)\n    v = 1\nf()",
    "a, b = 1, 2, 3",
    "a, b = [1]",
    "for i in 5:\n    pass",
    "len(5)",
    "'abc'.foo",
    "int(None)",
    "float('abc')",
    "[].pop()",
    "{}.pop('a')",
    "next(iter([]))",
    "[1].index(5)",
    "(1, 2)[0] = 3",
    "'abc'[0] = 'd'",
    "list(5)",
    "dict([1])",
    "max([])",
    "range('a')",
    "'%d' % 'a'",
    "'{}'.format()",
    "'{a}'.format(b=1)",
    "f'{1:s}'",
    "f'{torch.ones(2):.2f}'",
    "[] + ()",
    "1 < 'a'",
    "sorted([1, 'a'])",
    "super().x",
    "object().x",
    "lambda: 1 / 0",
    "(lambda: 1 / 0)()",
    "x = 1\nx()",
    "del nothing",
    "import math\nmath.nothing",
    "np.nothing",
    "np.array([1, 2]).nothing",
    "np.ones(2) + np.ones(3)",
    "np.ones(2) @ np.ones(3)",
    "np.ones((2, 3)).reshape(4)",
    "torch.utils.data.DataLoader([1], batch_size=-1)",
    "F.nothing",
    "nn.Nothing",
    "w = nn.Linear(2, 1).weight\nw.sum().backward()\nw -= w.grad",
    "p = nn.Parameter([1])",
    "p = nn.Parameter(torch.tensor([1]))",
    "m = nn.Linear(1, 1)\nm.weight = torch.ones(1)",
    "m = nn.Linear(1, 1)\nm.load_state_dict({'weight': torch.ones(1, 1)})",
    "m = nn.Linear(1, 1)\nm.load_state_dict({'weight': torch.ones(2, 2), 'bias': torch.ones(1), 'x': torch.ones(1)})",
    "nn.ModuleList([1])",
    "nn.Sequential(1)",
    "nn.Sequential(nn.ReLU)(torch.ones(1))",
    "nn.ModuleList([nn.ReLU()])(torch.ones(1))",
    "m = nn.Module()\nm(1)",
    "nn.Module().foo",
    "nn.Conv2d(1, 2)",
    "nn.Linear('a', 2)",
    "nn.Linear(2.5, 1)",
    "nn.Softmax(dim=5)(torch.ones(2))",
)


def mistake(d: Draw) -> str:
    """A mistake, caught."""
    text = d.pick(MISTAKES)
    lines = text.split("\n")
    if (
        not lines[-1].startswith(
            (" ", "print", "import", "from", "raise", "assert", "del", "for", "a, b", "w -=", "x +=", "p =", "m.", "def", "with")
        )
        and " = " not in lines[-1]
    ):
        lines[-1] = f"print({lines[-1]})"
    return d.tried("\n".join(lines)) if d.chance(0.85) else "\n".join(lines)


def made_up(d: Draw) -> str:
    """A function with arguments that do not fit."""
    name = d.word(
        "ones zeros sum mean exp matmul mm cat stack reshape transpose sin softmax max argmax randn randint "
        "tensor eye arange linspace full where clamp pow add mul norm std squeeze unsqueeze relu sigmoid log dot "
        "cumsum sort topk gather chunk split flip roll permute flatten bmm einsum outer tril diag trace allclose "
        "equal"
    )
    given = [
        d.pick(
            (
                "x",
                "x",
                "3",
                "'a'",
                "None",
                "[1, 2]",
                "2.5",
                "(1, 2)",
                "True",
                "dim=0",
                "dim='a'",
                "keepdim=True",
                "foo=1",
                "dtype=torch.float64",
                "y",
                "-1",
                "[x, y]",
                "requires_grad=True",
                "out=None",
                "torch.float32",
                "{}",
                "5",
            )
        )
        for _ in range(d.whole(0, 3))
    ]
    given.sort(key=lambda text: "=" in text)
    if d.chance(0.5):
        return "x, y = torch.ones(2, 3), torch.ones(3)\n" + d.tried(f"print(torch.{name}({', '.join(given)}))")
    return "x, y = torch.ones(2, 3), torch.ones(3)\n" + d.tried(f"print(x.{name}({', '.join(given)}))")


def uncaught(d: Draw) -> str:
    """A mistake in a function that nobody catches."""
    body = d.pick(MISTAKES)
    return f"def lesson():\n{indent(body, '    ')}\nprint('before')\nlesson()\nprint('after')"


ERRORS: tuple[Piece, ...] = (*(mistake,) * 5, made_up, made_up, uncaught)

# ------------------------------------------------------------------ random numbers
DRAWN = (
    "randn(3)",
    "rand(2, 2)",
    "randint(0, 10, (4,))",
    "randint(5, (2, 3))",
    "randperm(6)",
    "normal(0., 1., (3,))",
    "normal(torch.zeros(2), torch.ones(2))",
    "normal(torch.tensor([1., 2.]), 0.1)",
    "bernoulli(torch.full((4,), 0.5))",
    "bernoulli(torch.rand(3))",
    "multinomial(torch.tensor([0.1, 0.7, 0.2]), 2)",
    "multinomial(torch.tensor([1., 2., 3.]), 5, replacement=True)",
    "rand_like(torch.ones(2))",
    "randn_like(torch.ones(2, 2))",
    "randint_like(torch.ones(3), 5)",
    "poisson(torch.tensor([1., 5.]))",
    "empty(3).uniform_(-1, 1)",
    "empty(3).normal_(1, 2)",
    "empty(2).exponential_()",
    "zeros(5).random_(0, 9)",
    "zeros(3).bernoulli_(0.5)",
    "zeros(2).geometric_(0.3)",
    "zeros(3).cauchy_()",
    "zeros(3).log_normal_()",
    "randn(20)",
    "randn(16)",
    "rand(17)",
    "randn(3, dtype=torch.float64)",
    "rand(2, dtype=torch.double)",
    "randn(())",
    "randint(3, (2,), dtype=torch.int32)",
    "randn(2, requires_grad=True)",
    "rand(3, generator=torch.Generator().manual_seed(3))",
    "randperm(4, dtype=torch.int32)",
    "initial_seed()",
    "random.initial_seed()",
    "randn(2, 3, 4).sum()",
    "randn(100).mean()",
    "rand(1).item()",
    "randn(1, 5).tolist()",
    "get_rng_state().shape",
    "randn(2, dtype=torch.float16)",
    "randn(0)",
    "randint(0, 2, (3,)).bool()",
    "randint(0, 10, (2,)).float()",
    "randn(3).argmax()",
    "rand(2, out=None)",
    "randint(low=1, high=4, size=(2,))",
    "randn(size=(2,))",
    "rand((2, 2))",
    "randn([2])",
    "randint(-5, 5, [3])",
    "zeros(17).normal_()",
)


def drawn(d: Draw) -> str:
    """Random tensors after a seed."""
    seed = d.pick(
        (
            f"torch.manual_seed({d.whole(0, 10000)})",
            "torch.manual_seed(42)",
            "pass",
            "torch.random.manual_seed(1)",
            "g = torch.Generator().manual_seed(7)\nprint(torch.rand(2, generator=g), g.initial_seed())",
            "state = torch.get_rng_state()\nprint(torch.rand(1))\ntorch.set_rng_state(state)",
            "with torch.random.fork_rng():\n    print(torch.rand(1))",
        )
    )
    return "\n".join([d.tried(seed), *[d.tried(d.shown(f"torch.{d.pick(DRAWN)}")) for _ in range(d.whole(1, 4))]])


def dropped(d: Draw) -> str:
    """Random layers and functions."""
    call = d.pick(
        (
            "F.dropout(torch.ones(6), 0.5)",
            "F.dropout(torch.ones(2, 3), p=0.3, training=True)",
            "nn.Dropout(0.2)(torch.ones(5))",
            "F.gumbel_softmax(torch.ones(3))",
            "F.rrelu(-torch.ones(3), training=True)",
            "nn.Dropout2d()(torch.ones(1, 3, 2, 2))",
            "nn.Linear(2, 2).weight",
            "nn.Embedding(2, 2).weight",
            "nn.Conv1d(1, 1, 2).bias",
            "nn.LSTMCell(1, 1).weight_hh",
            "torch.dropout(torch.ones(4), 0.5, True)",
            "nn.init.normal_(torch.empty(3))",
            "nn.init.kaiming_uniform_(torch.empty(2, 2))",
            "nn.Parameter(torch.rand(2))",
            "F.alpha_dropout(torch.ones(4), 0.5, True)",
            "nn.init.trunc_normal_(torch.empty(4))",
            "nn.init.orthogonal_(torch.empty(2, 2))",
        )
    )
    return f"torch.manual_seed({d.whole(0, 99)})\n" + d.tried(d.shown(call))


RANDOM: tuple[Piece, ...] = (drawn, drawn, drawn, dropped, random_module)


# ------------------------------------------------------------------ containers
def contained(d: Draw) -> str:
    """Containers with tensors in them, printed."""
    items = [
        d.pick(
            (
                d.tensor(),
                d.tensor(),
                d.tensor(None, "int64"),
                "torch.ones(2, requires_grad=True)",
                "torch.ones(2, requires_grad=True) * 2",
                "torch.randn(2, 2)",
                "nn.Parameter(torch.ones(2))",
                "nn.Linear(1, 2)",
                "torch.Size([2, 3])",
                "torch.float32",
                "np.ones(2)",
                "np.float32(1.5)",
                "1",
                "'a'",
                "None",
                "nn.ReLU()",
                "torch.device('cpu')",
                "torch.tensor(True)",
                "[torch.ones(1)]",
                "{'k': torch.zeros(2)}",
                "(torch.ones(1),)",
                "torch.zeros(3, 3)",
                "torch.max(torch.ones(2, 2), 0)",
                "torch.ones(2).shape",
                "nn.MSELoss()",
                "slice(1, 2)",
                "3.0",
                "torch.arange(12.).view(3, 4)",
            )
        )
        for _ in range(d.whole(1, 3))
    ]
    joined = ", ".join(items)
    kind = d.pick(
        (
            "[{0}]",
            "({0},)",
            "{{'a': {1}, 'b': [{0}]}}",
            "OrderedDict(a={1})",
            "[[{0}], {1}]",
            "{{'x': ({0},)}}",
            "list(zip([{0}], [{0}]))",
            "defaultdict(list, a=[{0}])",
            "dict(enumerate([{0}]))",
            "deque([{0}])",
            "namedtuple('P', 'a')({1})",
        )
    )
    text = kind.format(joined, items[0])
    return d.maybe(
        d.pick(
            (
                "print({0})",
                "x = {0}\nprint(x)\nprint(len(x))",
                "print(str({0}))",
                "print('%s' % ({0},))",
                "x = {0}\nprint(f'{{x}}')",
                "x = {0}\nfor v in x:\n    print(v)",
                "print(repr({0}), {1})",
                "x = {0}\nprint(x == x)",
                "x = {0}\nprint(copy.deepcopy(x))",
            )
        ).format(text, items[-1]),
        0.9,
    )


def looped(d: Draw) -> str:
    """Dicts and lists that are filled in a loop."""
    value = d.pick(
        (
            "torch.tensor(i)",
            "torch.ones(i)",
            "torch.tensor([i, i + 0.5])",
            "torch.tensor(i / 3)",
            "torch.full((2,), i)",
            "{'v': torch.tensor(i)}",
            "(i, torch.tensor(float(i)))",
        )
    )
    return (
        d.pick(
            (
                "history = {'loss': []}\nfor i in range(3):\n    history['loss'].append(%s)\nprint(history)",
                "out = []\nfor i in range(3):\n    out += [%s]\nprint(out, len(out), out[-1])",
                "d = {}\nfor i in range(2):\n    d[f'k{i}'] = %s\nfor k, v in d.items():\n    print(k, '->', v)",
                "print({i: %s for i in range(3)})",
                "print([%s for i in range(4)])",
                "print(tuple(%s for i in range(2)))",
                "x = [%s for i in range(2)]\nx.insert(0, None)\nprint(x, x.count(None))",
            )
        )
        % value
    )


def stacked(d: Draw) -> str:
    """Lists of tensors that become one tensor."""
    items = ", ".join(d.tensor(d.pick(((2,), (2,), ())), d.pick(("float32", "float32", "int64"))) for _ in range(d.whole(1, 3)))
    return d.maybe(
        f"ts = [{items}]\nprint(ts)\n"
        + d.pick(
            (
                "print(torch.stack(ts))",
                "print(torch.cat(ts))",
                "print(torch.tensor(ts))",
                "print(sum(ts))",
                "print(torch.stack(ts).mean(0))",
                "print(max(ts, key=lambda t: t.sum()))",
                "print(torch.hstack(ts))",
                "print([t.shape for t in ts])",
                "print(torch.stack(ts, dim=1).shape)",
                "print(np.array([t.numpy() for t in ts]))",
                "print(torch.cat([t.view(-1) for t in ts]))",
                "print(torch.tensor([t.sum() for t in ts]))",
                "a = ts[0]\nprint(a in ts)",
                "print(ts.index(ts[-1]))",
            )
        ),
        0.9,
    )


CONTAINERS: tuple[Piece, ...] = (contained, contained, looped, stacked)
