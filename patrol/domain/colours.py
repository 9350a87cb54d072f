"""Colours as a plain screen shows them: phones photograph in wider ones and say so in a profile that stays behind."""

import io

from PIL import Image

MOST_PROFILE_BYTES = 1 << 20


def on_screen(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Turned into sRGB, so that the copy needs no profile: one names its maker and sometimes the very device."""
    if not profile or len(profile) > MOST_PROFILE_BYTES or picture.mode != "RGB":
        return picture
    from PIL import ImageCms

    # A broken profile is no reason to show nothing; a picture in slightly dull colours is good enough.
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if source.profile.xcolor_space.strip() != "RGB":
            return picture
        return ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except Exception:
        return picture
