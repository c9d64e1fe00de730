"""The overview in pages and files: whoever oversees looks, the table is the file, and nobody counts what they may not see."""

from __future__ import annotations

import csv
import re
import zipfile
from datetime import UTC, date, datetime, timedelta
from html import unescape
from io import BytesIO, StringIO

from lxml import etree, html

from ombud.webapp.overview.export import as_csv
from ombud.webapp.overview.shape import Row, Table
from tests.support.statements import statements
from tests.web.house import Browser, House
from tests.web.people import AUDITOR, BOARD_STAFF, DIRECTOR, HDC, OPERATOR

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
PICTURES = (
    "/overview/tasks",
    "/overview/bodies",
    "/overview/rounds",
    "/overview/calendar",
    "/overview/agencies/annual_certification",
    "/overview/procedures/agency_grievance",
)


def new_year(house: House) -> None:
    house.work()
    house.file()
    house.at = datetime(2027, 1, 1, 15, tzinfo=UTC)
    house.work()


def table_of(page: str) -> list[list[str]]:
    """Head and rows, in the words of the page; a day as it is written for machines."""
    (table,) = html.fromstring(page).xpath("//table[contains(@class, 'lines--figures')]")
    return [[_text(cell) for cell in row.xpath("./th|./td")] for row in table.xpath(".//tr")]


def _text(cell: html.HtmlElement) -> str:
    days = cell.xpath(".//time/@datetime")
    return str(days[0]) if days else " ".join(cell.text_content().split())


def csv_of(browser: Browser, address: str) -> list[list[str]]:
    answer = browser.get(address)
    assert answer.status_code == 200
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in answer.data
    return list(csv.reader(StringIO(answer.data.decode("utf-8-sig"), newline="")))


def xlsx_of(browser: Browser, address: str) -> list[list[str]]:
    """Every cell as its words; numbers in the format of a day as that day."""
    answer = browser.get(address)
    with zipfile.ZipFile(BytesIO(answer.data)) as book:
        words = [
            "".join(one.itertext()) for one in etree.fromstring(book.read("xl/sharedStrings.xml")).iter(f"{SHEET}si")
        ]
        sheet = etree.fromstring(book.read("xl/worksheets/sheet1.xml"))
        styles = etree.fromstring(book.read("xl/styles.xml"))
    assert not list(sheet.iter(f"{SHEET}f")), "nothing is computed"
    days = [int(one.get("numFmtId", "0")) >= 164 for one in styles.find(f"{SHEET}cellXfs")]
    return [
        [_cell(cell, words, days) for cell in _filled(row, len(sheet.find(f"{SHEET}sheetData")[0]))]
        for row in sheet.iter(f"{SHEET}row")
    ]


def _filled(row: etree._Element, width: int) -> list[etree._Element | None]:
    there = {re.sub(r"\d", "", cell.get("r", "")): cell for cell in row}
    return [there.get("ABCDEFGHIJKLMN"[place]) for place in range(width)]


def _cell(cell: etree._Element | None, words: list[str], days: list[bool]) -> str:
    value = None if cell is None else cell.findtext(f"{SHEET}v")
    if cell is None or value is None:
        return ""
    if cell.get("t") == "s":
        return words[int(value)]
    if days[int(cell.get("s", "0"))]:
        return (date(1899, 12, 30) + timedelta(days=int(float(value)))).isoformat()
    return f"{float(value):g}"


def same(values: list[list[str]]) -> list[list[str]]:
    """Numbers as numbers: 0 and 0.0 are one."""
    return [[f"{float(one):g}" if re.fullmatch(r"-?[\d.]+", one) else one for one in row] for row in values]


def files_on(page: str) -> tuple[str, str]:
    found = re.findall(r'href="([^"]+)" download', page)
    assert len(found) == 2
    return unescape(found[0]), unescape(found[1])


def test_the_files_are_exactly_the_table(house: House) -> None:
    new_year(house)
    look = house.as_(AUDITOR)
    for address in ("/overview", *PICTURES):
        page = look.see(address if "bodies" not in address else f"{address}?from=2026-01-01&to=2026-12-31")
        shown = same(table_of(page))
        assert len(shown) > 1, address
        plain, sheet = files_on(page)
        assert same(csv_of(look, plain)) == shown, address
        assert same(xlsx_of(look, sheet)) == shown, address
        named = look.get(sheet).headers["Content-Disposition"]
        assert re.fullmatch(r'attachment; filename="ombud-[a-z-]+-2027-01-01\.xlsx"', named)


