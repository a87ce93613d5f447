class Countdown:
    def __init__(self, start):
        self.start = start

    def __iter__(self):
        self.now = self.start
        return self

    def __next__(self):
        if self.now <= 0:
            raise StopIteration
        self.now -= 1
        return self.now + 1


class Pages:
    def __getitem__(self, i):
        if i >= 3:
            raise IndexError(i)
        return f"page {i}"


print(list(Countdown(3)), sum(Countdown(4)), max(Countdown(2)), list(Pages()), "page 1" in Pages())
for a, b in zip(Countdown(2), Pages()):
    print(a, b)
it = iter(Countdown(1))
print(next(it), next(it, "empty"))
