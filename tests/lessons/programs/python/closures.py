def make_counter(start=0):
    count = start

    def up(by=1):
        nonlocal count
        count += by
        return count

    def value():
        return count

    return up, value


up, value = make_counter(10)
up()
up(5)
print(value(), [f() for f in [lambda: i for i in range(3)]], [f() for f in [lambda i=i: i for i in range(3)]])
adders = {n: (lambda x, n=n: x + n) for n in (1, 2)}
print(adders[1](10), adders[2](10))


def default(items=[]):
    items.append(len(items))
    return items


print(default(), default(), default([9]))


def curry(f, *fixed):
    return lambda *rest: f(*fixed, *rest)


print(curry(max, 5)(3, 9), curry(print, "a")("b"), (lambda *a, **k: len(a) + len(k))(1, 2, x=3))
