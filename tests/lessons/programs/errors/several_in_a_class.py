class Stack:
    def __init__(self):
        self.items = []

    def push(self, x):
        self.items.append(x)

    def pop(self):
        if not self.items:
            raise IndexError("pop from an empty stack")
        return self.items.pop()


s = Stack()
s.push(1)
print(s.pop())
result = [s.pop() for _ in range(2)]
