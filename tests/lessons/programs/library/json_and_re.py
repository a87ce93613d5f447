import json
import re
import string
import textwrap

config = {"lr": 0.1, "layers": [2, 3], "name": None, "on": True}
text = json.dumps(config)
print(text, json.loads(text) == config, json.dumps({"b": 1, "a": [1.5]}, sort_keys=True, indent=2))
print(
    re.findall(r"\d+", "a1 b22 c333"),
    re.sub(r"\s+", " ", "a   b\n c"),
    re.match(r"(\w+)=(\d+)", "lr=10").groups(),
    re.split(r"[,;]", "a,b;c"),
)
print(
    re.search("x", "abc"), re.compile(r"^ab").search("abc").span(), string.ascii_lowercase[:5], string.punctuation[:4]
)
print(textwrap.dedent("    a\n      b"), textwrap.fill("one two three four", 9))
try:
    json.loads("{bad}")
except json.JSONDecodeError as error:
    print(error)
