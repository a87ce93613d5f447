apply = lambda f, x: f(x)
print(apply(lambda v: v + 1, 1))
print(apply(lambda v: v / 0, 1))
