class Temperature:
    scale = "C"

    def __init__(self, degrees):
        self._degrees = degrees

    @property
    def fahrenheit(self):
        return self._degrees * 9 / 5 + 32

    @fahrenheit.setter
    def fahrenheit(self, value):
        if value < -459.67:
            raise ValueError("below zero")
        self._degrees = (value - 32) * 5 / 9

    @classmethod
    def from_kelvin(cls, k):
        return cls(k - 273.15)

    @staticmethod
    def freezing():
        return 0


t = Temperature(100)
print(t.fahrenheit, Temperature.freezing(), round(Temperature.from_kelvin(300)._degrees, 2))
t.fahrenheit = 32
print(t._degrees, vars(t), t.__dict__)
for action in (lambda: setattr(t, "fahrenheit", -1000), lambda: t.kelvin):
    try:
        action()
    except (ValueError, AttributeError) as error:
        print(type(error).__name__, error)
