"""Chromium without a window, over its own DevTools protocol, with the standard library alone.

``--remote-debugging-pipe`` makes the browser read commands from file descriptor 3 and write
answers and events to 4: JSON, each message ended by a zero byte.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import select
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PATIENCE = 60.0  # seconds for one answer

Message = dict[str, Any]


class Page:
    """One tab, with every event it has told of so far."""

    def __init__(self, into: int, out_of: int) -> None:
        self._into, self._out_of = into, out_of
        self._rest = b""
        self._count = 0
        self._address: Message = {}
        self.events: list[Message] = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        # The answer is what every message to this tab has to carry.
        self._address = self.call("Target.attachToTarget", targetId=target, flatten=True)
        for domain in ("Page", "Network", "Log", "Runtime"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **parameters: Any) -> Message:
        """Send a command and wait for its answer."""
        self._count += 1
        message = {"id": self._count, "method": method, "params": parameters, **self._address}
        os.write(self._into, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._count:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return dict(answer["result"])
            self.events.append(answer)

    def _next(self) -> Message:
        """The next message of the browser."""
        end = time.monotonic() + PATIENCE
        while b"\0" not in self._rest:
            ready, _, _ = select.select([self._out_of], [], [], max(0.0, end - time.monotonic()))
            chunk = os.read(self._out_of, 1 << 20) if ready else b""
            if not chunk:
                raise RuntimeError("the browser has ended, or does not answer")
            self._rest += chunk
        message, _, self._rest = self._rest.partition(b"\0")
        return dict(json.loads(message))

    def open(self, file: Path) -> None:
        """Load a file and wait until it is there; earlier events are forgotten."""
        self.events.clear()
        self.call("Page.navigate", url=file.as_uri())
        while not any(event["method"] == "Page.loadEventFired" for event in self.events):
            self.events.append(self._next())
        self.value("1")  # what the page told before this answer has come in too

    def value(self, expression: str) -> Any:
        """What an expression gives in the page."""
        found = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        return found["result"].get("value")

    def width(self, pixels: int) -> None:
        """Show the page as on a screen of this width."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=pixels,
            height=900,
            deviceScaleFactor=1,
            mobile=pixels < 500,
        )

    def picture(self, file: Path) -> None:
        """The whole page as a PNG, at the width that is set."""
        shot = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=True)
        file.write_bytes(base64.b64decode(shot["data"]))

    def pdf(self, file: Path) -> None:
        """The page as it is printed on A4."""
        paper = {"paperWidth": 8.27, "paperHeight": 11.69}
        printed = self.call("Page.printToPDF", printBackground=False, **paper)
        file.write_bytes(base64.b64decode(printed["data"]))


def find() -> str | None:
    """Where the browser is."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@contextmanager
def browser(program: str) -> Iterator[Page]:
    """A browser with nothing in it; it ends with the block."""
    their_in, our_out = os.pipe()
    our_in, their_out = os.pipe()
    # Out of the way of 3 and 4, which the shell below puts in place.
    ends = [fcntl.fcntl(fd, fcntl.F_DUPFD, 10) for fd in (their_in, their_out)]
    os.close(their_in)
    os.close(their_out)
    with TemporaryDirectory(prefix="ictsim-browser-", ignore_cleanup_errors=True) as profile:
        options = [
            "--headless=new",
            "--remote-debugging-pipe",
            f"--user-data-dir={profile}",
            "--no-first-run",
            "--disable-gpu",
            "--disable-extensions",
            "--hide-scrollbars",
            "--disable-dev-shm-usage",
        ]
        if os.geteuid() == 0:
            options.append("--no-sandbox")  # it refuses to start as root otherwise
        shell = f'exec "$@" 3<&{ends[0]} 4>&{ends[1]}'
        process = subprocess.Popen(
            ["bash", "-c", shell, "bash", program, *options],
            pass_fds=ends,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for fd in ends:
            os.close(fd)
        try:
            yield Page(our_out, our_in)
        finally:
            os.close(our_out)  # the browser ends when its commands do
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            os.close(our_in)
