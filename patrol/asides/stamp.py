"""Puts a dark plate with words below a picture: JSON from standard input, a JPEG without any tag to standard output.

{"picture": a JPEG of ours in base64, "lines": [what stands there…], "plain": [the same for a machine without a
Chinese font…]}. Nothing of the picture is covered.
"""

import bounds

bounds.take()

# ruff: noqa: E402
import base64
import io
import json
import subprocess
import sys

from PIL import Image, ImageDraw, ImageFont

PLATE, INK = (18, 24, 27), (255, 255, 255)
QUALITY = 82


def font_file() -> str | None:
    """One that can write Chinese, where the machine has any."""
    try:
        found = subprocess.run(["fc-list", ":lang=zh-cn", "file"], capture_output=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    files = sorted(line.rstrip(": ") for line in found.stdout.decode(errors="replace").splitlines() if line.strip())
    return files[0] if files else None


def font(file: str | None, size: int):
    return ImageFont.truetype(file, size) if file else ImageFont.load_default(size)


def fitted(file: str | None, lines: list[str], width: int, size: int):
    """The largest up to `size` in which every line fits."""
    while size > 10 and max(font(file, size).getlength(line) for line in lines) > width:
        size -= 1
    return font(file, size), size


def stamped(picture: Image.Image, lines: list[str], file: str | None) -> Image.Image:
    margin = max(8, picture.width // 60)
    face, size = fitted(file, lines, picture.width - 2 * margin, max(14, picture.width // 36))
    step = size * 3 // 2
    whole = Image.new("RGB", (picture.width, picture.height + 2 * margin + step * len(lines)), PLATE)
    whole.paste(picture, (0, 0))
    drawn = ImageDraw.Draw(whole)
    for number, line in enumerate(lines):
        drawn.text((margin, picture.height + margin + number * step), line, INK, font=face)
    return whole


def main() -> None:
    asked = json.load(sys.stdin)
    picture = Image.open(io.BytesIO(base64.b64decode(asked["picture"])), formats=["JPEG"]).convert("RGB")
    file = font_file()
    made = stamped(picture, asked["lines"] if file else asked["plain"], file)
    made.info.clear()
    made.save(sys.stdout.buffer, "JPEG", quality=QUALITY)


main()
