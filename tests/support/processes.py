"""Programs that the tests start and have to be gone afterwards."""

import os
import signal
import subprocess
from contextlib import suppress

PATIENCE_SECONDS = 15


def end_group(process: "subprocess.Popen[bytes]") -> None:
    """Ask the whole group of a process to end and, if it does not, end it by force."""
    for order in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, order)
        with suppress(subprocess.TimeoutExpired):
            process.wait(PATIENCE_SECONDS)
            return
