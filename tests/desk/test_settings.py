"""时限设置 in the office: typed, looked at, saved, and kept when somebody else was quicker."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from patrol import work
from patrol.domain import ruling
from patrol.domain.profiles import NANJING
from patrol.domain.rules import DEFAULT, Rules
from patrol.models import Job
from tests.api.sending import give_post, new_case, send_report
from tests.desk.browsing import Office, fields_of, words_of


def typed(office: Office, **changed) -> dict:
    return fields_of(office.get("/desk/settings").get_data(as_text=True)) | changed


def rules(session) -> tuple[int, Rules]:
    session.rollback()
    return ruling.current(session)


def test_what_the_page_shows_is_what_is_in_force_and_sending_it_back_changes_nothing(admin, session):
    answer = admin.send("/desk/settings", typed(admin), do="save")
    assert (answer.status_code, rules(session)) == (422, (0, DEFAULT))
    assert "没有改动" in words_of(answer)


def test_a_change_is_looked_at_in_words_and_then_saved_with_a_history(admin, session):
    fields = typed(admin, **{"first-1-amount": "12", "same_place_m": "80"})
    looked = words_of(admin.send("/desk/settings", fields, do="look"))
    assert "制止（其他情况） 24 小时 → 12 小时" in looked and "多近算同一处（米） 100 米 → 80 米" in looked
    assert rules(session)[0] == 0
    assert admin.send("/desk/settings", fields, do="save").status_code == 302
    version, now = rules(session)
    assert (version, now.same_place_m) == (1, 80)
    assert now.first_term("stop", kind="waste", grave=False, works=False).amount == 12
    assert "第 1 版" in admin.text("/desk/settings")
    history = admin.text("/desk/settings/history")
    assert "制止（其他情况） 24 小时 → 12 小时" in history and "管理员" in history


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"first-1-amount": "0"}, "至少 1，最多 720 小时"),
        ({"first-2-amount": "10000"}, "至少 1，最多 250 个工作日"),
        ({"first-2-amount": "三"}, "填一个整数"),
        ({"first-2-amount": ""}, "填一个整数"),
        ({"window_opens": "22:00"}, "结束要比开始晚"),
        ({"window_opens": "7"}, "例如 07:00"),
        ({"same_place_m": "-1"}, "1 到 10000"),
        ({"major_mu": "viel"}, "大于 0"),
        ({"first-0-works": ""}, "同一种情况"),
        ({"first-3-drop": "1"}, "都算"),
        ({"first-0-step": "rumour"}, "有一项填得不对"),
        ({"grave_kinds": ["rumour"]}, "有一项填得不对"),
    ],
)
def test_a_bad_value_is_explained_and_nothing_typed_is_lost(admin, session, changed, said):
    fields = typed(admin, accuracy_warning_m="77", **changed)
    answer = admin.send("/desk/settings", fields, do="save")
    assert (answer.status_code, rules(session)[0]) == (422, 0)
    page = answer.get_data(as_text=True)
    assert said in words_of(answer)
    kept = fields_of(page)
    assert kept["accuracy_warning_m"] == ["77"]
    for name, value in changed.items():
        if not name.endswith(("drop", "step")) and name != "grave_kinds":
            assert kept[name] == [value]


def test_a_line_is_added_and_taken_away(admin, session):
    page = admin.send("/desk/settings", typed(admin), do="add-first").get_data(as_text=True)
    fields = fields_of(page) | {"first-5-kind": "mining", "first-5-amount": "1", "first-5-unit": "hours"}
    assert admin.send("/desk/settings", fields, do="save").status_code == 302
    assert rules(session)[1].first_term("stop", kind="mining", grave=True, works=False).amount == 1
    fields = typed(admin)
    line = next(name for name, value in fields.items() if value == ["mining"] and name.startswith("first"))
    fields[line.replace("kind", "drop")] = "1"
    assert admin.send("/desk/settings", fields, do="save").status_code == 302
    assert rules(session) == (2, DEFAULT)


def test_two_who_change_at_once_see_each_other_s_change_and_lose_nothing(admin, session):
    first, second = typed(admin, same_place_m="80"), typed(admin, window_closes="20:00")
    assert admin.send("/desk/settings", first, do="save").status_code == 302
    answer = admin.send("/desk/settings", second, do="save")
    said, kept = words_of(answer), fields_of(answer.get_data(as_text=True))
    assert (answer.status_code, kept["window_closes"], kept["seen"]) == (409, ["20:00"], ["1"])
    assert "别人刚才改了这些 多近算同一处（米） 100 米 → 80 米" in said
    assert "21:00 → 20:00" in said and "80 米 → 100 米" in said  # saving as it stands would undo the other's
    assert admin.send("/desk/settings", kept | {"same_place_m": "80"}, do="save").status_code == 302
    version, now = rules(session)
    assert (version, now.same_place_m, now.window_closes) == (2, 80, "20:00")


def test_the_shipped_rules_are_filled_in_again_and_only_saved_when_wished(admin, session):
    assert admin.send("/desk/settings", typed(admin, same_place_m="80"), do="save").status_code == 302
    answer = admin.send("/desk/settings", typed(admin), do="profile", profile="default")
    assert "80 米 → 100 米" in words_of(answer) and rules(session)[1].same_place_m == 80
    page = answer.get_data(as_text=True)
    assert admin.send("/desk/settings", fields_of(page), do="save").status_code == 302
    assert rules(session) == (2, DEFAULT)


def test_an_officer_reads_and_hears_how_many_open_cases_run_under_older_rules(admin, cast, session):
    new_case(cast.informant)
    assert admin.send("/desk/settings", typed(admin, same_place_m="80"), do="save").status_code == 302
    new_case(cast.informant)
    officer = Office(cast, "officer")
    assert "有 1 件在办的案件按以前的规则办" in officer.text("/desk/settings")
    assert "件在办的案件" not in admin.text("/desk/settings")
    fields = typed(admin, same_place_m="90")
    assert officer.send("/desk/settings", fields, do="save").status_code == 403
    assert rules(session)[0] == 1
    assert 'value="save"' not in officer.get("/desk/settings").get_data(as_text=True)


def test_a_profile_fills_the_tables_and_is_saved_only_when_wished(admin, session):
    answer = admin.send("/desk/settings", typed(admin), do="profile", profile="nanjing")
    said = words_of(answer)
    assert "处置（其他情况） 15 个工作日 → 3 个工作日、从上报镇里和县局算起、走 镇→县" in said
    assert "处置升上来后（其他情况） 1 个工作日 → 5 个工作日、升级时还告诉所" in said
    assert rules(session)[0] == 0
    assert admin.send("/desk/settings", fields_of(answer.get_data(as_text=True)), do="save").status_code == 302
    assert rules(session) == (1, NANJING)
    assert admin.send("/desk/settings", typed(admin), do="profile", profile="elsewhere").status_code == 422


def test_who_is_no_officer_is_shown_no_case_and_cannot_move_any(admin, cast, session):
    number = send_report(cast.informant)["case"]["number"]
    looked = words_of(admin.send("/desk/settings", typed(admin, **{"first-3-amount": "10"}), do="look"))
    assert number not in looked and "由县局人员在这一页上定" in looked
    assert admin.send("/desk/settings/cases").status_code == 403
    fields = typed(admin, **{"first-3-amount": "10"})
    assert admin.send("/desk/settings", fields, do="save", also="1").status_code == 302
    assert session.scalars(select(Job).where(Job.task == "rerule")).all() == []


def test_an_officer_sees_what_would_move_and_lets_the_cases_go_over(app, admin, cast, session):
    receipt = send_report(cast.informant)
    admin.send("/desk/settings", typed(admin, **{"first-3-amount": "10"}), do="save")
    officer = Office(cast, "officer")
    said = officer.text("/desk/settings")
    assert "1 件在办案件有 1 个期限会变" in said and receipt["case"]["number"] in said
    assert "处置 12月15日 18:00 → 12月8日 18:00" in said
    assert officer.send("/desk/settings/cases").status_code == 302
    with app.app_context():
        while work.one_job(app, "the test's worker"):
            pass
    assert "在办案件有" not in officer.text("/desk/settings")
    page = officer.text(f"/desk/cases/{receipt['case']['id']}")
    assert "换用第 1 版规则" in page and "处置：12月15日 18:00 → 12月8日 18:00" in page


def test_an_administrator_who_is_an_officer_too_ticks_it_with_the_change(app, admin, cast, session):
    receipt = send_report(cast.informant)
    give_post(session, cast.admin, "officer", area="321181")
    fields = typed(admin, **{"first-3-amount": "10"})
    looked = words_of(admin.send("/desk/settings", fields, do="look"))
    assert "也用于这些在办案件" in looked and receipt["case"]["number"] in looked
    assert admin.send("/desk/settings", fields, do="save", also="1").status_code == 302
    with app.app_context():
        while work.one_job(app, "the test's worker"):
            pass
    assert "换用第 1 版规则" in admin.text(f"/desk/cases/{receipt['case']['id']}")