def test_an_empty_place_says_what_will_stand_there(house: House) -> None:
    look = house.as_(OPERATOR)
    for address in ("/overview", "/overview/tasks", "/overview/rounds", PICTURES[4], PICTURES[5]):
        page = look.see(address)
        assert re.search(r'class="empty[^>]*>[^<]+(As soon as|When|With the first)', page), address
        assert "download" not in page
    assert "Overview" in look.see("/inbox")


def test_a_period_is_chosen_in_the_address_and_what_is_none_is_refused(house: House) -> None:
    new_year(house)
    look = house.as_(AUDITOR)
    page = look.see("/overview/rounds")
    assert "Compliance monitoring" in page
    assert 'value="2027-01-01"' in page
    assert "Compliance monitoring" not in look.see("/overview/rounds?from=2026-01-01&to=2026-12-31")
    assert "Compliance monitoring" in look.see("/overview/rounds?from=2026-07-01&to=2027-03-31")
    assert 'aria-current="true">Quarter 2 of 2027' in look.see("/overview/calendar?from=2027-04-01&to=2027-06-30")
    page = look.see("/overview/rounds?from=2027-02-30", status=422)
    assert "<title>Error: " in page
    assert "Choose a day from the calendar, or write it as 2026-04-22." in page
    assert "<table" not in page
    page = look.see("/overview/calendar?from=2027-05-01&to=2027-04-01", status=422)
    assert "Choose a last day that is not before the first one." in page
    assert "Choose at most 10 years." in look.see("/overview/calendar?from=2000-01-01&to=2027-04-01", status=422)
    page = look.see("/overview/rounds.csv?from=yesterday", status=422)
    assert "Choose two days as year-month-day" in page


def test_who_does_not_oversee_does_not_come_in_and_others_count_their_own(house: House) -> None:
    new_year(house)
    for address in ("/overview", *PICTURES, "/overview/tasks.csv"):
        house.as_(HDC).see(address, status=403)
    assert "/overview" not in house.as_(HDC).see("/inbox")
    assert "/overview" in house.as_(DIRECTOR).see("/inbox")
    assert "This counts the 1 case that you may see." in house.as_(OPERATOR).see(PICTURES[5])
    staff = house.as_(BOARD_STAFF)
    assert "No case of this procedure has been opened yet that you may see." in staff.see(PICTURES[5])
    assert "There is no case yet that you may see." in staff.see("/overview")
    assert "Harbor House" not in staff.see(PICTURES[4])
    staff.see("/overview/procedures/nothing", status=404)
    staff.see("/overview/agencies/agency_grievance", status=404)


def test_the_drawing_gets_its_counts_and_bars_are_told_in_words(house: House) -> None:
    new_year(house)
    look = house.as_(AUDITOR)
    page = html.fromstring(look.see(PICTURES[5]))
    (drawing,) = page.xpath("//*[@data-heat]")
    assert '["director_decides", 4, 1, 0]' in drawing.get("data-heat")
    bpmn = look.get(drawing.get("data-diagram"))
    assert b'id="director_decides"' in bpmn.data
    (bar,) = [one for one in page.xpath("//svg[@role='img']/@aria-label") if one.startswith("Decide on the complaint.")]
    assert bar == "Decide on the complaint. stand here today: 1"
    assert not page.xpath("//*[@style]")


def test_what_a_spreadsheet_would_compute_stays_words() -> None:
    table = Table(("Agency", "+Open"), (Row(("=1+1", 2)), Row(("@home", -3)), Row(('Say "a, b"', None))))
    assert as_csv(table).decode("utf-8-sig") == 'Agency,\'+Open\r\n\'=1+1,2\r\n\'@home,-3\r\n"Say ""a, b""",\r\n'


def test_no_page_asks_more_because_there_is_more(house: House) -> None:
    new_year(house)
    look = house.as_(AUDITOR)
    for address in PICTURES:
        look.see(address)
    asked = {}
    for address in PICTURES:
        with statements(house.database) as seen:
            look.see(address)
        asked[address] = len(seen)
    assert max(asked.values()) <= 13, asked
    for _number in range(3):
        house.file()
    for address in PICTURES:
        with statements(house.database) as seen:
            look.see(address)
        assert len(seen) == asked[address], address
