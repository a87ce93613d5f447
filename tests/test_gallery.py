"""The pictures of the documents are those that their commands draw."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.rasters import cairo
from tests.test_readme import ROOT, blocks
from tests.transcripts import replayed
from tools.gallery import DOCS, PICTURES, main

GALLERY = (ROOT / "docs" / "gallery.md").read_text("utf-8")


def test_the_pictures_are_up_to_date() -> None:
    assert main(["--check"]) == 0


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_stands_below_the_command_that_draws_it(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    block = next(text for place, text in blocks("console") if place.startswith("gallery.md") and f"--output {name}" in text)
    assert f"]({name})" in GALLERY
    from tests import transcripts

    drawn: dict[str, bytes] = {}
    real = transcripts.gradcli

    def kept(*arguments: str, **rest: object) -> object:
        done = real(*arguments, **rest)  # type: ignore[arg-type]
        path = Path(arguments[arguments.index("--output") + 1])
        drawn[path.name] = path.read_bytes()
        return done

    monkeypatch.setattr(transcripts, "gradcli", kept)
    list(replayed(block))
    assert drawn[name] == (DOCS / name).read_bytes()


def test_png_and_pdf_are_drawn() -> None:
    cairo()
    commands = re.search(r"```sh\n(gradcli graph.*?)```", GALLERY, re.DOTALL)
    assert commands is not None
    for line in commands[1].splitlines():
        for step, now in replayed(f"$ {line}\n"):
            assert now == step.expected == ""


def test_pictures_are_small() -> None:
    assert all((DOCS / name).stat().st_size < 80_000 for name in PICTURES)
