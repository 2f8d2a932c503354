"""Pictures of every page in three languages at two widths: ``python -m tests.e2e.screenshots FOLDER [NAME…]``."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.e2e import declared
from tests.e2e.conftest import ARGUMENTS, chromium, serve

TALLEST = 1800


def main(folder: Path, names: list[str]) -> None:
    """Write ``<page>-<language>-<width>-<scheme>-<part>.png``; long pages in parts that can be looked at."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        running = serve(Path(data))
        site = next(running)
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        for width in (1440, 390):
            for scheme in ("light", "dark"):
                context = browser.new_context(
                    base_url=site.url, color_scheme=scheme, viewport={"width": width, "height": 900}
                )
                page = context.new_page()
                for name, path in site.pages.items():
                    for language in ("en", "zh-hans", "zh-hant"):
                        if (names and name not in names) or (scheme == "dark" and language != "en"):
                            continue
                        page.goto(f"/{language}{path}", wait_until="networkidle")
                        height = page.evaluate("document.documentElement.scrollHeight")
                        for top in range(0, min(height, 5 * TALLEST), TALLEST):
                            clip = {"x": 0, "y": top, "width": width, "height": min(TALLEST, height - top)}
                            file = folder / f"{name}-{language}-{width}-{scheme}-{top // TALLEST}.png"
                            page.screenshot(path=file, full_page=True, clip=clip)  # type: ignore[arg-type]
                context.close()
        next(running, None)
        declarations(browser, Path(data) / "declared", folder, names)
        browser.close()


def declarations(browser: Browser, data: Path, folder: Path, names: list[str]) -> None:
    """Take the pages of declarations, as whoever works there sees them."""
    if names and not any(name.startswith(("declare", "declaration", "review")) for name in names):
        return
    with declared.running(data) as (url, place):
        for name, (who, path) in declared.pages(place).items():
            if names and name not in names:
                continue
            for width in (1280, 390):
                context = browser.new_context(base_url=url, viewport={"width": width, "height": 900})
                context.add_cookies([{"name": "footprint", "value": place.token(who), "url": url}])
                page = context.new_page()
                for language in ("en", "zh-hant"):
                    page.goto(f"/{language}{path}", wait_until="networkidle")
                    page.screenshot(path=folder / f"{name}-{language}-{width}.png", full_page=True)
                context.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
