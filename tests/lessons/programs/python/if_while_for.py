total, n = 0, 27
steps = 0
while n != 1:
    n = n // 2 if n % 2 == 0 else 3 * n + 1
    steps += 1
    if steps > 1000:
        break
else:
    print("reached 1 after", steps)
for i in range(2, 20):
    for j in range(2, i):
        if i % j == 0:
            break
    else:
        print(i, end=" ")
print()
for i, c in enumerate("abc", start=1):
    if c == "b":
        continue
    print(i, c, sep=":")
a, *b, c = range(5)
print(a, b, c, 1 < 2 < 3, not [] or 5, 0 or "x", None is None, "in" in "string")
x = y = 3
x, y = y + 1, x - 1
print(x, y, (z := x * y), z)
