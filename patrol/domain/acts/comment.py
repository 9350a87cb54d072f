"""留言、补拍: words and photos; nothing changes."""

from .base import Accepted, Doing, Verdict


def judge(doing: Doing) -> Verdict:
    return Accepted()
