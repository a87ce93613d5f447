class Shape:
    kind = "shape"
    count = 0

    def __init__(self, name):
        self.name = name
        Shape.count += 1

    def area(self):
        raise NotImplementedError(f"{type(self).__name__} has no area")

    def describe(self):
        return f"{self.kind} {self.name}: {self.area():.2f}"


class Square(Shape):
    kind = "square"

    def __init__(self, side):
        super().__init__(f"of side {side}")
        self.side = side

    def area(self):
        return self.side**2


class Cube(Square):
    def area(self):
        return 6 * super().area()


for shape in (Square(2), Cube(2)):
    print(shape.describe(), isinstance(shape, Square), type(shape).__name__, issubclass(Cube, Shape))
try:
    Shape("plain").describe()
except NotImplementedError as error:
    print(error)
print(Shape.count, Cube.__name__, hasattr(Cube, "side"), getattr(Cube, "side", None))
