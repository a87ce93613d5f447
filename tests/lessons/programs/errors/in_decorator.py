import functools


def checked(f):
    @functools.wraps(f)
    def wrapper(*args):
        if any(a < 0 for a in args):
            raise ValueError(f"{f.__name__} needs positive arguments")
        return f(*args)

    return wrapper


@checked
def area(a, b):
    return a * b


print(area(2, 3))
area(2, -3)
