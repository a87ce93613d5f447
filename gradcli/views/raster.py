"""PNG and PDF, from the SVG: by CairoSVG, which the extra `picture` brings."""

from __future__ import annotations

from gradcli.drawing.measure import FONTS
from gradcli.problems import Problem

SCALE = 2.0  # pixels of a PNG for each of the drawing
FORMATS = ("png", "pdf")
MISSING = 'install it with: pip install "gradcli[picture]"'


def raster(svg: str, format: str) -> bytes:
    """The picture. Raises Problem where the library is missing, or the library Cairo that it stands on."""
    try:
        import cairosvg
    except ImportError:
        raise Problem(f"{format} needs CairoSVG, which is not installed", fix=MISSING) from None
    except OSError as error:
        why = str(error).splitlines()[0]
        raise Problem(f"{format} needs the library Cairo, which is not installed", why=why, fix="install libcairo2") from None
    plain = svg.replace(FONTS, "monospace").encode("utf-8")  # it looks at the first name only
    found = (
        cairosvg.svg2png(bytestring=plain, scale=SCALE, background_color="white")
        if format == "png"
        else cairosvg.svg2pdf(bytestring=plain)
    )
    return bytes(found)
