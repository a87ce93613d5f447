class Base(Exception):
    """Own."""


class Child(Base):
    def __str__(self):
        return f"child of {self.args}"


def check(n):
    if n == 0:
        raise Child(1, 2)
    if n == 1:
        raise Base
    if n == 2:
        raise Base("text") from None
    if n == 3:
        raise KeyError("key")
    if n == 4:
        raise TypeError
    return n


for n in range(6):
    try:
        r = check(n)
    except Child as e:
        print("child", e, repr(e), e.args)
    except (Base, KeyError) as e:
        print(type(e).__name__, e, repr(e), e.__cause__, e.__suppress_context__)
    except Exception as e:
        print("other", repr(e), isinstance(e, TypeError))
    else:
        print("else", r)
    finally:
        print("finally", n)


def order():
    try:
        return "try"
    finally:
        print("cleanup")


def again():
    try:
        try:
            1 / 0
        except ZeroDivisionError:
            print("inner")
            raise
    except ArithmeticError as e:
        return str(e)


def loop():
    for i in range(3):
        try:
            if i == 1:
                continue
            yield i
        finally:
            print("left", i)


print(order(), again(), list(loop()))
e = ValueError("noted")
e.add_note("a note")
try:
    raise e
except ValueError as caught:
    print(caught.__notes__, caught is e)
try:
    raise "text"
except TypeError as error:
    print(error)
