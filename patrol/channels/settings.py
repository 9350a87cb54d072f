"""The channels of a county from its settings. Raises ValueError with one sentence that names the setting."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from . import push
from .dingtalk import DingTalk
from .mail import Mail
from .push import Push
from .robots import SCHEMES, Robot
from .sms_aliyun import Aliyun
from .sms_gateway import Gateway
from .sms_tencent import Tencent
from .wecom import WeCom

NAMES = {
    "PATROL_SMTP", "PATROL_SMTP_FROM", "PATROL_WECOM", "PATROL_WECOM_SECRET", "PATROL_WECOM_API", "PATROL_DINGTALK",
    "PATROL_DINGTALK_SECRET", "PATROL_DINGTALK_API", "PATROL_SMS", "PATROL_SMS_FOR", "PATROL_SMS_URL",
    "PATROL_SMS_BODY", "PATROL_SMS_OK", "PATROL_SMS_KEY", "PATROL_SMS_SECRET", "PATROL_SMS_SIGNATURE",
    "PATROL_SMS_TEMPLATE",
    "PATROL_SMS_APP", "PATROL_SMS_REGION", "PATROL_PUSH_KEY", "PATROL_PUSH_CONTACT", "PATROL_PUSH_SERVICES",
    "PATROL_ROBOTS", "PATROL_ROBOT_HOUR", "PATROL_DELIVERY_THREADS",
}  # fmt: skip
Env = Mapping[str, str]


@dataclass(frozen=True, repr=False)
class Channels:
    """`personal` by name, in the order in which they are tried for a person."""

    personal: dict = field(default_factory=dict)
    push: Push | None = None
    sms_for: str = "all"  # or "urgent": a text message costs money
    robots: tuple[Robot, ...] = ()
    robot_hour: int = 8
    threads: int = 8


def read(env: Env, push_key: str | None) -> Channels:
    """`push_key` is the scalar kept for this county, or None where there is none."""
    made = (_wecom(env), _dingtalk(env), _sms(env), _mail(env))
    return Channels(
        personal={one.name: one for one in made if one is not None},
        push=_push(env, push_key),
        sms_for=_one_of(env, "PATROL_SMS_FOR", ("all", "urgent")),
        robots=_robots(env),
        robot_hour=_number(env, "PATROL_ROBOT_HOUR", 8, 0, 23),
        threads=_number(env, "PATROL_DELIVERY_THREADS", 8, 1, 64),
    )


def _wecom(env: Env) -> WeCom | None:
    if not (given := env.get("PATROL_WECOM")):
        return None
    corp, _, agent = given.partition("/")
    if not corp or not agent.isdecimal():
        raise ValueError("PATROL_WECOM must look like CORPID/AGENTID.")
    api = _web(env, "PATROL_WECOM_API", WeCom.api)
    return WeCom(corp, int(agent), _beside(env, "PATROL_WECOM", "PATROL_WECOM_SECRET"), api)


def _dingtalk(env: Env) -> DingTalk | None:
    if not (given := env.get("PATROL_DINGTALK")):
        return None
    key, _, agent = given.partition("/")
    if not key or not agent.isdecimal():
        raise ValueError("PATROL_DINGTALK must look like APPKEY/AGENTID.")
    api = _web(env, "PATROL_DINGTALK_API", DingTalk.api)
    return DingTalk(key, _beside(env, "PATROL_DINGTALK", "PATROL_DINGTALK_SECRET"), int(agent), api)


def _mail(env: Env) -> Mail | None:
    if not (given := env.get("PATROL_SMTP")):
        return None
    try:
        parts = urlsplit(given)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    schemes = {"smtp": ("starttls", 587), "smtps": ("always", 465), "smtp+plain": ("none", 25)}
    if parts.scheme not in schemes or not parts.hostname:
        raise ValueError("PATROL_SMTP must look like smtp://user:password@host:587 or smtps://….")
    tls, usual = schemes[parts.scheme]
    if tls == "none" and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
        raise ValueError("PATROL_SMTP may be smtp+plain:// only to this machine: elsewhere mail goes over TLS.")
    sender = _beside(env, "PATROL_SMTP", "PATROL_SMTP_FROM")
    if not re.fullmatch(r"[^@\s<>,]+@[^@\s<>,]+", sender):
        raise ValueError("PATROL_SMTP_FROM must be an e-mail address.")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Mail(parts.hostname, port or usual, sender, user, password, tls)


def _sms(env: Env) -> Gateway | Aliyun | Tencent | None:
    makers = {"gateway": _gateway, "aliyun": _aliyun, "tencent": _tencent}
    given = env.get("PATROL_SMS")
    if not given:
        return None
    if given not in makers:
        raise ValueError(f"PATROL_SMS must be one of {', '.join(makers)}.")
    return makers[given](env)


def _gateway(env: Env) -> Gateway:
    url, body = _beside(env, "PATROL_SMS", "PATROL_SMS_URL"), env.get("PATROL_SMS_BODY", "")
    if not url.startswith(("https://", "http://")):
        raise ValueError("PATROL_SMS_URL must begin with https:// or http://.")
    if not all(place in url + body for place in ("{phone}", "{text}")):
        raise ValueError("PATROL_SMS_URL or PATROL_SMS_BODY must have a place for {phone} and one for {text}.")
    return Gateway(url, body, env.get("PATROL_SMS_OK", ""), env.get("PATROL_SMS_SIGNATURE", ""))


def _cloud(env: Env) -> tuple[str, ...]:
    names = ("KEY", "SECRET", "SIGNATURE", "TEMPLATE")
    return tuple(_beside(env, "PATROL_SMS", f"PATROL_SMS_{name}") for name in names)


def _aliyun(env: Env) -> Aliyun:
    return Aliyun(*_cloud(env), url=_web(env, "PATROL_SMS_URL", Aliyun.url))


def _tencent(env: Env) -> Tencent:
    app, region = _beside(env, "PATROL_SMS", "PATROL_SMS_APP"), env.get("PATROL_SMS_REGION") or Tencent.region
    return Tencent(*_cloud(env), app=app, region=region, url=_web(env, "PATROL_SMS_URL", Tencent.url))


def _push(env: Env, key: str | None) -> Push | None:
    if key is None:
        return None
    contact = env.get("PATROL_PUSH_CONTACT") or None
    if contact and not contact.startswith(("mailto:", "https://")):
        raise ValueError("PATROL_PUSH_CONTACT must begin with mailto: or https://.")
    more = tuple(env.get("PATROL_PUSH_SERVICES", "").split())
    if not all(re.fullmatch(r"https?://(\*\.)?[\w.-]+(:\d{1,5})?", one, re.ASCII) for one in more):
        raise ValueError("PATROL_PUSH_SERVICES must be addresses like https://push.example.cn, with blanks between.")
    return Push(key, contact, (*push.SERVICES, *more))


def _robots(env: Env) -> tuple[Robot, ...]:
    """area=url area=url …"""
    found = []
    for one in env.get("PATROL_ROBOTS", "").split():
        area, _, url = one.partition("=")
        scheme, _, rest = url.partition("://")
        if not area.isdecimal() or scheme not in SCHEMES or not rest:
            raise ValueError("PATROL_ROBOTS must look like 321181=wecombot://KEY 321181101000=dingtalk://TOKEN.")
        found.append(Robot(area, url))
    return tuple(found)


def _beside(env: Env, name: str, other: str) -> str:
    if not (given := env.get(other)):
        raise ValueError(f"{name} needs {other} beside it.")
    return given


def _web(env: Env, name: str, default: str) -> str:
    given = env.get(name) or default
    if not given.startswith(("https://", "http://")):
        raise ValueError(f"{name} must begin with https:// or http://.")
    return given.rstrip("/")


def _one_of(env: Env, name: str, values: tuple[str, ...]) -> str:
    given = env.get(name) or values[0]
    if given not in values:
        raise ValueError(f"{name} must be one of {', '.join(values)}.")
    return given


def _number(env: Env, name: str, default: int, least: int, most: int) -> int:
    given = env.get(name) or str(default)
    if not given.isdecimal() or not least <= int(given) <= most:
        raise ValueError(f"{name} must be a whole number from {least} to {most}, not {given!r}.")
    return int(given)
