squares = [n**2 for n in range(6) if n % 2]
table = {n: n**3 for n in range(4)}
letters = {c for c in "hello"}
pairs = [(i, j) for i in range(3) for j in range(i)]
print(squares, table, sorted(letters), pairs, sum(n for n in range(5)), list(n * 2 for n in squares))
matrix = [[i * j for j in range(3)] for i in range(3)]
print(matrix, [list(column) for column in zip(*matrix)], [x for row in matrix for x in row if x])
print(any(x > 3 for x in squares), all(squares), max(table, key=table.get), min(("b", "a"), default=None))
print(
    {**table, 9: 9},
    [*squares, *pairs],
    dict(zip("abc", range(3))),
    {k: v for k, v in sorted(table.items(), reverse=True)},
)
print([y := 3, y**2], [last := n for n in range(3)], last)
