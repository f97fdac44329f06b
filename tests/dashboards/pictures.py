"""The pictures of docs/使用手册.md: `python -m tests.dashboards.pictures`, while `fenghuo up` runs.

They show the demo province, whose accounts do not exist. Written to docs/img as WebP, small enough for a
repository.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Final

from PIL import Image

from dashboards.asset_files import slugs
from dashboards.bootstrap import dashboard_url
from hub.settings import load_settings
from tests.dashboards.browser import SCREENSHOTS, logged_in

PICTURES: Final = Path(__file__).parents[2] / "docs" / "img"
PHONE_WIDTH: Final = 390
LAPTOP_HEIGHT: Final = 1900
"""How much of a dashboard a picture shows, in pixels: the first screens, not the long tables."""
PHONE_HEIGHT: Final = 1100
QUALITY: Final = 62


def main() -> None:
    """Take every picture and say how large they are together."""
    settings = load_settings()
    total = 0
    with logged_in(settings.secret("superset_admin_password")) as pages:
        for slug in slugs():
            pages.read(dashboard_url(settings, slug), f"manual/{slug}.png")
            total += _keep(slug, LAPTOP_HEIGHT)
        phone = dashboard_url(settings, "overview-phone") + "?standalone=2"
        pages.read(phone, "manual/phone.png", PHONE_WIDTH)
        total += _keep("phone", PHONE_HEIGHT)
    sys.stdout.write(f"{PICTURES}: {total / 1000:,.0f} kB\n")


def _keep(name: str, height: int) -> int:
    """Write a screenshot's upper part as WebP; its size in bytes."""
    with Image.open(SCREENSHOTS / "manual" / f"{name}.png") as picture:
        upper = picture.convert("RGB").crop((0, 0, picture.width, min(height, picture.height)))
    content = io.BytesIO()
    upper.save(content, "WEBP", quality=QUALITY, method=6)
    PICTURES.mkdir(parents=True, exist_ok=True)
    (PICTURES / f"{name}.webp").write_bytes(content.getvalue())
    return len(content.getvalue())


if __name__ == "__main__":
    main()
