"""Programs and libraries that draw, where there are any; tests that need a missing one are skipped with the reason."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest


def cairo() -> None:
    """Skip, with the reason, where png and pdf cannot be had."""
    try:
        import cairosvg  # noqa: F401
    except ImportError:
        pytest.skip("CairoSVG is not installed (the extra `picture`)")
    except OSError as error:
        pytest.skip(f"the library Cairo is not installed: {str(error).splitlines()[0]}")


def compile_with_pdflatex(folder: Path, source: str) -> str:
    """Compile a document; what was logged."""
    program = shutil.which("pdflatex")
    if program is None:
        pytest.skip("pdflatex is not installed")
    (folder / "x.tex").write_text(source, "ascii")
    command = [program, "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "x.tex"]
    ran = subprocess.run(command, cwd=folder, capture_output=True, timeout=120)
    log = ran.stdout.decode("utf-8", "replace")
    if "tikz.sty' not found" in log or "amsmath.sty' not found" in log:
        pytest.skip("the LaTeX packages amsmath and tikz are not installed")
    assert ran.returncode == 0, log[-1500:]
    return log
