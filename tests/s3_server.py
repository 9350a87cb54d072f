"""A real S3 server as a process of the test's own, with one bucket."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from tests.serving import free_port, wait_until

KEYS = {"AWS_ACCESS_KEY_ID": "tests", "AWS_SECRET_ACCESS_KEY": "only for tests"}


@contextmanager
def s3_server(folder: Path):
    """Settings that name its bucket: {"PATROL_STORAGE": …, and the keys}."""
    port = free_port()
    folder.mkdir(parents=True, exist_ok=True)
    program = Path(sys.executable).with_name("localbucket")
    process = subprocess.Popen(
        [program, "--port", str(port), str(folder)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={**os.environ},
    )  # fmt: skip
    endpoint = f"http://127.0.0.1:{port}"
    try:
        wait_until(lambda: _makes_bucket(endpoint), 20)
        yield {"PATROL_STORAGE": f"s3://patrol/county?endpoint={endpoint}&region=us-east-1", **KEYS}
    finally:
        process.terminate()
        process.wait(10)


def _makes_bucket(endpoint: str) -> bool:
    try:
        with urlopen(Request(f"{endpoint}/patrol", method="PUT"), timeout=2):
            return True
    except HTTPError as answer:
        return answer.code == 409
    except (URLError, OSError):
        return False
