"""What every test may ask for: a PostgreSQL, a mail server, a browser. Each is real, private to the process, and
started only when a test wants it, so that `pytest -n` needs no agreement between its workers.
"""

from __future__ import annotations

import pytest
from hypothesis import settings

pytest_plugins = ["tests.support.once", "tests.support.postgres", "tests.support.mail", "tests.support.browser"]

# no deadline: a shared machine pauses, and a pause is no failure
settings.register_profile("quick", deadline=None, max_examples=40, print_blob=True)
settings.register_profile("long", deadline=None, max_examples=400, print_blob=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all", action="store_true", help="also run the tests marked long")


def pytest_configure(config: pytest.Config) -> None:
    settings.load_profile("long" if config.getoption("--all") else "quick")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if _on_postgresql(item) and not item.get_closest_marker("both_databases"):
            item.add_marker("long")
    if config.getoption("--all"):
        return
    long = [item for item in items if item.get_closest_marker("long")]
    items[:] = [item for item in items if item not in long]
    config.hook.pytest_deselected(items=long)


def _on_postgresql(item: pytest.Item) -> bool:
    """The second run of a test that asks for `database_url`."""
    callspec = getattr(item, "callspec", None)
    return callspec is not None and callspec.params.get("database_url") == "postgresql"
