"""Ctrl-C, and a polite end from outside: what was computed is kept."""

from __future__ import annotations

import signal
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import TracebackType

    from ictsim.engine import Progress

# Windows has no SIGHUP.
_SIGNALS = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]

# A shell, make or timeout passes on what the terminal has sent already: one wish, two signals.
_SAME_WISH = 1.0  # seconds


class Interrupts:
    """Turns signals into KeyboardInterrupt, where that loses nothing.

    Before the runs the first signal ends the program. From :meth:`keep` on it is noted, ends
    the runs at the next :meth:`check`, and lets the files be written. A second one gives up.
    ``asked`` is when the first came, ``keeping`` whether there is something to keep.
    """

    def __init__(self) -> None:
        self.asked: float | None = None
        self.keeping = self.gave_up = self._stopped = False
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Interrupts:
        try:
            for number in _SIGNALS:
                # What is ignored (nohup, a background job) stays ignored.
                if signal.getsignal(number) is not signal.SIG_IGN:
                    self._before[number] = signal.signal(number, self._on_signal)
        except ValueError:  # not the main thread: nothing to set
            pass
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _on_signal(self, _number: int, _frame: object) -> None:
        now = time.monotonic()
        if self.asked is None:
            self.asked = now
            if not self.keeping:
                raise KeyboardInterrupt
        elif now - self.asked > _SAME_WISH:
            self.gave_up = True
            raise KeyboardInterrupt

    def keep(self) -> None:
        """The runs start: from here on there is something to keep."""
        if self.asked is not None:  # the trial that estimates the time has swallowed it
            raise KeyboardInterrupt
        self.keeping = True

    def check(self, progress: Progress) -> None:
        """Stop the runs if that was asked; once, and not when all are done."""
        if self.asked is not None and not self._stopped and progress.done < progress.planned:
            self._stopped = True
            raise KeyboardInterrupt
