"""Every text that people see stands in both catalogues, and nowhere else."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from patrol import words
from patrol.domain.act_table import ACTS
from patrol.domain.delivery.wishes import CHANNELS
from patrol.domain.ladder import LEVELS
from patrol.domain.notices import TOLD
from patrol.domain.rules import KINDS

ROOT = Path(words.FOLDER).parent
CHINESE = re.compile(r"[\u3400-\u9fff\uff00-\uffef]")
PLACEHOLDER = re.compile(r"\{(\w+)\}")
RAISED = re.compile(r'(?:Invalid|Refused|Missing|Conflict|Busy|Unknown|Problem|Locked|Full|NotAnImage|TooLarge|'
                    r'NoThreadFree|WrongType)\(\s*"([a-z_0-9]+)"')  # fmt: skip
NOTED = re.compile(r'Noted\("([a-z_]+)"\)')


def sources(*folders: str) -> list[tuple[Path, str]]:
    files = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [(path, path.read_text(encoding="utf-8")) for path in files]


def test_both_catalogues_have_the_same_keys_and_placeholders():
    chinese, english = (words.catalogue(language) for language in words.LANGUAGES)
    assert chinese.keys() == english.keys()
    # "one minute" needs no number where "{count} minutes" does.
    many = [key for key in chinese if not key.endswith(".one")]
    differing = [
        key for key in many if set(PLACEHOLDER.findall(chinese[key])) != set(PLACEHOLDER.findall(english[key]))
    ]
    assert differing == []
    assert [key for key in chinese if not chinese[key].strip() or not english[key].strip()] == []


def codes_raised() -> set[str]:
    texts = [text for _, text in sources("api", "desk", "domain")]
    texts.append((ROOT / "storage_problems.py").read_text())
    found = {code for text in texts for code in RAISED.findall(text)}
    found |= set(re.findall(r'code = "([a-z_]+)"', texts[-1])) - {"storage"}
    return found | set(re.findall(r'\d{3}: "([a-z_]+)"', (ROOT / "api/errors.py").read_text()))


def test_every_error_has_its_words():
    codes = codes_raised()
    assert len(codes) > 30 and {"case_missing", "too_large", "wrong_method", "storage_full"} <= codes
    assert sorted(code for code in codes if not words.has(f"error.{code}")) == []


def test_every_reason_for_a_note_has_its_words():
    reasons = {why for rule in ACTS.values() for why, _ in rule.conditions}
    reasons |= {why for _, text in sources("domain") for why in NOTED.findall(text)}
    assert {"overtaken", "not_your_post", "closed", "done"} <= reasons
    assert sorted(why for why in reasons if not words.has(f"why.{why}")) == []


@pytest.mark.parametrize(
    ("prefix", "names"),
    [
        ("notice", [*TOLD, "verify", "refused", "unreached"]),
        ("act", [*ACTS, "open", "escalate", "look", "erase"]),
        ("channel", [*CHANNELS, "robot"]),
        ("kind", KINDS),
        ("level", LEVELS),
        ("step", ["stop", "report", "handle", "decide", "sign_off", "close"]),
        ("role", ["informant", "inspector", "leader", "officer", "department", "admin", "system"]),
    ],
)
def test_everything_that_is_named_has_its_words(prefix, names):
    assert [name for name in names if not words.has(f"{prefix}.{name}")] == []


def test_every_key_that_a_template_or_view_asks_for_is_there():
    asked = set()
    for path in (ROOT / "desk/templates").rglob("*.html"):
        asked |= set(re.findall(r"t\('([\w.]+\w)'", path.read_text(encoding="utf-8")))
    for _, text in sources("api", "desk"):
        asked |= set(re.findall(r'words\.words\(\s*language(?:\(\))?, "([\w.]+)"', text))
    assert len(asked) > 15
    assert sorted(key for key in asked if not words.has(key)) == []


def test_no_chinese_stands_in_the_code_of_api_or_desk():
    found = []
    for path, text in sources("api", "desk"):
        tree = ast.parse(text)
        documented = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node)
        }
        found += [
            (path.name, node.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and CHINESE.search(node.value)
            and id(node) not in documented
        ]  # fmt: skip
    assert found == []


def test_no_chinese_stands_in_a_template():
    for path in (ROOT / "desk/templates").rglob("*.html"):
        assert CHINESE.findall(path.read_text(encoding="utf-8")) == [], path.name


def test_a_text_is_filled_in_and_a_missing_one_shows_its_key():
    assert words.words("en", "error.last4_wrong", tries_left=3) == "These are not the last four digits; 3 tries left."
    assert words.words("en", "no.such.key") == "no.such.key"


def test_every_reason_why_something_did_not_arrive_has_its_words():
    raised = set(
        re.findall(
            r'Undelivered\(\s*"([a-z_]+)"',
            "".join(text for _, text in sources("channels")) + (ROOT / "carriers.py").read_text(),
        )
    )
    assert len(raised) > 8
    # Those end as "dropped", which nobody is told.
    assert sorted(one for one in raised - {"no_subscription"} if not words.has(f"undelivered.{one}")) == []
