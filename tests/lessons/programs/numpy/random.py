import numpy as np

np.random.seed(0)
print(
    np.random.rand(3),
    np.random.randn(2, 2),
    np.random.randint(0, 10, 5),
    np.random.normal(0, 1),
    np.random.uniform(-1, 1, 2),
)
x = np.arange(5)
np.random.shuffle(x)
print(x, np.random.permutation(4), np.random.choice([1, 2, 3], 2), np.random.random())
rng = np.random.default_rng(42)
print(rng.random(2), rng.normal(size=2), rng.integers(0, 10, 3))
