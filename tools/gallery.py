"""The pictures of the documents, drawn by the commands that the documents show.

python -m tools.gallery            draw them again
python -m tools.gallery --check    say which differ
"""

from __future__ import annotations

import sys
from pathlib import Path

from gradcli.commands.app import run

DOCS = Path(__file__).parents[1] / "docs"
NET = "h = tanh(W1 @ x + b1); y = W2 @ h + b2; ((y - t)**2).mean()"
WEIGHTS = (
    *("--W1", "[[0.5, -0.3], [0.8, 0.2], [-0.4, 0.9]]", "--b1", "[0.3, -0.2, 0]", "--x", "[1, 2]"),
    *("--W2", "[[1, -1, 0.5], [0.3, 0.7, -0.6]]", "--b2", "[0, 0.1]", "--t", "[1, -1]", "--wrt", "W1,b1,W2,b2"),
)
FORTY = (
    "a = x*y; b = sin(a) + x; c = (a + b)*(x - y); d = exp(-c)*a + log(b + 3); e = d*c + sqrt(x + y)*b; "
    "f = (e - a)*(d + c); g = f/(b + y) + tanh(e); g*sigmoid(x*d) + (g - f)**2"
)
NEURON = ("--x1", "2", "--x2", "0", "--w1", "-3", "--w2", "1", "--b", "6.88137358701954")
ADAM = ("--optimizer", "adam", "--lr", "0.1", "--steps", "60")
PICTURES: dict[str, tuple[str, ...]] = {
    "polynomial.svg": ("graph", "3*x**2 + 4*x + 5", "--x", "2"),
    "neuron.svg": ("graph", "o = tanh(x1*w1 + x2*w2 + b)", *NEURON),
    "net.svg": ("graph", NET, *WEIGHTS),
    "forty.svg": ("graph", FORTY, "--x", "1.5", "--y", "0.5"),
    "second.svg": ("explain", "x**3 + x*y", "--x", "3", "--y", "5", "--backward", "2"),
    "refused.svg": ("explain", "x**3 + x*y", "--x", "3", "--y", "5", "--backward", "2", "--same-graph"),
    "node.svg": ("explain", "3*x**2 + 4*x + 5", "--x", "2", "--node", "x"),
    "backward.svg": ("explain", "3*x**2 + 4*x + 5", "--x", "2", "--only", "backward"),
    "kinks.svg": ("plot", "abs(x) + relu(x - 1)", "--x", "-2..3"),
    "contours.svg": ("plot", "(1 - x)**2 + 5*(y - x**2)**2", "--x", "-2..2", "--y", "-1..3"),
    "creases.svg": ("plot", "abs(x - y) + relu(x)", "--x", "-2..2", "--y", "-2..2"),
    "walk.svg": ("descend", "3*x**2 + 4*x + 5", "--x", "2", "--steps", "6", "--compare", "zero-grad"),
    "valley.svg": ("descend", "(1 - x)**2 + 5*(y - x**2)**2", "--x", "-1.5", "--y", "2", *ADAM),
    "plays.svg": ("explain", "tanh(w*x + b)", "--w", "0.5", "--x", "2", "--b", "-0.3", "--animate"),
}


def main(arguments: list[str]) -> int:
    """Draw, or compare."""
    stale = []
    for name, command in PICTURES.items():
        path = DOCS / name
        before = path.read_bytes() if path.exists() else b""
        status = run([*command, "--output", str(path)])
        if status:
            return status
        if "--check" in arguments and path.read_bytes() != before:
            path.write_bytes(before)
            stale.append(name)
    if stale:
        sys.stderr.write(f"not up to date: {', '.join(stale)}\n")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
