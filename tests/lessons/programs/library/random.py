import random

random.seed(42)
print(random.random(), random.randint(1, 10), random.uniform(-1, 1), random.gauss(0, 1), random.choice("abc"))
items = list(range(10))
random.shuffle(items)
print(items, random.sample(range(100), 5), random.choices([1, 2, 3], k=4), random.choices("ab", weights=[9, 1], k=6))
random.seed(0)
first = [random.random() for _ in range(3)]
random.seed(0)
print(
    first == [random.random() for _ in range(3)],
    random.randrange(0, 100, 5),
    random.normalvariate(0, 1),
    random.betavariate(2, 3),
)
rng = random.Random(7)
print(rng.random(), rng.randint(0, 9), random.getrandbits(8), random.expovariate(1.5), random.triangular(0, 1))
state = random.getstate()
a = random.random()
random.setstate(state)
print(a == random.random())
