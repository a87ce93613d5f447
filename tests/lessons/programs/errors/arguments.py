def train(model, *, epochs, lr=0.1):
    return model, epochs, lr


print(train("net", epochs=2))
train("net", 3)
