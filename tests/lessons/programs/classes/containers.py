class Vocabulary:
    def __init__(self, text):
        self.words = sorted(set(text.split()))
        self.index = {w: i for i, w in enumerate(self.words)}

    def __len__(self):
        return len(self.words)

    def __getitem__(self, key):
        return self.words[key] if isinstance(key, int) else self.index[key]

    def __contains__(self, word):
        return word in self.index

    def __iter__(self):
        return iter(self.words)

    def __setitem__(self, key, value):
        self.index[key] = value

    def __call__(self, text):
        return [self.index.get(w, -1) for w in text.split()]


v = Vocabulary("the cat sat on the mat")
print(len(v), v[0], v["mat"], "dog" in v, list(v), v("the dog sat"), [*v][:2])
v["dog"] = 9
print(v("dog"), v[-1])
