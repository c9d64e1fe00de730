"""Every diagram of `bpmn/` as a picture (`NAME.svg`, `NAME.png`), and a page of all of them (`index.html`, `index.png`).

The page says of each its title, version and size, and what is wrong with it. It is for looking at: a diagram can keep every
rule and still be hard to read. Exits with 1 when something is wrong with one of them.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment
from playwright.sync_api import Browser, sync_playwright

from ombud.workflows.procedures.check import check_file
from ombud.workflows.procedures.root import BPMN
from scripts.drawing.table import DrawingTable, Drawn, typeface
from tests.support.browser import launch

MARGIN = 20  # pixels around a picture
WIDTH = 1600  # pixels of the page of all


@dataclass(frozen=True)
class Picture:
    """A diagram on the page. `faults` are sentences: of the check's rules, of bpmn-js, of bpmnlint, and of the drawing table."""

    name: str
    title: str
    version: int
    drawn: Drawn
    faults: list[str]


def main() -> int:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = launch(playwright)
        pictures = list(_pictures(browser))
        for picture in pictures:
            (folder / f"{picture.name}.svg").write_text(_lettered(picture.drawn.svg), "utf-8")
        (folder / "index.html").write_text(_page(pictures), "utf-8")
        for picture in pictures:
            _photograph(browser, folder / f"{picture.name}.svg", picture.drawn.size)
        _photograph(browser, folder / "index.html", (WIDTH, 1))
        browser.close()
    for picture in pictures:
        print(f"{picture.name}: {' x '.join(map(str, picture.drawn.size))}", *picture.faults, sep="\n  ")
    print(f"{len(pictures)} diagrams: {folder / 'index.html'}")
    return 1 if any(picture.faults for picture in pictures) else 0


def _pictures(browser: Browser) -> Iterator[Picture]:
    table = DrawingTable(browser.new_page())
    for file in sorted(BPMN.glob("*/*.bpmn")):
        drawn = table.open(file.read_text("utf-8"))
        refused = [f"{one.element}: {one.sentence}" for one in check_file(file)]
        faults = [*refused, *drawn.warnings, *drawn.lint, *drawn.crossings, *drawn.touching]
        yield Picture(file.stem, *_title_and_version(file.with_name("procedure.toml")), drawn, faults)


def _title_and_version(file: Path) -> tuple[str, int]:
    """Read loosely: a diagram is often drawn before the rest of its folder is written."""
    about = tomllib.loads(file.read_text("utf-8")) if file.exists() else {}
    return about.get("title", file.parent.name), about.get("version", 0)


def _photograph(browser: Browser, file: Path, size: tuple[int, int]) -> None:
    page = browser.new_page(viewport={"width": size[0] + 2 * MARGIN, "height": size[1] + 2 * MARGIN})
    if file.suffix == ".svg":
        page.set_content(f'<body style="margin: {MARGIN}px">{_drawing(file.read_text("utf-8"))}</body>')
    else:
        page.goto(file.resolve().as_uri())
    page.screenshot(path=file.with_suffix(".png"), full_page=True)
    page.close()


def _lettered(svg: str) -> str:
    """With its typeface in it, so that it reads the same wherever it is opened."""
    head = svg.index(">", svg.index("<svg")) + 1
    return f"{svg[:head]}<style>{typeface()}</style>{svg[head:]}"


def _drawing(svg: str) -> str:
    """The picture without the head of its file, which a page does not want."""
    return svg[svg.index("<svg") :]


def _page(pictures: list[Picture]) -> str:
    return Environment(autoescape=True).from_string(PAGE).render(pictures=pictures)


PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Diagrams</title>
<style>
  body { font: 16px/1.4 Arial, sans-serif; margin: 2rem; }
  main { align-items: start; display: grid; gap: 2rem; grid-template-columns: repeat(auto-fit, minmax(45rem, 1fr)); }
  figure { margin: 0; }
  figcaption { margin-bottom: .5rem; }
  img { border: 1px solid #ccc; height: auto; max-width: 100%; }
  li { color: #b50909; }
</style>
<h1>{{ pictures | length }} diagrams</h1>
<main>
{% for picture in pictures %}
<figure id="{{ picture.name }}">
  <figcaption>
    <strong>{{ picture.title }}</strong>, version {{ picture.version }}:
    {{ picture.name }}, {{ picture.drawn.size | join(' × ') }} pixels
    {% if picture.faults %}<ul>{% for fault in picture.faults %}<li>{{ fault }}</li>{% endfor %}</ul>{% endif %}
  </figcaption>
  <a href="{{ picture.name }}.svg"><img src="{{ picture.name }}.svg" alt="Diagram: {{ picture.title }}"></a>
</figure>
{% endfor %}
</main>
<p>Drawn by bpmn-js (bpmn.io).</p>
</html>
"""


if __name__ == "__main__":
    sys.exit(main())
