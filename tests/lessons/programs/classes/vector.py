class Vector:
    """Two numbers."""

    def __init__(self, x, y=0):
        self.x, self.y = x, y

    def __repr__(self):
        return f"Vector({self.x}, {self.y})"

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y)

    def __mul__(self, k):
        return Vector(self.x * k, self.y * k) if isinstance(k, (int, float)) else NotImplemented

    __rmul__ = __mul__

    def __eq__(self, other):
        return (self.x, self.y) == (other.x, other.y)

    def __neg__(self):
        return self * -1

    def __abs__(self):
        return (self.x**2 + self.y**2) ** 0.5

    def __bool__(self):
        return bool(self.x or self.y)


a, b = Vector(3, 4), Vector(1)
print(a + b, 2 * a, a * 0.5, -a, abs(a), a == Vector(3, 4), a != b, bool(Vector(0)), [a, b], str(a), f"{a}")
try:
    a * "x"
except TypeError as error:
    print(error)
