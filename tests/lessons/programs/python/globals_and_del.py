counter = 0


def bump(by=1):
    global counter
    counter += by


bump()
bump(by=5)
print(counter)
values = [1, 2, 3]
del values[1]
print(values)
del values
try:
    values
except NameError as error:
    print(error)


def local():
    try:
        print(later)
    except UnboundLocalError as error:
        print(error)
    later = 1


local()
print(__name__, [n for n in ("counter", "bump") if n in globals()] if False else counter)
if __name__ == "__main__":
    print("main")
pass
