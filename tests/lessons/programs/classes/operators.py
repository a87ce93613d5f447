class Poly:
    def __init__(self, *c):
        self.c = list(c)

    def __call__(self, x):
        return sum(a * x**k for k, a in enumerate(self.c))

    def __repr__(self):
        return " + ".join(f"{a}x^{k}" for k, a in enumerate(self.c) if a) or "0"

    def __sub__(self, o):
        return Poly(*[a - b for a, b in zip(self.c, o.c)])

    def __rsub__(self, n):
        return Poly(n - self.c[0], *[-a for a in self.c[1:]])

    def __truediv__(self, n):
        return Poly(*[a / n for a in self.c])

    def __pow__(self, n):
        return f"({self})**{n}"

    def __matmul__(self, o):
        return sum(a * b for a, b in zip(self.c, o.c))

    def __iadd__(self, n):
        self.c[0] += n
        return self

    def __lt__(self, o):
        return len(self.c) < len(o.c)

    def __invert__(self):
        return Poly(*self.c[::-1])

    def __floordiv__(self, n):
        return Poly(*[a // n for a in self.c])

    def __getitem__(self, k):
        return self.c[k]

    def __hash__(self):
        return hash(tuple(self.c))


p, q = Poly(1, 2, 3), Poly(0, 1, 1)
p += 10
print(p, p(2), p - q, 5 - q, p / 2, p**2, p @ q, ~p, p // 2, p[1], p[-2:], Poly(1) < p, p > Poly(1), len({p, p}))
