from functools import cache, cached_property, partial, reduce, total_ordering, wraps


@cache
def slow(n):
    print("computing", n)
    return n * n


print(slow(3), slow(3), slow(n=3))
print(reduce(lambda a, b: a + b, "abc", ">"), partial(int, base=2)("101"), partial(print, "a", sep="-")("b"))


@total_ordering
class Version:
    def __init__(self, n):
        self.n = n

    def __eq__(self, o):
        return self.n == o.n

    def __lt__(self, o):
        return self.n < o.n

    @cached_property
    def twice(self):
        print("once")
        return 2 * self.n


v = Version(1)
print(v <= Version(2), v >= Version(2), v.twice, v.twice)
