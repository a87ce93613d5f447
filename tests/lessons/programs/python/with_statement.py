from contextlib import contextmanager, suppress


@contextmanager
def section(title):
    print("begin", title)
    try:
        yield title.upper()
    finally:
        print("end", title)


class Timer:
    def __enter__(self):
        self.entered = True
        return self

    def __exit__(self, kind, value, traceback):
        print("exit", kind.__name__ if kind else None, value)
        return kind is KeyError


with section("train") as name, Timer() as timer:
    print(name, timer.entered)
with Timer():
    raise KeyError("hidden")
with suppress(ZeroDivisionError):
    1 / 0
try:
    with section("fail"):
        raise ValueError("inside")
except ValueError as error:
    print(error)
