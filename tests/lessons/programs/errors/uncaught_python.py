values = {"a": [1, 2, 3]}


def look(key, index):
    inner = values[key]
    return inner[index] + 1


print(look("a", 0))
print(look("a",
           7))
