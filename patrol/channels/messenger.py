"""What WeCom and DingTalk have in common: a token for the application, and answers with an `errcode`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import cached_property

from . import Message, Undelivered
from .token import Token


class Messenger(ABC):
    """A subclass says how to ask for a token and how to post, and which codes mean what."""

    name: str
    STALE: frozenset[int]  # the token is no longer known: once more with a new one
    UNKNOWN: frozenset[int]  # there is no such person

    @cached_property
    def _token(self) -> Token:
        return Token(self.ask_for_token)

    @abstractmethod
    def ask_for_token(self) -> dict: ...

    @abstractmethod
    def post(self, token: str, address: str, message: Message) -> dict: ...

    def send(self, address: str, message: Message) -> None:
        token = self._token.get()
        answer = self.post(token, address, message)
        if self.code_of(answer) in self.STALE:
            self._token.drop(token)
            answer = self.post(self._token.get(), address, message)
        code = self.code_of(answer)
        if code in self.UNKNOWN or answer.get("invaliduser"):
            raise Undelivered("unknown_person", code, for_good=True)
        if code != 0:
            raise Undelivered("refused", code)

    def code_of(self, answer: dict) -> object:
        return answer.get("errcode")


def text_of(message: Message) -> str:
    return f"{message.text}\n{message.url}" if message.url else message.text
