"""Take the pictures of the README anew: `make pictures`. Needs Chromium (or SIGHTLINE_CHROMIUM) and what tests need."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from sightline import make_example

HERE = Path(__file__).parent
READ = 200
PICTURES = (
    ("strategy-light.png", "/", "light", 1120, 780),
    ("strategy-dark.png", "/", "dark", 1120, 780),
    ("why-light.png", "/metrics/on_time_share/why?from=2025-10&to=2026-10", "light", 1120, 700),
    ("operations-light.png", "/operations", "light", 1120, 800),
    ("sight-light.png", "/sight?goal=grow_service", "light", 1120, 800),
)


def main() -> None:
    """Serve the example enterprise and take each picture."""
    with tempfile.TemporaryDirectory() as folder:
        root = make_example(Path(folder) / "halden-parts")
        command = [sys.executable, "-m", "sightline", "-C", str(root), "serve"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603 -- our own program
            address = re.search(r"http://[^/ ]+", server.stdout.readline() if server.stdout else "")
            if address is None:
                sys.exit("the app did not say where it is")
            try:
                _take(address[0])
            finally:
                server.terminate()


def _take(address: str) -> None:
    browser_path = os.environ.get("SIGHTLINE_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        for name, path, scheme, width, height in PICTURES:
            page = browser.new_page(
                viewport={"width": width, "height": height},
                color_scheme=scheme,
                locale="en-GB",
                device_scale_factor=1.5,
            )
            while page.request.get(f"{address}/calibration.json").status != READ:
                page.wait_for_timeout(500)  # reading and estimating take a while the first time
            page.goto(address + path)
            page.wait_for_timeout(1_500)  # until the figure is upgraded
            page.screenshot(path=HERE / name)
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
