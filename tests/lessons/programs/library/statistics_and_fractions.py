import statistics
from decimal import Decimal
from fractions import Fraction

data = [2, 4, 4, 4, 5, 5, 7, 9]
print(
    statistics.mean(data),
    statistics.median(data),
    statistics.mode(data),
    statistics.stdev(data),
    statistics.pvariance(data),
)
print(Fraction(1, 3) + Fraction(1, 6), Fraction("0.125"), float(Fraction(22, 7)), Fraction(3, 4) ** 2, Fraction(0.5))
print(Decimal("0.1") + Decimal("0.2"), Decimal(1) / Decimal(3), Decimal("1.10").normalize(), round(Decimal("2.675"), 2))
import bisect, heapq

heap = [5, 1, 4]
heapq.heapify(heap)
heapq.heappush(heap, 0)
print(
    heapq.heappop(heap),
    heapq.nsmallest(2, heap),
    heapq.nlargest(1, heap),
    bisect.bisect([1, 3, 5], 3),
    bisect.bisect_left([1, 3, 5], 3),
)
