def risky(kind):
    try:
        if kind == "value":
            raise ValueError("bad value", 3)
        if kind == "key":
            {}["k"]
        if kind == "zero":
            1 / 0
        if kind == "name":
            return undefined_name
        return "fine"
    except (ValueError, KeyError) as error:
        return f"caught {type(error).__name__}: {error} {error.args}"
    except ZeroDivisionError as error:
        raise RuntimeError("wrapped") from error
    else:
        print("not reached, because of return")
    finally:
        print("finally", kind)


for kind in ("value", "key", "none"):
    print(risky(kind))
for kind in ("zero", "name"):
    try:
        risky(kind)
    except Exception as error:
        print(repr(error), repr(error.__cause__))


class TooLarge(Exception):
    def __init__(self, size):
        super().__init__(f"size {size} is too large")
        self.size = size


try:
    raise TooLarge(5)
except TooLarge as error:
    print(error, error.size)
try:
    assert 1 > 2, "one is not larger"
except AssertionError as error:
    print("assertion:", error)
