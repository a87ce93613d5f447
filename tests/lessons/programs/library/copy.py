import copy

a = {"w": [1, [2, 3]], "b": (4,)}
shallow, deep = copy.copy(a), copy.deepcopy(a)
a["w"][1].append(99)
a["new"] = 0
print(a, shallow, deep, shallow["w"] is a["w"], deep["w"] is a["w"], deep["b"] is a["b"])


class Node:
    def __init__(self, value, next=None):
        self.value, self.next = value, next

    def __deepcopy__(self, memo):
        print("copying", self.value)
        return Node(self.value, copy.deepcopy(self.next, memo))


n = Node(1, Node([2]))
m = copy.deepcopy(n)
n.next.value.append(3)
print(n.next.value, m.next.value, copy.copy([1, 2]), copy.copy(n).next is n.next)
loop = []
loop.append(loop)
again = copy.deepcopy(loop)
print(again[0] is again, again)
