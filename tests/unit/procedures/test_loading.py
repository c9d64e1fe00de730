"""Reading a procedure folder, its digest, and the lock of its versions."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ombud.workflows.procedures.errors import ProcedureError, toml_line
from ombud.workflows.procedures.load import load_all, load_procedure
from ombud.workflows.procedures.policies import read_policies
from ombud.workflows.procedures.register import read_register
from ombud.workflows.procedures.root import BPMN
from ombud.workflows.procedures.versions import drift, lock_versions, read_versions
from tests.unit.procedures.folders import REGISTER, Folder


def problem(folder: Folder) -> str:
    with pytest.raises(ProcedureError) as told:
        folder.load()
    return str(told.value)


def test_a_folder_is_read(folder: Folder) -> None:
    procedure = folder.load()
    assert procedure.key == "leave"
    assert procedure.toml.title == "Leave"
    assert set(procedure.bpmn) == {"leave.bpmn"}
    assert set(procedure.dmn) == {"route_of.dmn"}
    assert procedure.letters == {"answer": "<p>Yes.</p>"}
    assert [path.name for path in procedure.scenarios] == ["answered.toml"]
    assert procedure.forms == {"leave.request", "leave.decide", "leave.explain", "leave.withdrawal"}
    assert set(procedure.files) == {"procedure.toml", "leave.bpmn", "route_of.dmn"}
    assert load_all(folder.root) == {"leave": procedure}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('title = "Leave"\n', "", "procedure.toml:1: title: this key is missing."),
        ("version = 1", "version = 0", "procedure.toml:2: version: expected a number from 1, found 0."),
        ("version = 1", 'version = "one"', 'procedure.toml:2: version: expected a whole number, found "one".'),
        ("summary", "sumary", "procedure.toml:4: sumary: there is no such key. Did you mean summary?"),
        (
            "days = 10",
            "dayz = 10",
            "procedure.toml:17: deadlines.answer_due.dayz: there is no such key. Did you mean days?",
        ),
        ('anchor = "opened"', 'remind = ["2D"]', 'remind.0: expected a number of days such as "P30D", found "2D".'),
        ('"LVE"', '"leave"', 'prefix: expected two to five capital letters, found "leave".'),
        ('["people"]', '"people"', 'policies: expected a list such as ["a", "b"], found "people".'),
        ("[lanes.office]", "[lanes.Office]", "procedure.toml:13: lanes.Office: expected a name of small letters"),
        ('role = "clerk"', 'role = "clerk"\nscope = "sytem"', "procedure.toml:15: lanes.office.scope: expected one of"),
        ("days = 10", "local = true", "procedure.toml:16: deadlines.answer_due: a local target has source"),
        ('key = "leave"', 'key = "live"', "procedure.toml:1: key: it says live, and its folder is called leave"),
        ("version = 1", "version = ", "procedure.toml: this is not TOML"),
        ("[start]", "[start", "procedure.toml: this is not TOML"),
        ("[lanes.office]\n", "[[lanes]]\n", "procedure.toml:13: lanes: expected a table"),
    ],
)
def test_a_mistake_names_file_line_key_and_what_was_expected(folder: Folder, old: str, new: str, told: str) -> None:
    assert told in problem(folder.replace(old, new))


def test_every_mistake_of_every_folder_is_told_at_once(folder: Folder) -> None:
    folder.replace("version = 1", "version = 0").replace('"LVE"', '"x"').write()
    (folder.root / "other").mkdir()
    (folder.root / "other" / "other.bpmn").write_text("")
    with pytest.raises(ProcedureError) as told:
        load_all(folder.root)
    assert [mistake.key for mistake in told.value.mistakes] == ["version", "prefix", ""]
    assert "other/procedure.toml: this file is missing." in str(told.value)


def test_missing_folders_and_diagrams(folder: Folder, tmp_path: Path) -> None:
    for load in (load_all, load_procedure):
        with pytest.raises(ProcedureError, match="no such folder"):
            load(tmp_path / "missing")
    (folder.write() / "leave.bpmn").unlink()
    with pytest.raises(ProcedureError, match=r"draw leave\.bpmn"):
        load_procedure(tmp_path / "leave")


def test_other_encodings_and_broken_xml(folder: Folder) -> None:
    folder.letters["answer"] = "x"
    path = folder.write()
    (path / "letters" / "answer.html").write_bytes(b"\xff\xfe")
    with pytest.raises(ProcedureError, match="save it as UTF-8"):
        load_procedure(path)
    (path / "letters" / "answer.html").write_text("x")
    (path / "leave.bpmn").write_text("<a>")
    procedure = load_procedure(path)
    with pytest.raises(ProcedureError, match=r"leave\.bpmn:1: This is not readable XML"):
        _ = procedure.forms
    with pytest.raises(ProcedureError, match="not readable XML"):
        procedure.digest({})


def test_lines_of_toml_are_found() -> None:
    text = 'a = 1\n[b.c]\n"d e" = """\nf = 2\n"""\nf = 3\n[[g]]\nh = 1\n[[g]]\nh = 2\n'
    assert [toml_line(text, loc) for loc in (("b", "c", "f"), ("g", 1, "h"), ("b", "c", "d e", "x"), ("no",))] == [
        6,
        10,
        3,
        1,
    ]


def test_drawing_and_writing_habits_are_no_part_of_the_digest(folder: Folder) -> None:
    before = folder.load().digest({})
    path = folder.root / "leave" / "leave.bpmn"
    text = path.read_text("utf-8")
    path.write_text(re.sub(r'x="\d+"', 'x="7"', text))
    assert load_procedure(folder.root / "leave").digest({}) == before
    path.write_text(re.sub(r"<bpmndi:BPMNDiagram.*</bpmndi:BPMNDiagram>", "", text, flags=re.DOTALL))
    assert load_procedure(folder.root / "leave").digest({}) == before
    path.write_text(text.replace('id="file"', 'exporter="x" id="file"').replace("\n<bpmn:", "\n\n  <!-- a -->\n<bpmn:"))
    assert load_procedure(folder.root / "leave").digest({}) == before
    folder.letters["answer"] = "<p>Other.</p>"
    folder.scenarios = ("answered", "other")
    folder.toml = "# a comment\n" + folder.toml
    assert folder.load().digest({}) == before


def test_all_that_runs_is_part_of_the_digest(folder: Folder) -> None:
    digests = {folder.load().digest({}), folder.load().digest({"leave.decide": {}})}
    digests.add(folder.replace("days = 10", "days = 11").load().digest({}))
    digests.add(folder.replace("version = 1", "version = 2").load().digest({}))
    digests.add(folder.attribute("decide", ombud__cites="P1-b").load().digest({}))
    assert folder.dmn is not None
    folder.dmn = folder.dmn.replace(b"board", b"court")
    digests.add(folder.load().digest({}))
    assert len(digests) == 6


def test_versions_are_locked_once(tmp_path: Path) -> None:
    first, second = "a" * 64, "b" * 64
    assert lock_versions(tmp_path, {"leave": (1, first)}) == [f"leave 1 {first}"]
    assert lock_versions(tmp_path, {"leave": (1, first)}) == []
    with pytest.raises(ProcedureError, match="version = 2"):
        lock_versions(tmp_path, {"leave": (1, second)})
    assert lock_versions(tmp_path, {"leave": (2, second), "other": (1, first)}) == [
        f"leave 2 {second}",
        f"other 1 {first}",
    ]
    locked = read_versions(tmp_path)
    assert locked == {("leave", 1): first, ("leave", 2): second, ("other", 1): first}
    with pytest.raises(ProcedureError, match="version 2 is locked already"):
        lock_versions(tmp_path, {"other": (1, first), "leave": (0, first)})
    assert drift("leave", 2, second, locked) is None
    told = drift("leave", 3, first, locked)
    assert told is not None
    assert told.way_out == "Run `ombud procedures lock`."


@pytest.mark.parametrize(
    "line", ["leave 1", "leave one " + "a" * 64, "leave 1 short", f"leave 1 {'a' * 64}\nleave 1 {'b' * 64}"]
)
def test_a_broken_lock_is_told_with_its_line(tmp_path: Path, line: str) -> None:
    (tmp_path / "versions.lock").write_text(line)
    with pytest.raises(ProcedureError, match=r"versions\.lock:[12]:"):
        read_versions(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("id,proc", "name,proc", r"register\.csv:1: the first line lacks the columns id"),
        ("P1-b,", "P1-a,", r"register\.csv:3: the row P1-a stands here twice"),
        ("P1-b,", ",", r"register\.csv:3: the row has no id"),
        ("rule|outside", "rule|maybe", r"register\.csv:4: expected is maybe"),
        ("-,element", "-,", r"register\.csv:2: expected is empty"),
        ('"Answers, in ten days"', "Answers, in ten days", r"register\.csv:3: the line has more cells"),
    ],
)
def test_a_broken_register_is_told_with_its_line(tmp_path: Path, old: str, new: str, told: str) -> None:
    (tmp_path / "register.csv").write_text(REGISTER.replace(old, new, 1))
    with pytest.raises(ProcedureError, match=told):
        read_register(tmp_path)


def test_register_and_policies_may_be_missing_but_not_silently(tmp_path: Path) -> None:
    for read in (read_register, read_policies):
        with pytest.raises(ProcedureError, match="is missing"):
            read(tmp_path)
    (tmp_path / "policies.toml").write_text('[manual]\ntitle = "x"\n')
    with pytest.raises(ProcedureError, match=r"policies\.toml:1: manual\.version: this key is missing"):
        read_policies(tmp_path)


def test_the_policies_of_the_manual_are_listed_with_their_blanks() -> None:
    policies = read_policies(BPMN)
    assert len(policies) == 28
    assert policies["grievance"].labels[0].number == "114"
    assert any(policy.approved == "" for policy in policies.values())
