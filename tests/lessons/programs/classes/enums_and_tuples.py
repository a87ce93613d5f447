from collections import namedtuple
from enum import Enum, IntEnum
from typing import NamedTuple


class Mode(Enum):
    TRAIN = "train"
    EVAL = "eval"


class Level(IntEnum):
    LOW = 1
    HIGH = 2


class Sample(NamedTuple):
    x: float
    label: int = 0


Point = namedtuple("Point", ["x", "y"])
p = Point(1, y=2)
print(
    Mode.TRAIN,
    Mode.TRAIN.value,
    Mode("eval"),
    list(Mode),
    Mode.TRAIN is Mode["TRAIN"],
    Level.HIGH > Level.LOW,
    repr(Level.LOW),
)
print(p, p.x + p[1], p._replace(x=9), Point._fields, Sample(0.5), Sample(1.0, 2)._asdict())
x, y = p
print(x, y, p == (1, 2), isinstance(p, tuple))
