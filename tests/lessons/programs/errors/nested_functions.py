def outer(x):
    def middle(y):
        def inner(z):
            return (x + y) / z

        return inner(y - 2)

    return middle(x + 1)


print(outer(4))
print(outer(1))
