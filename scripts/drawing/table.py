"""A page of a browser that opens diagrams: what bpmn-js warns of, what bpmnlint finds, what lies untidily, and the picture."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

STATIC = Path(__file__).parents[2] / "webapp" / "static"
VENDOR = STATIC / "vendor"
VIEWER = VENDOR / "bpmn-js" / "bpmn-navigated-viewer.production.min.js"
LINTER = VENDOR / "bpmnlint"
LETTERING = STATIC / "lettering.js"
TYPEFACE = VENDOR / "uswds" / "fonts" / "source-sans-pro" / "sourcesanspro-regular-webfont.woff2"
PAGE = Path(__file__).with_name("page.js")


@dataclass(frozen=True)
class Drawn:
    """A diagram as it was opened; what is wrong with it as sentences, the picture as an SVG file.

    `warnings` are of bpmn-js, `lint` of bpmnlint's recommended rules; `crossings` are flows that cross, `touching` labels
    that come too near to a flow, a shape or another label.
    """

    warnings: list[str]
    lint: list[str]
    crossings: list[str]
    touching: list[str]
    svg: str

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        head = self.svg[: self.svg.index(">", self.svg.index("<svg"))]
        width, height = (re.search(rf'{name}="([\d.]+)"', head) for name in ("width", "height"))
        assert width is not None
        assert height is not None
        return round(float(width[1])), round(float(height[1]))


class DrawingTable:
    """Opens one diagram after the other in `page`, which shows nothing else."""

    def __init__(self, page: Page) -> None:
        self._page = page
        page.set_content("<!doctype html><title>Diagrams</title>")
        page.add_style_tag(content=typeface())
        page.add_script_tag(path=VIEWER)
        page.add_script_tag(path=LETTERING)
        page.add_script_tag(path=PAGE)
        self._linter = {
            path.relative_to(LINTER).as_posix(): path.read_text("utf-8") for path in sorted(LINTER.rglob("*.*js"))
        }

    def open(self, diagram: str) -> Drawn:
        """`diagram` is the XML. One that cannot be opened at all has the reason among its warnings and an empty picture."""
        told = self._page.evaluate("([xml, files]) => window.diagrams.open(xml, files)", [diagram, self._linter])
        return Drawn(**told)


def typeface() -> str:
    """The rule of a style sheet by which the words of a drawing find their typeface, whatever the machine has."""
    file = b64encode(TYPEFACE.read_bytes()).decode()
    return f'@font-face {{ font-family: "Source Sans Pro Web"; src: url(data:font/woff2;base64,{file}) }}'
