"""The demo's photos: a drawn scene as the JPEG a phone would send, with the EXIF a phone would write."""

from __future__ import annotations

import io
import math
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from PIL import Image, ImageDraw, ImageFilter, ImageFont, ImageOps
from PIL.TiffImagePlugin import IFDRational

from patrol.domain.times import CHINA

from .brush import SIZE, Brush
from .scenes import NEAR, SCENES

MAKE = MODEL = "Demo"
QUALITY = 78
# Where a system keeps Chinese glyphs differs; without any the word is English.
FONTS = ("NotoSansCJK-Regular.ttc", "wqy-microhei.ttc", "wqy-zenhei.ttc", "DroidSansFallbackFull.ttf",
         "PingFang.ttc", "msyh.ttc", "simhei.ttf")  # fmt: skip
METRES_OF_A_DEGREE = 111_320
_MILLIONTH = 1_000_000


@dataclass(frozen=True)
class Standpoint:
    """Where the phone stood and which way it looked (WGS-84, metres, degrees from true north)."""

    lat: float
    lon: float
    altitude_m: float
    bearing_deg: float


def standing_off(lat: float, lon: float, metres: float, bearing_deg: float) -> Standpoint:
    """People stand off for safety: the place of the matter lies `metres` ahead of them."""
    turn = math.radians(bearing_deg)
    north, east = metres * math.cos(turn), metres * math.sin(turn)
    degree_east = METRES_OF_A_DEGREE * math.cos(math.radians(lat))
    back_lat = round(lat - north / METRES_OF_A_DEGREE, 6)
    back_lon = round(lon - east / degree_east, 6)
    return Standpoint(back_lat, back_lon, 7.5, bearing_deg)


OVERCAST = (150, 158, 168)


@dataclass
class Album:
    """Draws each view once, however many photos show it; they differ by what their EXIF says.

    `otherwise` is the same scene on another day from the other side: half of the stories see it so.
    """

    views: dict[tuple[str, bool, bool], bytes] = field(default_factory=dict)
    scenes: dict[str, Image.Image] = field(default_factory=dict)
    grain: Image.Image | None = None

    def photo(self, scene: str, near: bool, otherwise: bool, taken_at: datetime, stood: Standpoint | None) -> bytes:
        view = self.views.get((scene, near, otherwise))
        if view is None:
            view = self.views[scene, near, otherwise] = self._developed(scene, near, otherwise)
        return _with_exif(view, exif_of(taken_at, stood))

    def _developed(self, name: str, near: bool, otherwise: bool) -> bytes:
        picture = self._scene(name)
        if near:
            left, top = SCENES[name][2]
            picture = picture.resize(SIZE, Image.Resampling.BILINEAR, (left, top, left + NEAR[0], top + NEAR[1]))
        if otherwise:
            picture = Image.blend(ImageOps.mirror(picture), Image.new("RGB", SIZE, OVERCAST), 0.16)
        if self.grain is None:
            self.grain = Image.effect_noise((SIZE[0] // 2, SIZE[1] // 2), 46).resize(SIZE).convert("RGB")
        picture = Image.blend(picture, self.grain, 0.05)
        _sign(picture)
        encoded = io.BytesIO()
        picture.save(encoded, "JPEG", quality=QUALITY)
        return encoded.getvalue()

    def _scene(self, name: str) -> Image.Image:
        if name not in self.scenes:
            paint, ground, _ = SCENES[name]
            brush = Brush(sum(name.encode()), ground)
            paint(brush)
            self.scenes[name] = brush.image.filter(ImageFilter.SMOOTH)
        return self.scenes[name]


def _sign(picture: Image.Image) -> None:
    draw = ImageDraw.Draw(picture)
    font, word = _font()
    draw.rectangle((SIZE[0] - 150, SIZE[1] - 74, SIZE[0] - 24, SIZE[1] - 22), fill=(40, 40, 40))
    draw.text((SIZE[0] - 87, SIZE[1] - 48), word, font=font, fill=(250, 250, 250), anchor="mm")


def _font() -> tuple[ImageFont.FreeTypeFont | ImageFont.ImageFont, str]:
    for name in FONTS:
        with suppress(OSError):
            return ImageFont.truetype(name, 40), "演示"
    return ImageFont.load_default(40), "DEMO"


def exif_of(taken_at: datetime, stood: Standpoint | None) -> bytes:
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0112] = MAKE, MODEL, 1
    camera = exif.get_ifd(0x8769)
    camera[0x9003], camera[0x9011] = taken_at.astimezone(CHINA).strftime("%Y:%m:%d %H:%M:%S"), "+08:00"
    if stood is not None:
        _write_place(exif.get_ifd(0x8825), stood)
    return exif.tobytes()


def _write_place(gps: dict, stood: Standpoint) -> None:
    gps[1], gps[2] = "N" if stood.lat >= 0 else "S", _degrees(stood.lat)
    gps[3], gps[4] = "E" if stood.lon >= 0 else "W", _degrees(stood.lon)
    gps[5], gps[6] = b"\0", IFDRational(round(stood.altitude_m * 10), 10)
    gps[16], gps[17] = "T", IFDRational(round(stood.bearing_deg * 10), 10)


def _degrees(value: float) -> tuple[IFDRational, IFDRational, IFDRational]:
    """Degrees, minutes and millionths of a second: fine enough that six decimals come back as they were."""
    millionths = round(abs(value) * 3600 * _MILLIONTH)
    minutes, left = divmod(millionths, 60 * _MILLIONTH)
    return IFDRational(minutes // 60, 1), IFDRational(minutes % 60, 1), IFDRational(left, _MILLIONTH)


def _with_exif(jpeg: bytes, exif: bytes) -> bytes:
    """Spliced in behind the start of the image, so that the picture need not be encoded again."""
    return jpeg[:2] + b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif + jpeg[2:]
