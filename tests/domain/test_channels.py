"""Each channel against a real receiver on this machine, its signing against what the provider has published."""

from __future__ import annotations

import hashlib
import json
import logging
import ssl
from uuid import UUID

import apprise
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils

from patrol.channels import Message, Undelivered, push, robots, sms_aliyun, sms_tencent
from patrol.channels.dingtalk import DingTalk
from patrol.channels.mail import Mail
from patrol.channels.push import Push, Subscription, decoded, encoded
from patrol.channels.robots import Robot
from patrol.channels.sms_aliyun import Aliyun
from patrol.channels.sms_gateway import Gateway
from patrol.channels.sms_tencent import Tencent
from patrol.channels.wecom import WeCom
from tests.receiving import Post, mail_server, web_server

MESSAGE = Message(str(UUID(int=5)), "柳茹村：有人上报“占用”耕地建房", "https://patrol.example.cn/app/#/inbox")


def refused(send) -> tuple[str, str, bool]:
    with pytest.raises(Undelivered) as raised:
        send()
    return raised.value.reason, raised.value.answer, raised.value.for_good


# ---- e-mail


def test_a_mail_arrives_with_its_id_in_two_headers():
    post = Post()
    with mail_server(post) as port:
        Mail("127.0.0.1", port, "patrol@example.cn", tls="none").send("zhang@example.cn", MESSAGE)
    taken = post.taken[0]
    headers = taken["headers"]
    assert (taken["to"], headers["X-Patrol-Notice"]) == ("zhang@example.cn", MESSAGE.id)
    assert headers["Message-ID"] == f"<{MESSAGE.id}@example.cn>"
    assert taken["text"].split() == [MESSAGE.text, MESSAGE.url]


def test_a_mailbox_that_is_not_there_is_for_good_and_a_busy_server_is_not():
    with mail_server(Post(gone=frozenset({"li@example.cn"}))) as port:
        mail = Mail("127.0.0.1", port, "patrol@example.cn", tls="none")
        assert refused(lambda: mail.send("li@example.cn", MESSAGE)) == ("unknown_address", "550", True)
    with mail_server(Post(fails=1.0)) as port:
        mail = Mail("127.0.0.1", port, "patrol@example.cn", tls="none")
        assert refused(lambda: mail.send("li@example.cn", MESSAGE)) == ("refused", "451", False)
    assert refused(lambda: mail.send("li@example.cn", MESSAGE)) == ("unreachable", "", False)


def test_no_mail_and_no_password_goes_to_a_server_that_does_not_encrypt_or_is_not_the_one():
    with mail_server(Post()) as port:
        mail = Mail("127.0.0.1", port, "patrol@example.cn", "user", "secret")
        assert refused(lambda: mail.send("li@example.cn", MESSAGE)) == ("no_tls", "", False)


