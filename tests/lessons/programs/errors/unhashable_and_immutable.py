t = (1, [2])
t[1].append(3)
print(t)
try:
    t[0] = 5
except TypeError as error:
    print(error)
try:
    "abc"[0] = "x"
except TypeError as error:
    print(error)
cache = {}
cache[[1]] = 2
