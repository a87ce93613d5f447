"""The module logging of scripts: what Python's writes, to the session's streams."""

from __future__ import annotations

import pytest

from tests.script.running import run


def test_the_root_and_a_logger_write_what_python_writes() -> None:
    ran = run(
        "import logging, sys\nlog = logging.getLogger(__name__)\nlog.info('no')\nlog.warning('bare %s', 1)\n"
        "logging.basicConfig(level=logging.INFO, stream=sys.stdout)\nlog.info('Loss %.3f at %d', 0.5, 3)\nlog.debug('no')\n"
        "log.setLevel('DEBUG')\nlog.debug({'a': 1})\nlogging.error('%(a)s', {'a': 2})\nlogging.log(45, 'other')\n"
        "print(log, logging.root, log.parent is logging.root, log.getEffectiveLevel(), logging.getLevelName(20), log.name)\n"
        "logging.disable(logging.INFO)\nlog.info('off')\nlog.critical('on')\n"
    )
    assert ran.err == "bare 1\n"
    assert ran.out == (
        "INFO:__main__:Loss 0.500 at 3\nDEBUG:__main__:{'a': 1}\nERROR:root:2\nLevel 45:root:other\n"
        "<Logger __main__ (DEBUG)> <RootLogger root (INFO)> True 10 INFO __main__\nCRITICAL:__main__:on\n"
    )


def test_handlers_formats_and_parents() -> None:
    ran = run(
        "import logging, sys\nlog = logging.getLogger('train.step')\nh = logging.StreamHandler(sys.stdout)\n"
        "h.setFormatter(logging.Formatter('{name}|{levelname}|{message}', style='{'))\nh.setLevel(logging.ERROR)\n"
        "logging.getLogger('train').addHandler(h)\nlog.warning('no')\nlog.error('yes')\nlog.propagate = False\n"
        "log.addHandler(logging.NullHandler())\nlog.error('nobody')\nprint(log.handlers, log.hasHandlers())\n"
        "logging.getLogger('train').removeHandler(h)\nlogging.basicConfig(format='%(asctime)s %(message)s', datefmt='day')\n"
        "logging.getLogger('train').error('now')\n"
    )
    assert ran.out == "train.step|ERROR|yes\n[<NullHandler (NOTSET)>] True\n"
    assert ran.err == "day now\n"


def test_an_error_is_told_with_the_traceback_of_the_script() -> None:
    ran = run("import logging\ntry:\n    1 / 0\nexcept ZeroDivisionError:\n    logging.exception('boom')\n")
    assert ran.err.startswith('ERROR:root:boom\nTraceback (most recent call last):\n  File "program.py", line 3, in <module>\n')
    assert ran.err.endswith("ZeroDivisionError: division by zero\n")


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("logging.basicConfig(filename='a.log')", "scripts reach no files"),
        ("logging.Formatter('%(lineno)d')", "lineno is not available"),
        ("logging.Formatter('{message:>8}', style='{')", "without formats"),
        ("logging.getLogger().setLevel('LOUD')", "Unknown level: 'LOUD'"),
        ("logging.getLogger().setLevel(1.5)", "Level not an integer or a valid string: 1.5"),
        ("logging.warning('%d', 'x')", "%d format"),
        ("logging.FileHandler('x')", "has no attribute 'FileHandler'"),
    ],
)
def test_refusals(text: str, error: str) -> None:
    assert error in run(f"import logging\n{text}").errors[0].text