def test_a_certificate_that_nobody_trusts_is_not_believed(tmp_path):
    from patrol.lan import authority, certificate  # noqa: F401  makes keys for tests

    key, cert = _self_signed(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    post = Post()
    with mail_server(post, tls_context=context) as port:
        mail = Mail("127.0.0.1", port, "patrol@example.cn")
        assert refused(lambda: mail.send("li@example.cn", MESSAGE)) == ("unreachable", "", False)
    assert post.taken == []


def _self_signed(folder):
    from datetime import UTC, datetime, timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives import serialization

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    (folder / "cert").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return folder / "key", folder / "cert"


# ---- the county's gateway


def test_a_gateway_s_template_is_filled_in_its_query_in_a_form_and_in_json():
    post = Post()
    with web_server(post) as url:
        address = f"{url}/sms?phone={{phone}}"
        Gateway(f"{address}&text={{text}}&id={{id}}", signature="丹阳资规").send("139", MESSAGE)
        Gateway(address, body="m={phone}&c={text}").send("139", MESSAGE)
        Gateway(address, body='{"to": ["{phone}"], "say": "{text}", "n": {}}').send("139", MESSAGE)
    query, form, as_json = post.taken
    assert query["query"] == {"phone": "139", "text": f"【丹阳资规】{MESSAGE.text}", "id": MESSAGE.id}
    assert form["body"].startswith(b"m=139&c=%E6%9F%B3")
    assert json.loads(as_json["body"]) == {"to": ["139"], "say": MESSAGE.text, "n": {}}
    assert post.arrived == {MESSAGE.id: 3}


def test_a_gateway_s_word_for_success_must_stand_in_its_answer():
    with web_server(Post()) as url:
        address = f"{url}/sms?phone={{phone}}&text={{text}}"
        Gateway(address, ok='"code": 0').send("139", MESSAGE)
        assert refused(lambda: Gateway(address, ok="success").send("139", MESSAGE)) == ("not_taken", "", False)


@pytest.mark.parametrize(
    ("status", "for_good"),
    [(400, True), (404, True), (401, False), (403, False), (408, False), (429, False), (500, False), (302, False)],
)
def test_a_number_says_whether_asking_again_may_help(status, for_good):
    with web_server(Post(), lambda _post, _said: (status, {})) as url:
        gateway = Gateway(f"{url}/?p={{phone}}&t={{text}}")
        assert refused(lambda: gateway.send("139", MESSAGE)) == ("http", f"HTTP {status}", for_good)


# ---- Aliyun and Tencent


def test_aliyun_s_published_example_is_signed_to_the_letter():
    """From "V3版本请求体&签名机制" of Aliyun's documentation."""
    headers = {
        "host": "ecs.cn-shanghai.aliyuncs.com", "x-acs-action": "RunInstances", "x-acs-version": "2014-05-26",
        "x-acs-date": "2023-10-26T10:22:32Z", "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
        "x-acs-content-sha256": hashlib.sha256(b"").hexdigest(),
    }  # fmt: skip
    query = {"ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd", "RegionId": "cn-shanghai"}
    request = sms_aliyun.canonical_request("POST", query, headers)
    hashed = hashlib.sha256(request.encode()).hexdigest()
    assert hashed == "7ea06492da5221eba5297e897ce16e55f964061054b7695beedaac1145b1e259"
    signed = sms_aliyun.authorization("YourAccessKeyId", "YourAccessKeySecret", "POST", query, headers)
    assert signed == (
        "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;"
        "x-acs-date;x-acs-signature-nonce;x-acs-version,"
        "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
    )


def test_tencent_s_published_example_is_signed_to_the_letter():
    """From "签名方法 v3" of Tencent Cloud's documentation, whose keys end in asterisks."""
    body = rb'{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}'
    headers = {"content-type": "application/json; charset=utf-8", "host": "cvm.tencentcloudapi.com"}
    key, secret = "AKIDz8krbsJ5yKBZQpn74WFkmLPx3*******", "Gu5t9xGARNpq86cd98joQYCN3*******"
    assert sms_tencent.authorization(key, secret, "cvm", headers, body, 1551113065) == (
        f"TC3-HMAC-SHA256 Credential={key}/2019-02-25/cvm/tc3_request, SignedHeaders=content-type;host, "
        "Signature=2230eefd229f582d8b1b891af7107b91597240707d778ab3738f756258d7652c"
    )


@pytest.mark.parametrize(
    ("code", "for_good"),
    [("OK", None), ("isv.MOBILE_NUMBER_ILLEGAL", True), ("isv.BUSINESS_LIMIT_CONTROL", False)],
)
def test_aliyun_is_asked_as_it_wants_and_its_answer_is_understood(code, for_good):
    post = Post()

    def answers(post, said):
        post.taken.append(said)
        return 200, {"Code": code, "RequestId": "1"}

    with web_server(post, answers) as url:
        channel = Aliyun("key", "secret", "丹阳资规", "SMS_1", url)
        if for_good is None:
            channel.send("13900000001", MESSAGE)
        else:
            assert refused(lambda: channel.send("13900000001", MESSAGE)) == ("refused", code, for_good)
    said = post.taken[0]
    told = json.loads(said["query"].pop("TemplateParam"))
    assert told == {"text": MESSAGE.text, "code": MESSAGE.code}
    assert said["query"] == {
        "PhoneNumbers": "13900000001", "SignName": "丹阳资规", "TemplateCode": "SMS_1", "OutId": MESSAGE.id
    }  # fmt: skip
    headers = {name.lower(): value for name, value in said["headers"].items()}
    signed = {name: headers[name] for name in headers if name.startswith("x-acs-")} | {"host": headers["host"]}
    query = said["query"] | {"TemplateParam": json.dumps(told, ensure_ascii=False)}
    assert headers["authorization"] == sms_aliyun.authorization("key", "secret", "POST", query, signed)


@pytest.mark.parametrize(
    ("answer", "for_good"),
    [
        ({"SendStatusSet": [{"Code": "Ok"}]}, None),
        ({"SendStatusSet": [{"Code": "InvalidParameterValue.IncorrectPhoneNumber"}]}, True),
        ({"Error": {"Code": "LimitExceeded.PhoneNumberDailyLimit"}}, False),
        ({}, False),
    ],
)
def test_tencent_is_asked_as_it_wants_and_its_answer_is_understood(answer, for_good):
    post = Post()

    def answers(post, said):
        post.taken.append(said)
        return 200, {"Response": answer}

    with web_server(post, answers) as url:
        channel = Tencent("key", "secret", "丹阳资规", "7", app="14000", url=url)
        if for_good is None:
            channel.send("13900000001", MESSAGE)
        else:
            reason, _, judged = refused(lambda: channel.send("13900000001", MESSAGE))
            assert (reason, judged) == ("refused", for_good)
    said = post.taken[0]
    assert json.loads(said["body"]) == {
        "PhoneNumberSet": ["+8613900000001"], "SmsSdkAppId": "14000", "SignName": "丹阳资规", "TemplateId": "7",
        "TemplateParamSet": [MESSAGE.text, MESSAGE.code], "SessionContext": MESSAGE.id,
    }  # fmt: skip
    headers = {name.lower(): value for name, value in said["headers"].items()}
    assert (headers["x-tc-action"], headers["x-tc-version"]) == ("SendSms", "2021-01-11")
    signed = {"content-type": headers["content-type"], "host": headers["host"], "x-tc-action": "sendsms"}
    at = int(headers["x-tc-timestamp"])
    assert headers["authorization"] == sms_tencent.authorization("key", "secret", "sms", signed, said["body"], at)


# ---- WeCom and DingTalk


class Messenger:
    """Gives out tokens, forgets the first one when told to, and answers a message with a code."""

    def __init__(self, code: int = 0, stale: int | None = None, **more):
        self.answer, self.stale, self.tokens, self.taken = {"errcode": code, **more}, stale, 0, []

    def __call__(self, _post, said) -> tuple[int, dict]:
        if "token" in said["path"] and "message" not in said["path"]:
            self.tokens += 1
            return 200, {"errcode": 0, "access_token": f"token-{self.tokens}", "expires_in": 7200}
        if self.stale and said["query"]["access_token"] == "token-1":
            return 200, {"errcode": self.stale}
        self.taken.append((said["query"]["access_token"], json.loads(said["body"])))
        return 200, self.answer


MESSENGERS = [lambda url: WeCom("corp", 7, "secret", url), lambda url: DingTalk("key", "secret", 7, url)]


@pytest.mark.parametrize("made", MESSENGERS)
def test_a_messenger_s_token_is_asked_for_once_and_anew_when_it_is_no_longer_known(made):
    usual, forgetful = Messenger(), Messenger(stale=42001)
    for messenger, tokens in ((usual, 1), (forgetful, 2)):
        with web_server(Post(), messenger) as url:
            channel = made(url)
            channel.send("zhang", MESSAGE)
            channel.send("zhang", MESSAGE)
        assert messenger.tokens == tokens
        assert [token for token, _ in messenger.taken] == [f"token-{tokens}"] * 2


@pytest.mark.parametrize("made", MESSENGERS)
def test_a_messenger_s_message_has_words_and_way_and_nothing_else(made):
    messenger = Messenger()
    with web_server(Post(), messenger) as url:
        made(url).send("zhang", MESSAGE)
    _, body = messenger.taken[0]
    assert f"{MESSAGE.text}\n{MESSAGE.url}" in json.dumps(body, ensure_ascii=False).replace("\\n", "\n").replace(
        '\\"', '"'
    )
    assert "zhang" in (body.get("touser"), body.get("userid_list"))


@pytest.mark.parametrize(
    ("made", "code", "more", "problem"),
    [
        (MESSENGERS[0], 81013, {}, ("unknown_person", "81013", True)),
        (MESSENGERS[0], 0, {"invaliduser": "zhang"}, ("unknown_person", "0", True)),
        (MESSENGERS[0], 45009, {}, ("refused", "45009", False)),
        (MESSENGERS[1], 33012, {}, ("unknown_person", "33012", True)),
        (MESSENGERS[1], 88, {"sub_code": "90018"}, ("refused", "90018", False)),
        (MESSENGERS[1], -1, {}, ("refused", "-1", False)),
    ],
)
def test_what_a_messenger_answers_is_understood(made, code, more, problem):
    with web_server(Post(), Messenger(code, **more)) as url:
        channel = made(url)
        assert refused(lambda: channel.send("zhang", MESSAGE)) == problem


# ---- web push


def test_a_push_is_encrypted_as_rfc_8291_shows_it():
    """Appendix A of the RFC."""
    ours = ec.derive_private_key(
        int.from_bytes(decoded("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")), ec.SECP256R1()
    )
    browser = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
    made = push.encrypted(
        b"When I grow up, I want to be a watermelon\x02", decoded(browser), decoded("BTBZMqHH6r4Tts7J_aSIgg"),
        decoded("DGv6ra1nlYgDCS1FRnbzlw"), ours,
    )  # fmt: skip
    assert encoded(made) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6"
        "PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


def subscription(url: str) -> Subscription:
    point = push._point(ec.generate_private_key(ec.SECP256R1()).public_key())
    return Subscription(f"{url}/push/1", encoded(point), encoded(b"0123456789abcdef"))


def test_a_push_service_sees_who_sends_and_nothing_of_what():
    post = Post()

    def answers(post, said):
        post.taken.append(said)
        return 201, {}

    with web_server(post, answers) as url:
        channel = Push("7" * 64, "mailto:office@example.cn", (url,))
        channel.send(subscription(url), MESSAGE)
        channel.send(subscription(url), Message(MESSAGE.id, "短"))
    one, other = post.taken
    assert len(one["body"]) == len(other["body"]) and "柳茹".encode() not in one["body"]
    token = one["headers"]["Authorization"].removeprefix("vapid t=").partition(",")[0]
    said, _, signature = token.rpartition(".")
    claims = json.loads(decoded(said.partition(".")[2]))
    assert (claims["aud"], claims["sub"]) == (url, "mailto:office@example.cn")
    raw = decoded(signature)
    der = utils.encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decoded(channel.public_key))
    public.verify(der, said.encode(), ec.ECDSA(hashes.SHA256()))


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://patrol.internal/x", "http://fcm.googleapis.com/x", "https://fcm.googleapis.com:8443/x",
        "https://fcm.googleapis.com.evil.cn/x", "https://user@fcm.googleapis.com/x", "https://push.apple.com/x",
        "https://[::1/x", "file:///etc/passwd", "https://evilpush.apple.com/",
    ],
)  # fmt: skip
def test_no_address_is_asked_but_those_of_push_services(endpoint):
    channel = Push("7" * 64)
    assert not channel.allows(endpoint)
    assert refused(lambda: channel.send(Subscription(endpoint, "x", "x"), MESSAGE)) == ("no_subscription", "", True)


