"""bin/test counts what ran, and asks again only what a busy machine can have made late."""

from __future__ import annotations

from tests import parts, run

REPORT = """<testsuites><testsuite><testcase classname="tests.e2e.test_map" name="test_a[two words]"/>
<testcase classname="tests.e2e.test_map" name="test_b"><failure>late</failure></testcase>
<testcase classname="tests.e2e.test_map" name="test_c"><skipped/></testcase></testsuite></testsuites>"""


def answers(tmp_path, monkeypatch, part: parts.Part, *reports: str) -> tuple[run.Result, list[parts.Part]]:
    """What is told of a part whose runs end with these reports, and the parts that were run besides."""
    whole, asked = run.Run(False, []), []
    whole.folder, whole.beside, whole.ordered = tmp_path, [part], [part]
    waiting = iter(reports)

    def execute(one, report, log):
        asked.append(one)
        report.write_text(next(waiting))
        log.write_text("")
        return 1 if "<failure>" in report.read_text() else 0

    monkeypatch.setattr(whole, "_execute", execute)
    monkeypatch.setattr(whole, "_print", lambda text: None)
    whole.results.append(whole._one(part))
    whole._ask_again(part)
    return whole.results[0], asked[1:]


def only(*cases: str) -> str:
    return f"<testsuites><testsuite>{''.join(cases)}</testsuite></testsuites>"


def case(name: str, failed: bool = False) -> str:
    return f'<testcase classname="tests.e2e.test_map" name="{name}">{"<failure>late</failure>" * failed}</testcase>'


def test_what_fails_once_and_then_passes_alone_is_passed_and_named(tmp_path, monkeypatch):
    told, asked = answers(tmp_path, monkeypatch, parts.browser("not long", []), REPORT, only(case("test_b")))
    assert (told.passed, told.failed, told.skipped) == (2, 0, 1)
    assert told.why == "passed when asked again: tests/e2e/test_map.py::test_b"
    assert [one.command[-1] for one in asked] == ["tests/e2e/test_map.py::test_b"]
    assert "tests/e2e" not in asked[0].command


def test_what_fails_twice_fails(tmp_path, monkeypatch):
    told, asked = answers(tmp_path, monkeypatch, parts.browser("not long", []), REPORT, only(case("test_b", True)))
    assert (told.passed, told.failed, told.why, len(asked)) == (1, 1, "", 1)


def test_a_second_run_that_ran_nothing_mends_nothing(tmp_path, monkeypatch):
    told, _asked = answers(tmp_path, monkeypatch, parts.browser("not long", []), REPORT, only())
    assert (told.passed, told.failed) == (1, 1)


def test_many_failures_and_those_of_rules_are_not_asked_again(tmp_path, monkeypatch):
    many = only(*(case(f"test_{n}", True) for n in range(run.MOST_AGAIN + 1)))
    told, asked = answers(tmp_path, monkeypatch, parts.browser("not long", []), many)
    assert (told.failed, asked) == (run.MOST_AGAIN + 1, [])
    rules = parts.server("SQLite", "not long", "domain", ["tests/domain"])
    told, asked = answers(tmp_path, monkeypatch, rules, REPORT)
    assert (told.failed, asked) == (1, [])


def test_every_part_but_those_that_ask_a_browser_or_a_process_has_one_try():
    beside, afterwards = parts.all_parts(False, [])
    asked = {one.name for one in [*beside, *afterwards] if one.asked_again}
    assert asked == {"browser", "processes, SQLite", "processes, PostgreSQL"}
