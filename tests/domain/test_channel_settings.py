"""Settings of the channels: what is set up right, and one sentence for each that is not."""

from __future__ import annotations

import pytest

from patrol.channels.settings import NAMES
from patrol.config import ConfigError, read
from tests.databases import SEALING, SECRET

WECOM = {"PATROL_WECOM": "ww1/1000002", "PATROL_WECOM_SECRET": "s"}
DINGTALK = {"PATROL_DINGTALK": "ding1/7", "PATROL_DINGTALK_SECRET": "s"}
MAIL = {"PATROL_SMTP": "smtp://patrol:p%40ss@mail.example.cn", "PATROL_SMTP_FROM": "patrol@example.cn"}
GATEWAY = {"PATROL_SMS": "gateway", "PATROL_SMS_URL": "https://sms.example.cn/?m={phone}&c={text}"}
CLOUD = {
    "PATROL_SMS_KEY": "k", "PATROL_SMS_SECRET": "s", "PATROL_SMS_SIGNATURE": "丹阳资规", "PATROL_SMS_TEMPLATE": "t"
}  # fmt: skip
TENCENT = {"PATROL_SMS": "tencent", "PATROL_SMS_APP": "14000", **CLOUD}
ROBOTS = {"PATROL_ROBOTS": "321181=wecombot://KEY 321181101000=dingtalk://TOKEN", "PATROL_ROBOT_HOUR": "9"}


def channels(folder, **given: str):
    return read({"PATROL_INSTANCE": str(folder), **given}).channels


def test_without_settings_there_is_web_push_alone(tmp_path):
    made = channels(tmp_path)
    assert (made.personal, made.robots) == ({}, ())
    assert made.push.key == (tmp_path / "push_key").read_text() == channels(tmp_path).push.key
    assert (tmp_path / "push_key").stat().st_mode & 0o077 == 0


def test_channels_come_in_the_order_in_which_they_are_tried(tmp_path):
    made = channels(tmp_path, **MAIL, **GATEWAY, **DINGTALK, **WECOM)
    assert list(made.personal) == ["wecom", "dingtalk", "sms", "email"]
    mail = made.personal["email"]
    assert (mail.host, mail.port, mail.user, mail.password, mail.tls) == (
        "mail.example.cn", 587, "patrol", "p@ss", "starttls"
    )  # fmt: skip


def test_each_text_message_service_is_made_from_its_settings(tmp_path):
    assert channels(tmp_path, **TENCENT).personal["sms"].app == "14000"
    assert channels(tmp_path, PATROL_SMS="aliyun", **CLOUD).personal["sms"].template == "t"


def test_robots_have_an_area_each(tmp_path):
    made = channels(tmp_path, **ROBOTS)
    assert [(one.area, one.url) for one in made.robots] == [
        ("321181", "wecombot://KEY"), ("321181101000", "dingtalk://TOKEN")
    ]  # fmt: skip
    assert made.robot_hour == 9


def test_with_postgresql_there_is_no_push_without_its_key(tmp_path):
    shared = {
        "PATROL_DATABASE_URL": "postgresql://localhost/x", "PATROL_SECRET_KEY": SECRET, "PATROL_SEALING_KEY": SEALING
    }  # fmt: skip
    assert channels(tmp_path, **shared).push is None
    assert channels(tmp_path, **shared, PATROL_PUSH_KEY="7" * 64).push.key == "7" * 64


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"PATROL_WECOM": "ww1"}, "PATROL_WECOM must"),
        ({"PATROL_WECOM": "ww1/2"}, "PATROL_WECOM needs PATROL_WECOM_SECRET"),
        ({**WECOM, "PATROL_WECOM_API": "qyapi"}, "PATROL_WECOM_API must"),
        ({"PATROL_DINGTALK": "/7"}, "PATROL_DINGTALK must"),
        ({"PATROL_SMTP": "mail.example.cn"}, "PATROL_SMTP must"),
        ({"PATROL_SMTP": "smtp://h:99999"}, "PATROL_SMTP must"),
        ({"PATROL_SMTP": "smtp+plain://mail.example.cn"}, "PATROL_SMTP may be smtp+plain"),
        ({"PATROL_SMTP": "smtp://h"}, "PATROL_SMTP needs PATROL_SMTP_FROM"),
        ({"PATROL_SMTP": "smtp://h", "PATROL_SMTP_FROM": "the office"}, "PATROL_SMTP_FROM must"),
        ({"PATROL_SMS": "pigeon"}, "PATROL_SMS must be one of gateway, aliyun, tencent"),
        ({"PATROL_SMS_FOR": "fun"}, "PATROL_SMS_FOR must be one of all, urgent"),
        ({"PATROL_SMS": "gateway"}, "PATROL_SMS needs PATROL_SMS_URL"),
        ({"PATROL_SMS": "gateway", "PATROL_SMS_URL": "https://x/?m={phone}"},
         "PATROL_SMS_URL or PATROL_SMS_BODY must"),
        ({"PATROL_SMS": "gateway", "PATROL_SMS_URL": "ftp://x/{phone}{text}"}, "PATROL_SMS_URL must"),
        ({"PATROL_SMS": "aliyun", "PATROL_SMS_KEY": "k"}, "PATROL_SMS needs PATROL_SMS_SECRET"),
        ({"PATROL_SMS": "tencent", **CLOUD}, "PATROL_SMS needs PATROL_SMS_APP"),
        ({"PATROL_PUSH_KEY": "0" * 64}, "PATROL_PUSH_KEY must"),
        ({"PATROL_PUSH_CONTACT": "me"}, "PATROL_PUSH_CONTACT must"),
        ({"PATROL_PUSH_SERVICES": "https://*"}, "PATROL_PUSH_SERVICES must"),
        ({"PATROL_ROBOTS": "wecombot://KEY"}, "PATROL_ROBOTS must"),
        ({"PATROL_ROBOTS": "1=file://x"}, "PATROL_ROBOTS must"),
        ({"PATROL_ROBOT_HOUR": "24"}, "PATROL_ROBOT_HOUR must"),
        ({"PATROL_DELIVERY_THREADS": "0"}, "PATROL_DELIVERY_THREADS must"),
    ],
)  # fmt: skip
def test_a_bad_value_stops_the_start_with_one_sentence_that_names_it_and_shows_no_secret(tmp_path, given, named):
    with pytest.raises(ConfigError) as stopped:
        channels(tmp_path, **given)
    assert stopped.value.message.startswith(named) and stopped.value.message.count("\n") == 0


def test_settings_shown_by_accident_show_no_secret(tmp_path):
    shown = repr(channels(tmp_path, **WECOM, **MAIL, **TENCENT, **ROBOTS).personal)
    assert "p@ss" not in shown and "14000" not in shown


def test_every_setting_is_in_the_manual_for_those_who_run_it():
    from tests.serving import ROOT

    told = (ROOT / "docs/deploy.md").read_text(encoding="utf-8")
    short = {"PATROL_SMS_SECRET": "`_SECRET`", "PATROL_SMS_TEMPLATE": "`_TEMPLATE`"}
    assert sorted(name for name in NAMES if short.get(name, f"`{name}`") not in told) == []
