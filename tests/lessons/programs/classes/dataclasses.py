from dataclasses import asdict, dataclass, field, replace
from typing import List, Optional


@dataclass
class Config:
    lr: float = 0.1
    layers: List[int] = field(default_factory=list)
    name: Optional[str] = None

    def size(self) -> int:
        return sum(self.layers)


@dataclass(frozen=True, order=True)
class Point:
    x: int
    y: int = 0


c = Config(layers=[2, 3])
print(c, c.size(), c == Config(0.1, [2, 3]), asdict(c), replace(c, lr=0.01))
print(Point(1, 2) < Point(1, 3), sorted([Point(2), Point(1, 5)]), hash(Point(1)) == hash(Point(1)), {Point(1): "a"})
try:
    Point(1).x = 5
except Exception as error:
    print(type(error).__name__, error)
try:
    Point()
except TypeError as error:
    print(error)
