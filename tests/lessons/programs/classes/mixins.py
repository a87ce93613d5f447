class Saves:
    def state(self):
        return {k: v for k, v in sorted(vars(self).items())}


class Loud:
    def __init__(self, **rest):
        print("Loud init")
        super().__init__(**rest)

    def speak(self):
        return "LOUD " + super().speak()


class Animal:
    def __init__(self, name):
        print("Animal init")
        self.name = name

    def speak(self):
        return f"I am {self.name}"


class Dog(Loud, Saves, Animal):
    def __init__(self, name):
        super().__init__(name=name)
        self.legs = 4


d = Dog("rex")
print(d.speak(), d.state(), isinstance(d, Saves))
print(Dog.speak(d), Animal.speak(d), super(Loud, d).speak())
