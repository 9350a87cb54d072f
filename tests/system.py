"""The programs the tests need from the system: found, or installed where that is permitted, or said to be missing."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from ctypes.util import find_library
from dataclasses import dataclass
from pathlib import Path


class Absent(Exception):
    """A program that is missing and may not be installed; its text is the one sentence people see."""


def chromium() -> str:
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    found = _first(names)
    if found is None and _install("chromium", "fonts-wqy-microhei"):
        found = _first(names)
    if found is None:
        raise Absent("The browser tests need Chromium, and it could not be installed here: install it yourself.")
    return found


@dataclass(frozen=True)
class WebKit:
    driver: str
    browser: Path


def webkit() -> WebKit:
    """WebKitGTK's driver and the small browser that comes with its library, and an X server for it to draw on."""
    found = _webkit()
    if found is None and _install("webkit2gtk-driver", "xvfb", "fonts-wqy-microhei"):
        found = _webkit()
    if found is None:
        raise Absent("WebKit (webkit2gtk-driver, xvfb) is not here and could not be installed: install it yourself.")
    return found


def _webkit() -> WebKit | None:
    driver, screen = shutil.which("WebKitWebDriver"), shutil.which("Xvfb")
    # Debian keeps it beside the library of its architecture, others in libexec.
    places = [f"{folder}/webkit2gtk-4.*/MiniBrowser" for folder in ("lib/*", "lib64", "libexec")]
    browsers = sorted(found for place in places for found in Path("/usr").glob(place))
    return WebKit(driver, browsers[-1]) if driver and screen and browsers else None


def chinese_font() -> None:
    """Without one the browser draws boxes: widths differ, and pictures show nothing."""
    listing = shutil.which("fc-list")
    if listing and subprocess.run([listing, ":lang=zh"], capture_output=True).stdout.strip():
        return
    _install("fonts-wqy-microhei")


def pango() -> None:
    """Draws the text of PDFs. Where it is missing and may not be installed, the tests of PDFs fail and name it."""
    if find_library("pango-1.0") is None or find_library("pangoft2-1.0") is None:
        _install("libpango-1.0-0", "libpangoft2-1.0-0", "fonts-wqy-microhei")


def certutil() -> str:
    """NSS's own tool: Chromium on Linux trusts what stands in an NSS database."""
    found = shutil.which("certutil")
    if found is None and _install("libnss3-tools"):
        found = shutil.which("certutil")
    if found is None:
        raise Absent("The tests of a trusted authority need certutil (libnss3-tools): install it yourself.")
    return found


def nginx() -> str:
    """The proxy of docs/deploy.md; it stands where only the administrator's path leads."""
    places = "/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin"
    found = shutil.which("nginx", path=places)
    if found is None and _install("nginx-light"):
        found = shutil.which("nginx", path=places)
    if found is None:
        raise Absent("The tests of the proxy need nginx, and it could not be installed here: install it yourself.")
    return found


def postgres_programs() -> Path:
    """The folder with initdb and postgres, version 15 or newer."""
    found = _postgres_folder()
    if found is None and _install("postgresql"):
        found = _postgres_folder()
    if found is None:
        raise Absent(
            "The tests need PostgreSQL 15 or newer, and it could not be installed here: install it yourself."
        )
    return found


def _postgres_folder() -> Path | None:
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: folder.parent.name, reverse=True)
    on_path = [Path(found).resolve().parent for found in [shutil.which("initdb")] if found]
    for folder in installed + on_path:
        if (folder / "initdb").exists() and (folder / "postgres").exists() and _version(folder) >= 15:
            return folder
    return None


def _version(folder: Path) -> int:
    said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True).stdout
    found = re.search(r"\(PostgreSQL\) (\d+)", said)
    return int(found[1]) if found else 0


def _first(names: tuple[str, ...]) -> str | None:
    return next((found for found in map(shutil.which, names) if found), None)


def _install(*packages: str) -> bool:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    print(f"Installing {' '.join(packages)} (apt-get)", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
        done = subprocess.run(["apt-get", *step], env=environment, stdin=subprocess.DEVNULL, capture_output=True)
        if done.returncode != 0:
            print(done.stderr.decode(errors="replace")[-2000:], flush=True)
            return False
    return True
