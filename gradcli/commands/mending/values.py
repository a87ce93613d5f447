"""Values as people write them elsewhere: lists without brackets, printed arrays, numbers of other languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from gradcli.problems import Problem
from gradcli.syntax.place import CLOSING, split

NUMERAL = r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?"
_WRAPPERS = (
    r"(?:(?:torch|np|numpy|jnp|jax\.numpy|tf|tensorflow|mx|cp|cupy|sp|sympy|pd|paddle)\.)?"
    r"(?:as_?tensor|Tensor|tensor|array|asarray|constant|Variable|Parameter|matrix|Matrix|FloatTensor|DoubleTensor|"
    r"convert_to_tensor|ndarray|nn\.Parameter|float|double|int|float32|float64|Float|Rational|list|tuple|c|vec|vector|Series|DeviceArray|Array)"
)
_WRAPPED = re.compile(
    rf"{_WRAPPERS}\s*\((.*)\)(?:\.(?:float|double|cuda|requires_grad_|detach|numpy|tolist|clone)\(\))*\s*;?\Z", re.DOTALL
)
_WORDS = {
    word: str(n) for n, word in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())
} | {
    "half": "1/2",
    "infinity": "inf",
    "infty": "inf",
    "-infinity": "-inf",
    "+infinity": "inf",
    "∞": "inf",
    "-∞": "-inf",
    "+∞": "inf",
    "null": "None",
}


def is_constant(text: str) -> bool:
    """Whether a text is a value as it stands."""
    from gradcli.bindings import parse_value

    if text.startswith("@") and len(text) > 1:
        return True
    try:
        parse_value("x", text)
    except Problem:
        return False
    return text not in ("None", "nan.")


def mended_value(text: str, name: str = "") -> str | tuple[str, str] | None:
    """The value that was meant, or two that could be; None if nobody knows."""
    seen = {text}
    if name and (match := re.fullmatch(rf"\s*(?:--)?{re.escape(name)}\s*(?::=|=|:)\s*(\S.*)", text, re.DOTALL)):
        text = match[1]
        if is_constant(text) and ";" not in text:
            return text
    for _ in range(6):
        for step in _STEPS:
            found = step(text)
            if isinstance(found, tuple):
                return found
            if found is not None and found not in seen:
                break
        else:
            return None
        seen.add(found)
        text = found
        if is_constant(text) and not any(step(text) for step in _ALWAYS):
            return text
    return None


Step = Callable[[str], "str | tuple[str, str] | None"]


def _plain(text: str) -> str | None:
    """Digits, signs and quotes of other alphabets."""
    plain = unicodedata.normalize("NFKC", text) if not re.search(r"[½¼¾⅓⅔⅛²³]", text) else text
    table = {
        **dict.fromkeys("−–—‐‑‒﹣", "-"),
        **dict.fromkeys("，、‚", ","),
        **dict.fromkeys("“”„‘’`´", "'"),
        **dict.fromkeys("［【", "["),
        **dict.fromkeys("］】", "]"),
    }
    plain = plain.translate({ord(k): v for k, v in table.items()})
    plain = "".join(c for c in plain if unicodedata.category(c) not in ("Cf", "Zs") or c == " ").strip()
    return plain if plain != text else None


def _unquoted(text: str) -> str | None:
    """'5', = 5, $5, 5;"""
    if match := re.fullmatch(r"(['\"])(.+)\1", text, re.DOTALL):
        return match[2]
    if match := re.fullmatch(r"(?:=|:=?)\s*(\S.*)", text, re.DOTALL):
        return match[1]
    if match := re.fullmatch(r"([^;]*\S)\s*;+\s*", text, re.DOTALL):
        return match[1]
    return match[1] if (match := re.fullmatch(rf"[$€£]\s*({NUMERAL})", text)) else None


def _unwrapped(text: str) -> str | None:
    """np.array([1, 2]), torch.tensor(5., requires_grad=True), tensor([1., 2.], grad_fn=<...>)"""
    match = _WRAPPED.match(text.strip())
    if not match:
        return None
    arguments = split(match[1], ",")
    kept = [a for a in arguments if not re.match(r"[^\W\d]\w*\s*=(?!=)|(?:torch|np|tf|jnp)\.\w+\Z|<", a)]
    kept = [a for a in kept if not re.fullmatch(r"['\"]?(?:cpu|cuda|float\d*|f\d)['\"]?", a)]
    if not kept or any("=" in a or "<" in a for a in kept):
        return None
    return kept[0] if len(kept) == 1 else f"[{', '.join(kept)}]"


def _word(text: str) -> str | None:
    found = _WORDS.get(text.strip().lower())
    return found if found and found != text else None


def _suffixed(text: str) -> str | None:
    """5.0f, 5L, 5%, 1.5d0, ½"""
    if match := re.fullmatch(rf"({NUMERAL})(?:[fFdDlLuU]|f32|f64|_f32|_f64)", text):
        return match[1]
    if match := re.fullmatch(rf"({NUMERAL})\s*%", text):
        return f"{match[1]}/100"
    if match := re.fullmatch(r"([-+]?[0-9]+(?:\.[0-9]*)?)[dD]([-+]?[0-9]+)", text):
        return f"{match[1]}e{match[2]}"
    if match := re.fullmatch(rf"({NUMERAL})\s*(?:×|\*|x|·)\s*10\s*(?:\^|\*\*)\s*\(?([-+]?[0-9]+)\)?", text):
        return f"{match[1]}e{match[2]}"
    if match := re.fullmatch(rf"({NUMERAL})\s*(?:×|\*|x|·|⋅)\s*10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", text):
        return f"{match[1]}e{unicodedata.normalize('NFKC', match[2]).replace('−', '-')}"
    if match := re.fullmatch(rf"({NUMERAL})\s*(?:deg|degrees?|grad)", text):
        return f"{match[1]}*pi/180"
    if match := re.fullmatch(rf"({NUMERAL})\s*(?:mm|cm|dm|km|kg|mg|ms|Hz|kHz|px|(?<=\s)(?:m|s|g|V|A|N|J|W|K))", text):
        return match[1]
    if match := re.fullmatch(rf"[~≈∼]\s*({NUMERAL})", text):
        return match[1]
    if match := re.fullmatch(r"([-+]?)([0-9]*)\s*([½¼¾⅓⅔⅛])", text):
        above, below = unicodedata.normalize("NFKC", match[3]).split("⁄")
        return f"{match[1]}{int(match[2] or 0) * int(below) + int(above)}/{below}"
    return None


def _brackets(text: str) -> str | None:
    """{1, 2}, (1, 2), <1, 2>, [[1 2]"""
    inner = text.strip()
    if "{" in inner and "}" in inner:
        return inner.replace("{", "[").replace("}", "]")
    if inner[:1] in "(<" and inner[-1:] in ")>" and len(inner) > 2 and ("," in inner or " " in inner or ";" in inner):
        return f"[{inner[1:-1].strip().rstrip(',')}]"
    if re.search(r"\(\s*[-+.\d][^()\[\]]*,[^()]*\)", inner) and inner[:1] == "[":
        return inner.replace("(", "[").replace(")", "]")
    missing = sum(c == "[" for c in inner) - sum(c == "]" for c in inner)
    if 0 < missing < 4 and inner[:1] == "[" and not set(inner) & set("(){}") and re.search(r"[\d.]\s*\Z|\]\Z", inner):
        return inner + "]" * missing
    if -4 < missing < 0 and inner[-1:] == "]" and inner[:1] != "[" and "[" not in inner:
        return "[" * -missing + inner
    return None


MOST = 100  # numbers of a range


def _ranged(text: str) -> str | None:
    """range(3), 1:3, 0:0.5:2"""
    match = re.fullmatch(r"(?:list\()?range\(([-\d\s,]+)\)\)?", text.strip())
    numbers = [part.strip() for part in match[1].split(",")] if match else []
    if numbers and len(numbers) <= 3 and all(re.fullmatch(r"-?\d{1,6}", n) for n in numbers) and numbers[2:] != ["0"]:
        found = range(*map(int, numbers))
        return f"[{', '.join(map(str, found))}]" if 0 < len(found) <= MOST else None
    match = re.fullmatch(
        rf"\[?({NUMERAL}):(?:({NUMERAL}):)?({NUMERAL})\]?", re.sub(r"(?<=\d)\s*(?:\.\.\.?|…)\s*(?=[-\d])", ":", text.strip())
    )
    if not match or not float(match[2] or 1):
        return None
    low, step, high = float(match[1]), float(match[2] or 1), float(match[3])
    count = (high - low) / step + 1e-9 + 1  # may be infinite, or none where the ends are
    return f"[{', '.join(f'{low + k * step:.12g}' for k in range(int(count)))}]" if 2 <= count < MOST + 1 else None


def _mixed(text: str) -> str | None:
    """1 2, 3 and rows on lines of their own; 1|2|3"""
    if match := re.fullmatch(r"([-+]?[0-9]{1,3}(?: [0-9]{3})+),([0-9]+)", text.strip()):
        return f"{match[1].replace(' ', '')}.{match[2]}"
    rows = [re.sub(r"\s*\|\s*", ", ", row.strip().strip("[],|")) for row in text.strip().splitlines()]
    listed = [re.split(r"\s*,\s*|\s+", row) for row in rows if row]
    if not listed or not all(re.fullmatch(NUMERAL, word) for row in listed for word in row):
        return None
    if len(listed) == 1:
        return f"[{', '.join(listed[0])}]" if len(listed[0]) > 1 and ("|" in text or ("," in text and " " in text)) else None
    if len({len(row) for row in listed}) > 1:
        return None
    single = len(listed[0]) == 1
    return f"[{', '.join(row[0] if single else '[' + ', '.join(row) + ']' for row in listed)}]"


def _printed(text: str) -> str | None:
    """[1. 2. 3.], [[1 2] [3 4]], [ 1.5 -3. ]: what NumPy prints, and MATLAB takes"""
    inner = text.strip()
    if not inner.startswith("[") or not re.fullmatch(rf"[\[\]\s,;]*(?:(?:{NUMERAL}|nan|-?inf)(?:[\[\]\s,;]+|\Z))+", inner):
        return None
    if ";" in inner:
        body = inner.strip("[] \n")
        rows = [", ".join(re.split(r"[\s,]+", row.strip())) for row in body.split(";") if row.strip()]
        single = all("," not in row for row in rows)
        return f"[{', '.join(rows)}]" if single else f"[{', '.join(f'[{row}]' for row in rows)}]"
    found = re.sub(r"(?<=[\d.\]fn])\s*\n\s*(?=[-+.\d\[ni])|(?<=[\d.\]fn])[ \t]+(?=[-+.\d\[ni])", ", ", inner)
    found = re.sub(r"\]\s*\[", "], [", found)
    found = re.sub(r"\[\s+", "[", re.sub(r"\s+\]", "]", re.sub(r",[\s,]+", ", ", found)))
    return found if found != inner else None


def _commas(text: str) -> str | tuple[str, str] | None:
    """1,2,3 is a list, 3,5 may be 3.5, 1,000 may be a thousand"""
    inner = text.strip()
    if re.fullmatch(r"[-+]?[1-9][0-9]{0,2},[0-9]{3}", inner):
        return inner.replace(",", ""), inner.replace(",", ".")
    one = re.fullmatch(r"([-+]?[0-9]+),([0-9]+)", inner)
    if one:
        return f"{one[1]}.{one[2]}", f"[{one[1]}, {one[2]}]"
    if re.fullmatch(r"[-+]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?", inner) and "." in inner:
        return inner.replace(",", "")
    if re.fullmatch(r"[-+]?[0-9]{1,3}(?:,[0-9]{3})+", inner):
        return inner.replace(",", ""), f"[{inner.replace(',', ', ')}]"
    if re.fullmatch(r"[-+]?[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?", inner):
        return inner.replace(".", "").replace(",", ".")
    if re.fullmatch(rf"{NUMERAL}(?:\s*,\s*{NUMERAL})+\s*,?", inner):
        return f"[{', '.join(p.strip() for p in inner.rstrip(', ').split(','))}]"
    if inner[:1] == "[" and inner[-1:] == "]" and re.search(r"\]\s*,\s*\[", inner) and not inner.startswith("[["):
        return f"[{inner}]"
    return None


def _semicolons(text: str) -> str | tuple[str, str] | None:
    """1;3;5, 1,2;3,4"""
    inner = text.strip().strip(";")
    if ";" not in inner or set(inner) & set("[](){}") or not re.fullmatch(r"[-+.\deE,;\s]+", inner):
        return None
    rows = [row.strip() for row in inner.split(";")]
    listed = [re.split(r"[\s,]+", row) for row in rows]
    if all(len(row) == 1 for row in listed):
        return f"[{', '.join(rows)}]"
    matrix = f"[{', '.join('[' + ', '.join(row) + ']' for row in listed)}]"
    if all(re.fullmatch(r"[-+]?[0-9]+,[0-9]+", row) for row in rows):
        return matrix, f"[{', '.join(row.replace(',', '.') for row in rows)}]"
    return matrix


def _spaces(text: str) -> str | tuple[str, str] | None:
    """1 3 5 is a list, 1 000 a thousand, 1 234 may be either; - 5"""
    inner = text.strip()
    if match := re.fullmatch(r"([-+])\s+(\S+)", inner):
        return match[1] + match[2]
    words = inner.split()
    if len(words) < 2 or not all(re.fullmatch(NUMERAL, word) for word in words):
        return None
    listed = f"[{', '.join(words)}]"
    if re.fullmatch(r"[-+]?[0-9]{1,3}(?: [0-9]{3})+", inner):
        number = inner.replace(" ", "")
        return number if any(word[0] == "0" for word in words[1:]) else (number, listed)
    return listed


def _constants(text: str) -> str | None:
    """Math.PI, M_PI, math.inf, %pi, π, 2pi"""
    found = re.sub(r"(?:Math|np|numpy|math|torch|tf|sp|sympy)\.(?=(?:pi|PI|e|E|inf|nan|Infinity)\b)", "", text)
    found = re.sub(r"\b(?:M_PI|PI|Pi|%pi)\b|%pi", "pi", found)
    found = re.sub(r"\bInfinity\b", "inf", found)
    found = re.sub(r"\bNaN\b|\bNAN\b", "nan", found)
    found = re.sub(r"π", "pi", found)
    return found if found != text else None


def _syntax(text: str) -> str | None:
    """What the mistakes of expressions know."""
    from gradcli.bindings import parse_value

    try:
        parse_value("x", text)
    except Problem as problem:
        return problem.hint if problem.hint and not re.search(r"\d\s*\*\s*[\d.]", problem.hint) else None
    return None


def _unclosed_comma(text: str) -> str | None:
    """[1, 2,, 3], [1, 2,]"""
    found = re.sub(r",(?:\s*,)+", ",", text) if any(c in CLOSING for c in text) else text
    return found if found != text else None


_ALWAYS: tuple[Step, ...] = (_semicolons,)
_STEPS: tuple[Step, ...] = (
    _plain,
    _word,
    _unquoted,
    _unwrapped,
    _constants,
    _suffixed,
    _ranged,
    _brackets,
    _semicolons,
    _printed,
    _mixed,
    _commas,
    _spaces,
    _unclosed_comma,
    _syntax,
)
