"""The two public clients of tus 1.0 behind one shape: an order goes in, the server's last status comes out."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path

from tusclient import client
from tusclient.exceptions import TusCommunicationError, TusUploadFailed

SCRIPT = Path(__file__).with_name("tus_js.mjs")
DONE = 204
TRIES = 30


@dataclass(frozen=True)
class Order:
    endpoint: str
    photo: Path
    sha256: str
    headers: dict[str, str]
    # Goes on with this upload instead of beginning one.
    url: str | None = None
    # Said instead of what the client would say with a piece.
    wrong: dict[str, str] = field(default_factory=dict)
    retries: int = 0
    # The first piece goes with the request that begins the upload.
    with_creation: bool = False


def tuspy(order: Order) -> int:
    headers = order.headers | {name.lower(): value for name, value in order.wrong.items()}
    tus = client.TusClient(order.endpoint, headers=headers)
    try:
        uploader = tus.uploader(
            file_path=str(order.photo), chunk_size=150_000, metadata={"sha256": order.sha256}, url=order.url,
            retries=order.retries, retry_delay=0,
        )  # fmt: skip
        uploader.upload()
    except (TusCommunicationError, TusUploadFailed) as refused:
        return refused.status_code
    return uploader.request.status_code


def tus_js_client(order: Order) -> int:
    said = {name: str(value) if isinstance(value, Path) else value for name, value in vars(order).items()}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    node = shutil.which("node", path=path)
    done = subprocess.run(
        [node, SCRIPT], input=json.dumps(said), capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["status"]


def tus_js_client_with_creation(order: Order) -> int:
    return tus_js_client(replace(order, with_creation=True))


CLIENTS = {
    "tuspy": tuspy, "tus-js-client": tus_js_client, "tus-js-client-with-creation": tus_js_client_with_creation
}  # fmt: skip
