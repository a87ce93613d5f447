for n in range(3):
    print(n, end=" ")
else:
    print("done")
for n in range(5):
    if n == 2:
        break
else:
    print("not printed")
i = 0
while i < 2:
    i += 1
else:
    print("while done", i)
for x in []:
    pass
else:
    print("empty loop")
total = 0
for row in [[1, 2], [3, -1], [4]]:
    for v in row:
        if v < 0:
            break
        total += v
    else:
        continue
    print("stopped at", row)
    break
print(total, [x for x in range(10) if x % 2 if x > 3], sum(x * y for x, y in zip([1, 2], [3, 4])), n)
items = [1, 2, 3, 4]
for item in items[:]:
    if item % 2:
        items.remove(item)
print(items, list(zip(*[[1, 2], [3, 4]])), dict(enumerate("ab")), [i for i, c in enumerate("hello") if c == "l"])
