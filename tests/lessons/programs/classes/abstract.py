from abc import ABC, abstractmethod


class Layer(ABC):
    @abstractmethod
    def forward(self, x): ...

    def __call__(self, x):
        return self.forward(x)


class Double(Layer):
    def forward(self, x):
        return 2 * x


print(Double()(21), issubclass(Double, Layer))
try:
    Layer()
except TypeError as error:
    print(error)


class Half(Layer):
    pass


try:
    Half()
except TypeError as error:
    print(error)
