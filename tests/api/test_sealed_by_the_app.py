"""The app's own code seals, the server opens: two languages, one format."""

from __future__ import annotations

import base64
import json
import subprocess

from tests.api.sending import picture
from tests.desk.browsing import Office
from tests.desk.test_sealed import bring, rows
from tests.serving import ROOT


def phone_of(member, photos: list[bytes]) -> dict:
    """What the app's code exports on a phone of this member."""
    said = {
        "person": member.id, "sealing": member.get("/session").json["sealing"],
        "photos": [base64.b64encode(one).decode() for one in photos],
    }  # fmt: skip
    done = subprocess.run(
        ["node", "tests/pwa/seal_for.ts"], cwd=ROOT, input=json.dumps(said), capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_what_the_app_seals_the_office_takes_in(cast):
    large = picture(2)[0] + b"." * 700_000  # of several pieces
    made = phone_of(cast.informant, [picture(1)[0], large])
    office = Office(cast, "officer")
    answer = bring(office, base64.b64decode(made["file"]))
    page = office.get(office.send(f"{answer.location}/confirmation").location).get_data(as_text=True)
    assert rows(page) == ["1 上报 1/1 收下了", "2 上报 1/1 收下了", "3 记制止 — 收下了"]
    first = cast.informant.get(f"/reports/{made['made'][0]}").json
    case = cast.inspector.get(f"/cases/{first['case']['id']}").json
    stops = [one for one in case["timeline"] if one["act"] == "stop"]
    assert [(one["note"], one["outcome"]) for one in stops] == [("不听", "refused")]
    assert case["reports"][0]["note"] == "沟边，刚挖的"
    assert made["name"].startswith("patrol-未发送-") and made["name"].endswith(".sealed")


def test_a_file_altered_by_one_bit_on_the_way_is_not_taken(cast):
    content = bytearray(base64.b64decode(phone_of(cast.informant, [picture(1)[0]])["file"]))
    content[len(content) // 2] ^= 1
    assert bring(Office(cast, "officer"), bytes(content)).status_code == 422
    assert cast.informant.get("/cases").json["cases"] == []
