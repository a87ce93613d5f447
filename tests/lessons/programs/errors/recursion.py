def depth(n):
    return 0 if n == 0 else 1 + depth(n - 1)


print(depth(50))
try:
    depth(100000)
except RecursionError as error:
    print(type(error).__name__, error)


def forever(n):
    return forever(n + 1)


forever(0)
