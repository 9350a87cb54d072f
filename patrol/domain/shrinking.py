"""A large image made small and opaque, strip by strip, so that memory holds it once and never twice."""

from PIL import Image

_STRIP_PIXELS = 2_000_000
_WHITE = (255, 255, 255)
_SIXTEEN_BIT = ("I;16", "I;16B", "I;16L", "I")


def onto_white(image: Image.Image, fitted: tuple[int, int]) -> Image.Image:
    """Loads the image; a truncated one raises here."""
    image.load()
    if image.mode in ("RGB", "L", "CMYK", "YCbCr") and "transparency" not in image.info:
        # thumbnail() and its reducing_gap would call draft again, with a size that does not fit.
        return image.resize(fitted, Image.Resampling.BICUBIC).convert("RGB")
    factor = max(1, max(image.size) // (2 * max(fitted)))
    return _reduced(image, factor).resize(fitted, Image.Resampling.BICUBIC)


def _reduced(image: Image.Image, factor: int) -> Image.Image:
    """Pillow shrinks palettes without mixing colours and copies transparent images whole to weigh them."""
    width, height = image.size
    canvas = Image.new("RGB", (-(-width // factor), -(-height // factor)))
    rows = max(1, _STRIP_PIXELS // (width * factor)) * factor
    for top in range(0, height, rows):
        strip = _opaque(image.crop((0, top, width, min(height, top + rows))))
        canvas.paste(strip.reduce(factor) if factor > 1 else strip, (0, top // factor))
    return canvas


def _opaque(strip: Image.Image) -> Image.Image:
    if strip.mode in _SIXTEEN_BIT:
        # A plain conversion cuts everything above 255 off and leaves a white sheet.
        return strip.point(lambda value: value * (1 / 256)).convert("L").convert("RGB")
    if not strip.has_transparency_data:
        return strip.convert("RGB")
    strip = strip.convert("RGBA")
    white = Image.new("RGB", strip.size, _WHITE)
    white.paste(strip, mask=strip.getchannel("A"))
    return white
