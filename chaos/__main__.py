"""bin/chaos --seed N: a hundred reports over a broken world, and not one may be lost, doubled or changed."""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
from pathlib import Path

from .kinds import LEAST
from .plan import Plan
from .run import Run, Told

SHORT = {"reports": 8, "seconds": 50, "phones": 2, "times": 1}
WHOLE = {"reports": 100, "seconds": 420, "phones": 4, "times": LEAST}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--short", action="store_true", help="some 90 seconds, each kind of fault about once")
    parser.add_argument("--tell", action="store_true", help="every step as it happens")
    parser.add_argument("--keep", type=Path, help="a folder for all of the run; an instance/ in it is gone on with")
    for name in WHOLE:
        parser.add_argument(f"--{name}", type=int)
    return parser.parse_args()


def main() -> int:
    given = arguments()
    if given.tell:
        logging.basicConfig(level=logging.INFO, format="%(asctime)s %(threadName)s: %(message)s", datefmt="%T")
    of_the_run = {**(SHORT if given.short else WHOLE)}
    of_the_run |= {name: getattr(given, name) for name in WHOLE if getattr(given, name) is not None}
    seconds = of_the_run.pop("seconds")
    plan = Plan(given.seed, **of_the_run)
    if given.keep:
        given.keep.mkdir(parents=True, exist_ok=True)
        return tell(plan, Run(given.keep, plan, seconds).all())
    with tempfile.TemporaryDirectory(prefix="patrol-chaos-") as scratch:
        return tell(plan, Run(Path(scratch), plan, seconds).all())


def tell(plan: Plan, told: Told) -> int:
    print(f"seed {plan.seed}: {sum(plan.shares)} reports from {plan.phones} phones in {told.seconds:.0f} s")
    print(*told.counts.lines(), sep="\n")
    print("answers the phones heard:", ", ".join(f"{one} × {times}" for one, times in sorted(told.statuses.items())))
    print(f"looked again {len(told.stumbles)} times")
    print("log:", told.log)
    seldom = told.counts.below(plan.times)
    if seldom:
        print("too seldom:", ", ".join(seldom))
    if not told.verdict.clean:
        print(*told.stumbles[-40:], sep="\n")
    print(*told.verdict.reasons(), sep="\n", end="\n" if told.verdict.reasons() else "")
    print(told.verdict.line(), flush=True)
    return 0 if told.verdict.clean and not seldom and told.log.startswith("Clean") else 1


sys.exit(main())
