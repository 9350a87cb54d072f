"""A list of all that leaves the server by another way than an answer to somebody who asks.

Routes are asked by tests/leaks.py; here stand notices, exports, what is drawn aside, sizes of pictures, and commands.
Whoever adds one adds its line, and the line says what it may say.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import patrol
from patrol import words
from patrol.domain import county_notices, look_weeks, notices, permissions, photos
from patrol.domain.acts import JUDGES
from tests.api.sending import new_case
from tests.api.test_reporter_leaks import PLANTED, case_marks, stands_in, story  # noqa: F401  a fixture
from tests.leaks import SIZES

HERE = Path(patrol.__file__).parent
# What a notice of a case may name: the kind, the village, a step and a level; never a person, a number or words.
OF_A_CASE = frozenset({"area", "kind", "step", "level"})
NOTICES: dict[str, frozenset[str]] = {
    **dict.fromkeys(
        (
            "open", "escalate", "stop", "verify", "report", "handle", "sign_off", "close", "return", "reopen",
            "supervise", "assign", "move", "refused", "conceal", "unconceal", "pause", "resume", "decide", "extend",
            "convene", "answer", "cannot", "return_task", "withdraw", "task_late", "list_case", "unlist", "unreached",
            "recurrence", "join", "merge", "unmerge", "take_in", "let_go",
        ),
        OF_A_CASE,
    ),
    # Of the county itself, to officers and administrators: whom somebody gave power or a way in, beside no case.
    "granted": frozenset({"by", "name", "role"}),
    "way_in": frozenset({"by", "name", "what"}),
    "storage_low": frozenset(),
    "storage_full": frozenset(),
    # To oneself, and to who stands in.
    "away": frozenset({"name", "until"}),
    "away_lead": frozenset({"until"}),
    "back": frozenset({"name"}),
    "back_lead": frozenset(),
    "way_in_mine": frozenset({"what"}),
    "new_device": frozenset(),
    "this_device": frozenset(),
    # To officers: how often, in cases each of them sees.
    "looks_week": frozenset({"n", "first", "last"}),
}  # fmt: skip
# Each file format, and the test that looks through what it writes.
EXPORTS = {
    "csv_file": "test_the_exported_list_holds_every_case_and_nobody_s_trace",
    "xlsx_file": "test_the_exported_list_holds_every_case_and_nobody_s_trace",
    "people_xlsx": "test_no_answer_of_any_route_gives_the_reporter_or_the_caller_away",
}
# Programs beside the app: cards name their holder and no case (the route is asked), a sheet is read and not written.
ASIDES = {"bounds", "cards", "sheet", "stamp"}
# Commands: with arguments those whose output is looked at, in this order; the others write, or wait for somebody.
COMMANDS = {
    "verify": [], "tick": [], "storage": [], "acts": [], "backup": ["{folder}/backup"], "person": None, "card": None,
    "serve": None, "migrate": None, "work": None, "demo": None, "admin": None, "restore": None, "import-sealed": None,
    "new-sealing-key": None, "erase": None, "erase-caller": None, "sign-out": None,
    "area": None,
}  # fmt: skip


def placeholders(key: str) -> set[str]:
    return {name for language in words.LANGUAGES for name in re.findall(r"\{(\w+)\}", words.catalogue(language)[key])}


def test_every_notice_is_listed_and_names_no_more_than_its_line_allows():
    told = {key.removeprefix("notice.") for key in words.catalogue("zh-CN") if re.fullmatch(r"notice\.\w+", key)}
    assert told == set(NOTICES)
    for event, allowed in NOTICES.items():
        assert placeholders(f"notice.{event}") <= allowed, event


def test_every_event_that_is_told_to_somebody_has_words():
    by_itself = {"open", "escalate", "unconceal", "join", "take_in", "let_go", "task_late"}
    assert set(notices.TOLD) - by_itself <= set(JUDGES)
    assert set(notices.TOLD) | {*county_notices.OWN, look_weeks.EVENT} <= set(NOTICES)


@pytest.mark.parametrize("level", ["village", "town", "station"])
def test_a_notice_is_written_for_nobody_from_whom_its_case_is_hidden(cast, session, level):
    from patrol.models import Case, Notice

    case_id = new_case(cast.informant, conceal=level, works_going_on=True, kind="villa")
    case = session.get(Case, case_id)
    for member in cast:
        sees = permissions.sees(member.actor(session), case, own=member.part == "informant")
        heard = session.query(Notice).filter_by(case_id=case_id, person_id=member.id).count()
        assert sees or heard == 0, member.part


def test_every_export_is_listed_with_the_test_that_looks_through_it():
    assert {path.stem for path in (HERE / "exports").glob("*.py")} - {"__init__"} == set(EXPORTS)
    tests = (Path(__file__).parent / "test_reporter_leaks.py").read_text()
    assert all(f"def {name}(" in tests for name in EXPORTS.values())


def test_every_program_beside_the_app_is_listed():
    assert {path.stem for path in (HERE / "asides").glob("*.py")} - {"__init__"} == ASIDES


def test_every_size_of_a_picture_is_asked_for():
    assert set(photos.SIZES) | {"stamped", "original"} == set(SIZES)
    [line] = re.findall(r'size="(.*)"\)', (HERE / "api/photos.py").read_text())
    assert set(re.split(", | or ", line)) == set(SIZES)


def test_every_command_is_listed_and_those_that_only_look_print_nobody(story, app, tmp_path):  # noqa: F811
    assert set(app.cli.commands["patrol"].commands) == set(COMMANDS)
    for name, arguments in COMMANDS.items():
        if arguments is None:
            continue
        given = [one.format(folder=tmp_path) for one in arguments]
        told = app.test_cli_runner().invoke(args=["patrol", name, *given])
        assert told.exit_code == 0, (name, told.output)
        assert stands_in(told.output.encode(), PLANTED | {"id": story.cast.informant.id}) == set(), name
        assert not any(mark in told.output.encode() for mark in case_marks(story)), name
