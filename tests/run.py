"""Runs the parts of bin/test, tells what ran, and ends with one line that sums it up."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from tests import system
from tests.parts import Part, again, all_parts
from tests.scratch_postgres import scratch_postgres

ROOT = Path(__file__).resolve().parent.parent
# Most of a test waits for one processor; more side by side than two only makes those with a browser late.
LANES = 2
NO_TEST = 5  # pytest's exit code
# More failures than these are no accident of a busy machine.
MOST_AGAIN = 3
LONGEST_SECONDS = {False: 5100, True: 16200}


@dataclass
class Result:
    name: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0
    why: str = ""
    failures: list[str] = field(default_factory=list)


class Run:
    def __init__(self, long: bool, arguments: list[str]):
        self.until = time.monotonic() + LONGEST_SECONDS[long]
        self.beside, self.afterwards = all_parts(long, arguments)
        self.results: list[Result] = []
        self.given: dict[str, dict[str, str]] = {}
        self.absent: dict[str, str] = {}
        self.printing = threading.Lock()
        self.ordered = self.beside + self.afterwards

    def all(self) -> int:
        with ExitStack() as stack:
            self.folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="patrol-test-")))
            self._prepare(stack)
            waiting = deque(self.beside)
            lanes = [threading.Thread(target=self._lane, args=(waiting,)) for _ in range(LANES)]
            for lane in lanes:
                lane.start()
            for lane in lanes:
                lane.join()
            self._lane(deque(self.afterwards))
            for part in self.beside:
                self._ask_again(part)
        return self._tell()

    def _ask_again(self, part: Part) -> None:
        """What passes alone counts as passed, and its name stands beside the counts."""
        first = next((one for one in self.results if one.name == part.name), Result(part.name))
        if not part.asked_again or not 0 < first.failed == len(first.failures) <= MOST_AGAIN:
            return
        second = self._one(again(part, first.failures))
        if second.passed + second.failed == first.failed and second.passed:
            first.passed, first.failed = first.passed + second.passed, second.failed
            first.why = "passed when asked again: " + ", ".join(set(first.failures) - set(second.failures))

    def _prepare(self, stack: ExitStack) -> None:
        needed = {part.needs for part in self.ordered}
        if any(part.counted for part in self.ordered):
            system.pango()
        if "chromium" in needed:
            try:
                self.given["chromium"] = {"CHROMIUM": system.chromium()}
                system.chinese_font()
            except system.Absent as problem:
                self.absent["chromium"] = str(problem)
        if "postgres" in needed:
            try:
                self.given["postgres"] = {"PATROL_TEST_DATABASE_URL": stack.enter_context(scratch_postgres())}
            except (system.Absent, RuntimeError) as problem:
                self.absent["postgres"] = str(problem)

    def _lane(self, waiting: deque[Part]) -> None:
        while True:
            try:
                part = waiting.popleft()
            except IndexError:
                return
            try:
                result = self._one(part)
            except Exception as problem:
                # A part that could not even be run must never look like one that had nothing to say.
                result = Result(part.name, failed=1, why=repr(problem))
            self.results.append(result)

    def _one(self, part: Part) -> Result:
        if part.needs in self.absent:
            self._print(f"✘ {part.name}: {self.absent[part.needs]}")
            return Result(part.name, failed=1, why=self.absent[part.needs])
        slug = part.name.replace(", ", "-").replace(" ", "-").lower()
        report, log = self.folder / f"{slug}.xml", self.folder / f"{slug}.log"
        started = time.monotonic()
        code = self._execute(part, report, log)
        result = _counted(part, code, report)
        result.seconds = time.monotonic() - started
        mark = "✘" if result.failed else "✔"
        self._print(f"{mark} {part.name}: {_numbers(result)} ({result.seconds:.1f} s)")
        if result.failed or part.tells:
            self._print(log.read_text(errors="replace")[-60_000:])
        return result

    def _execute(self, part: Part, report: Path, log: Path) -> int | None:
        environment = _clean_environment() | part.environment | self.given.get(part.needs or "", {})
        command = [word.replace("{report}", str(report)) for word in part.command]
        with log.open("wb") as out:
            process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            try:
                return process.wait(max(5.0, self.until - time.monotonic()))
            except subprocess.TimeoutExpired:
                out.write(b"\nStopped: the time that all tests have together was over.\n")
                return None
            finally:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait()

    def _print(self, text: str) -> None:
        with self.printing:
            print(text, flush=True)

    def _tell(self) -> int:
        order = [part.name for part in self.ordered]
        self.results.sort(key=lambda result: order.index(result.name))
        print(f"\n{'part':<24}{'passed':>8}{'failed':>8}{'skipped':>9}{'seconds':>9}")
        for result in self.results:
            counts = f"{result.passed:>8}{result.failed:>8}{result.skipped:>9}{result.seconds:>9.1f}"
            print(f"{result.name:<24}{counts}  {result.why}")
        if not os.environ.get("PATROL_TEST_DATA"):
            print("PATROL_TEST_DATA is not set: the tests on its real photos were left out.")
        total = Result(
            "", *(sum(getattr(one, name) for one in self.results) for name in ("passed", "failed", "skipped"))
        )
        print(_numbers(total), flush=True)
        return 1 if total.failed or len(self.results) < len(self.ordered) else 0


def _counted(part: Part, code: int | None, report: Path) -> Result:
    if not part.counted:
        return Result(part.name, passed=int(code == 0), failed=int(code != 0))
    result = _read(part.name, report)
    if part.may_be_empty and code == NO_TEST:
        result.why = "none of them"
    elif result.passed + result.failed == 0:
        result.failed, result.why = 1, "no test ran"
    elif code != 0 and not result.failed:
        result.failed, result.why = 1, "stopped" if code is None else f"exit code {code}"
    return result


def _read(name: str, report: Path) -> Result:
    try:
        cases = ElementTree.parse(report).getroot().iter("testcase")
    except (OSError, ElementTree.ParseError):
        return Result(name)
    result = Result(name)
    for case in cases:
        kinds = {child.tag for child in case}
        if kinds & {"failure", "error"}:
            result.failed += 1
            result.failures.append(f"{case.get('classname', '').replace('.', '/')}.py::{case.get('name')}")
        elif "skipped" in kinds:
            result.skipped += 1
        else:
            result.passed += 1
    return result


def _numbers(result: Result) -> str:
    skipped = f", {result.skipped} skipped" if result.skipped else ""
    return f"{result.passed} passed, {result.failed} failed{skipped}"


def _clean_environment() -> dict[str, str]:
    # A developer's own settings must neither be tested nor touched by the tests.
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PATROL_")}
    if folder := os.environ.get("PATROL_TEST_DATA"):
        kept["PATROL_TEST_DATA"] = os.path.abspath(folder)
    return kept


def main(arguments: list[str]) -> int:
    long = "--long" in arguments
    return Run(long, [argument for argument in arguments if argument != "--long"]).all()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