def test_the_known_push_services_are_allowed():
    for endpoint in ("https://fcm.googleapis.com/fcm/send/x", "https://web.push.apple.com/x"):
        assert Push("7" * 64).allows(endpoint)


# ---- robots, and what is never said


def test_a_robot_is_given_the_text_by_apprise():
    post = Post()

    def answers(post, said):
        post.taken.append(said)
        return 200, {}

    with web_server(post, answers) as url:
        robot = Robot("321181", f"json://{url.removeprefix('http://')}/hook")
        robot.send(robot.mark, Message(MESSAGE.id, "延陵镇有 2 件超期"))
        port = url.rpartition(":")[2]
    assert json.loads(post.taken[0]["body"])["message"] == "延陵镇有 2 件超期"
    gone = Robot("321181", f"json://127.0.0.1:{port}/hook")
    assert refused(lambda: gone.send(gone.mark, MESSAGE)) == ("not_taken", "", False)


def test_no_secret_and_no_address_is_ever_logged_or_kept(caplog):
    caplog.set_level(logging.DEBUG)
    secret = "top-secret-key"
    channels = [
        Mail("127.0.0.1", 9, "p@example.cn", secret, secret), WeCom(secret, 1, secret, "http://127.0.0.1:9"),
        DingTalk(secret, secret, 1, "http://127.0.0.1:9"), Aliyun(secret, secret, "s", "t", "http://127.0.0.1:9"),
        Tencent(secret, secret, "s", "t", secret, url="http://127.0.0.1:9"),
        Gateway(f"http://127.0.0.1:9/?k={secret}&p={{phone}}&t={{text}}"),
        Robot("1", f"json://{secret}:{secret}@127.0.0.1:9/"),
    ]  # fmt: skip
    for channel in channels:
        reason, answer, _ = refused(lambda channel=channel: channel.send("zhang-three", MESSAGE))
        assert "zhang" not in answer and secret not in answer + reason + repr(channel)
    assert secret not in caplog.text and "zhang-three" not in caplog.text


def test_what_the_other_side_says_is_cut_to_a_code():
    assert (
        Undelivered("refused", "<zhang@example.cn>\n用户不存在 " + "x" * 99).answer == "zhangexample.cn " + "x" * 24
    )


def test_every_kind_of_robot_that_may_be_set_up_is_one_of_apprise():
    made = [apprise.Apprise.instantiate(f"{one}://{'0a1b2c3d' * 5}") for one in robots.SCHEMES]
    assert None not in made
