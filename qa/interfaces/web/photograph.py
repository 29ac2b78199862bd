"""A photograph or scan that an article was read from, as a picture that a browser shows."""

from __future__ import annotations

import io

MOST_PIXELS = 4_000_000  # larger ones are drawn smaller
_MOST_READ = 100_000_000  # what is larger is not read by a build either


def photograph_png(data: bytes, page: int) -> bytes | None:
    """The picture with this number, from 1, upright; None where there is none.

    Args:
        data: the file; TIFF holds several.
        page: which of them.
    """
    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(data)) as image:
            image.seek(page - 1)
            if image.width * image.height > _MOST_READ:
                return None
            upright = ImageOps.exif_transpose(image).convert("RGB")
    except (OSError, ValueError, SyntaxError, EOFError, TypeError, KeyError, IndexError, OverflowError,
            Image.DecompressionBombError):  # fmt: skip
        return None  # all that Pillow raises on damaged files
    scale = min(1.0, (MOST_PIXELS / (upright.width * upright.height)) ** 0.5)
    if scale < 1:
        upright = upright.resize((int(upright.width * scale), int(upright.height * scale)))
    written = io.BytesIO()
    upright.save(written, "PNG")
    return written.getvalue()
