s = "ab c"
print(len(s))
1 / 0
