"""Runs a whole process and weighs it: processor time and peak memory, as the kernel counts them."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

_BYTES_PER_UNIT = 1 if sys.platform == "darwin" else 1024  # getrusage(2): ru_maxrss is in KiB on Linux.


class ProcessFailed(Exception):
    """A measured process ended badly: its figures mean nothing."""


@dataclass(frozen=True, slots=True)
class Weight:
    """User + system seconds, and peak resident memory in MB (10⁶ bytes).

    Of the processes that fit a model, also the seconds of the fit alone and the log-likelihood it reached.
    """

    cpu_seconds: float
    peak_mb: float
    fit_seconds: float | None = None
    log_likelihood: float | None = None


@dataclass(frozen=True, slots=True)
class Contender:
    """A command to weigh; `prepare` runs before each time, outside the scales. Exit codes in `fine` are a success.

    If it `reports`, its last line is the JSON of `model_fits`.
    """

    name: str
    command: Sequence[str]
    prepare: Callable[[], None] = lambda: None
    times: int = 3
    fine: frozenset[int] = frozenset({0})
    reports: bool = False


def weigh(contender: Contender, environment: Mapping[str, str]) -> Weight:
    """Runs the command once, descendants included."""
    contender.prepare()
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(contender.command, stdout=said, stderr=complaints, env={**os.environ, **environment})
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        complaints.seek(0)
        if process.returncode not in contender.fine:
            text = complaints.read().decode(errors="replace")[-2000:]
            raise ProcessFailed(f"{' '.join(contender.command)}\nCódigo {process.returncode}. {text}")
        report = json.loads(said.readlines()[-1]) if contender.reports and process.returncode == 0 else {}
    peak_mb = usage.ru_maxrss * _BYTES_PER_UNIT / 1e6
    return Weight(usage.ru_utime + usage.ru_stime, peak_mb, report.get("fit_seconds"), report.get("log_likelihood"))


def weigh_in_turns(contenders: Sequence[Contender], environment: Mapping[str, str]) -> dict[str, Weight]:
    """Medians of each contender; they take turns, so that a slow minute of the machine is shared by all."""
    weights: dict[str, list[Weight]] = {contender.name: [] for contender in contenders}
    for turn in range(max(contender.times for contender in contenders)):
        for contender in contenders:
            if turn < contender.times:
                weights[contender.name].append(weigh(contender, environment))
    return {name: _median(list_of) for name, list_of in weights.items()}


def _median(weights: Sequence[Weight]) -> Weight:
    fits = [weight.fit_seconds for weight in weights if weight.fit_seconds is not None]
    return Weight(
        statistics.median(weight.cpu_seconds for weight in weights),
        statistics.median(weight.peak_mb for weight in weights),
        statistics.median(fits) if fits else None,
        weights[-1].log_likelihood,
    )
