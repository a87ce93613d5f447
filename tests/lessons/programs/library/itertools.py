import itertools
from itertools import (
    accumulate,
    chain,
    combinations,
    count,
    cycle,
    groupby,
    islice,
    permutations,
    product,
    repeat,
    starmap,
    zip_longest,
)

print(
    list(chain([1], [2, 3])),
    list(combinations("abc", 2)),
    list(permutations([1, 2, 3], 2))[:3],
    list(product("ab", [1, 2])),
)
print(
    list(accumulate([1, 2, 3, 4])),
    list(accumulate([3, 1, 4], max)),
    list(islice(count(5, 2), 3)),
    list(islice(cycle("xy"), 5)),
)
print(
    [(k, list(g)) for k, g in groupby([1, 1, 2, 3, 3])],
    list(repeat(7, 2)),
    list(starmap(pow, [(2, 3), (3, 2)])),
    list(zip_longest([1], "ab", fillvalue=0)),
)
print(
    list(itertools.compress("abcd", [1, 0, 1, 0])),
    list(itertools.dropwhile(lambda x: x < 3, [1, 3, 2])),
    list(itertools.pairwise([1, 2, 3])),
)
a, b = itertools.tee([1, 2])
print(list(a), list(b), list(itertools.filterfalse(bool, [0, 1, ""])), list(chain.from_iterable([[1], [2]])))
