import torch


class Dual:
    def __init__(self, value, slope=0.0):
        self.value, self.slope = torch.as_tensor(value), torch.as_tensor(slope)

    def __add__(self, o):
        o = o if isinstance(o, Dual) else Dual(o)
        return Dual(self.value + o.value, self.slope + o.slope)

    def __mul__(self, o):
        o = o if isinstance(o, Dual) else Dual(o)
        return Dual(self.value * o.value, self.value * o.slope + self.slope * o.value)

    __radd__, __rmul__ = __add__, __mul__

    def sin(self):
        return Dual(self.value.sin(), self.value.cos() * self.slope)

    def __format__(self, spec):
        return f"{self.value.item():{spec}} + {self.slope.item():{spec}}e"


x = Dual(2.0, 1.0)
y = 3 * x * x + 4 * x + 5
print(f"{y:.2f}", f"{x.sin():.4f}", f"{(x * x).sin():.3f}")
t = torch.tensor(2.0, requires_grad=True)
(3 * t * t + 4 * t + 5).backward()
print(t.grad, y.slope)
