"""The module argparse of scripts: what Python's parser prints and answers, and what scripts may not have of it."""

from __future__ import annotations

import pytest

from tests.script.running import run

PARSER = (
    "import argparse\n"
    "p = argparse.ArgumentParser('tool', description='A lesson')\n"
    "p.add_argument('--lr', type=float, default=0.1, metavar='X', help='rate (default: %(default)s)')\n"
    "p.add_argument('--opt', choices=['sgd', 'adam'], default='sgd')\n"
    "p.add_argument('--quick', action='store_true')\n"
)
HELP = """\
usage: tool [-h] [--lr X] [--opt {sgd,adam}] [--quick]

A lesson

options:
  -h, --help        show this help message and exit
  --lr X            rate (default: 0.1)
  --opt {sgd,adam}
  --quick
"""


def test_a_script_without_arguments_gets_the_defaults() -> None:
    ran = run(PARSER + "a = p.parse_args()\nprint(a, a.lr, vars(a), 'opt' in a, a == argparse.Namespace(**vars(a)))")
    shown = "Namespace(lr=0.1, opt='sgd', quick=False) 0.1 {'lr': 0.1, 'opt': 'sgd', 'quick': False} True True\n"
    assert (ran.out, ran.status) == (shown, 0)


def test_arguments_groups_and_commands() -> None:
    ran = run(
        PARSER
        + "g = p.add_argument_group('more')\ng.add_argument('--x', nargs='+', type=int)\n"
        + "m = p.add_mutually_exclusive_group()\nm.add_argument('-a', action='count')\nm.add_argument('-b')\n"
        + "print(p.parse_args(['--lr', '2', '--x', '1', '2', '-aa']))\nprint(p.parse_known_args(['--y']))\n"
        + "s = argparse.ArgumentParser('t').add_subparsers(dest='cmd')\nprint(s.add_parser('train').prog)"
    )
    assert ran.out == (
        "Namespace(lr=2.0, opt='sgd', quick=False, x=[1, 2], a=2, b=None)\n"
        "(Namespace(lr=0.1, opt='sgd', quick=False, x=None, a=None, b=None), ['--y'])\nt train\n"
    )


def test_help_and_mistakes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    ran = run(PARSER + "p.print_help()\nprint(p.format_usage(), end='')\np.parse_args(['--lr', 'fast'])")
    assert ran.out == HELP + HELP.splitlines()[0] + "\n"
    assert ran.err.endswith("error: argument --lr: invalid float value: 'fast'\n")
    assert ran.status == 2


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("argparse.ArgumentParser(fromfile_prefix_chars='@')", "scripts reach no files"),
        ("argparse.ArgumentParser().add_argument('--__class__')", "'__class__' is not available"),
        ("argparse.ArgumentParser().add_argument('-x', dest='__dict__')", "'__dict__' is not available"),
        ("argparse.ArgumentParser().add_argument_group('g').add_argument('--__init__')", "is not available"),
        ("argparse.ArgumentParser().add_argument('x', nargs=10**9)", "nargs is at most 1000"),
        ("argparse.ArgumentParser(description='%(prog)999999999s').print_help()", "too widely"),
        ("argparse.ArgumentParser().add_argument('x', help='%(dest)*s')", "too widely"),
        ("argparse.ArgumentParser().parse_args([], namespace=argparse)", "must be an argparse.Namespace"),
        ("argparse.FileType('r')", "no attribute 'FileType'"),
        ("argparse.ArgumentParser()._get_formatter()", "_get_formatter"),
    ],
)
def test_what_scripts_may_not_have(text: str, error: str) -> None:
    ran = run(f"import argparse\n{text}")
    assert error in ran.errors[0].text
