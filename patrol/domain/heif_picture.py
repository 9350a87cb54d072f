"""HEIC, HEIF and AVIF pictures opened. The two decoders are imported here, when one is needed, and nowhere else:
they cost a process 10 MB, and the web never decodes."""

from typing import BinaryIO

from PIL import Image


def opened(file: BinaryIO, media_type: str) -> Image.Image:
    """The primary picture with its pixels, as coded: AVIF not yet turned, HEIF turned by its container already."""
    if media_type == "image/avif":
        return _avif(file)
    return heif(file)


def _avif(file: BinaryIO) -> Image.Image:
    from PIL import AvifImagePlugin

    # A thread more is memory more, and the machine has other work.
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    return AvifImagePlugin.AvifImageFile(file)


def heif(file: BinaryIO) -> Image.Image:
    from pillow_heif import HeifImageFile, options

    options.DECODE_THREADS = 1
    options.THUMBNAILS = options.DEPTH_IMAGES = options.AUX_IMAGES = False
    return HeifImageFile(file)
