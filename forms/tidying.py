"""What people type, without what nobody sees and no letter can print."""

from __future__ import annotations

CONTROLS = {code: None for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\n\t"}
"""Unicode's control characters (category Cc) but for tab and line end; each is taken out."""


def tidy(text: str | None) -> str | None:
    """Line ends as `\\n`; no control characters, which no letter can print; no blanks around."""
    if text is None:
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(CONTROLS).strip()


def one_line(text: str | None) -> str | None:
    """Names and addresses end up in the heads of mails, where a second line would be a header of its own."""
    return " ".join(text.split()) if text is not None else None
