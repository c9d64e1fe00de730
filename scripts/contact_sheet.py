"""One page of all pictures in a folder, those of one page of the application beside each other.

The pictures are called NAME-SIZE.png, as `tests/browser/gallery.py` keeps them.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment

SIZES = ("wide", "phone", "narrow", "print")


def main() -> int:
    folder = Path(sys.argv[1])
    found = by_name(folder)
    (folder / "index.html").write_text(Environment(autoescape=True).from_string(PAGE).render(found=found), "utf-8")
    print(f"{len(found)} pages, {sum(map(len, found.values()))} pictures: {folder / 'index.html'}")
    return 0 if found else 1


def by_name(folder: Path) -> Mapping[str, Mapping[str, str]]:
    """The file of each size, by what the page is called."""
    found: dict[str, dict[str, str]] = {}
    for file in sorted(folder.glob("*.png")):
        name, _dash, size = file.stem.rpartition("-")
        if size in SIZES:
            found.setdefault(name, {})[size] = file.name
    return {name: dict(sorted(files.items(), key=lambda one: SIZES.index(one[0]))) for name, files in found.items()}


PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Pages</title>
<style>
  body { font: 16px/1.4 Arial, sans-serif; margin: 2rem; }
  div { align-items: start; display: flex; gap: 1rem; }
  img { border: 1px solid #ccc; height: auto; max-height: 60rem; max-width: 40rem; object-fit: cover; object-position: top; }
</style>
<h1>{{ found | length }} pages</h1>
{% for name, files in found.items() %}
<h2 id="{{ name }}">{{ name }}</h2>
<div>{% for size, file in files.items() %}<a href="{{ file }}"><img src="{{ file }}" loading="lazy" alt="{{ name }}, {{ size }}"></a>{% endfor %}</div>
{% endfor %}
</html>
"""


if __name__ == "__main__":
    sys.exit(main())
