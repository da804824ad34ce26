"""Runs a whole process and weighs it: processor time and peak memory, as the kernel counts them."""

import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

_BYTES_PER_UNIT = 1 if sys.platform == "darwin" else 1024  # getrusage(2): ru_maxrss is in KiB on Linux.


class ProcessFailed(Exception):
    """A measured process ended badly: its figures mean nothing."""


@dataclass(frozen=True, slots=True)
class Weight:
    """User + system seconds, and peak resident memory in MB (10⁶ bytes)."""

    cpu_seconds: float
    peak_mb: float


@dataclass(frozen=True, slots=True)
class Contender:
    """A command to weigh; `prepare` runs before each time, outside the scales. Exit codes in `fine` are a success."""

    name: str
    command: Sequence[str]
    prepare: Callable[[], None] = lambda: None
    times: int = 3
    fine: frozenset[int] = frozenset({0})


def weigh(contender: Contender, environment: Mapping[str, str]) -> Weight:
    """Runs the command once, descendants included."""
    contender.prepare()
    process = subprocess.Popen(
        contender.command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env={**os.environ, **environment}
    )
    assert process.stderr is not None
    complaints = process.stderr.read()
    process.stderr.close()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in contender.fine:
        text = complaints.decode(errors="replace")[-2000:]
        raise ProcessFailed(f"{' '.join(contender.command)}\nCódigo {process.returncode}. {text}")
    return Weight(usage.ru_utime + usage.ru_stime, usage.ru_maxrss * _BYTES_PER_UNIT / 1e6)


def weigh_in_turns(contenders: Sequence[Contender], environment: Mapping[str, str]) -> dict[str, Weight]:
    """Medians of each contender; they take turns, so that a slow minute of the machine is shared by all."""
    weights: dict[str, list[Weight]] = {contender.name: [] for contender in contenders}
    for turn in range(max(contender.times for contender in contenders)):
        for contender in contenders:
            if turn < contender.times:
                weights[contender.name].append(weigh(contender, environment))
    return {name: _median(list_of) for name, list_of in weights.items()}


def _median(weights: Sequence[Weight]) -> Weight:
    return Weight(
        statistics.median(weight.cpu_seconds for weight in weights),
        statistics.median(weight.peak_mb for weight in weights),
    )
