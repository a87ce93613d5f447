class Lazy:
    def __getattr__(self, name):
        if name.startswith("layer"):
            return f"<{name}>"
        raise AttributeError(f"no {name}")

    def __setattr__(self, name, value):
        print("set", name)
        super().__setattr__(name, value)

    def __delattr__(self, name):
        print("del", name)
        object.__delattr__(self, name)


x = Lazy()
x.a = 1
print(x.a, x.layer3, hasattr(x, "other"), hasattr(x, "a"), getattr(x, "b", "default"))
del x.a
setattr(x, "c", [1])
print(x.__dict__, x.c)


class Slotted:
    __slots__ = ("a",)


s = Slotted()
s.a = 1
try:
    s.b = 2
except AttributeError as error:
    print(error)
print(s.a, type(s).__name__, callable(x), callable(Lazy), isinstance(x, object))
