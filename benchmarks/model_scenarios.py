"""Fitting the purchase models: how much of the processor each library needs to reach the same likelihood."""

import signal
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from benchmarks.common import Line, Settings, built, environment
from benchmarks.environments import peer_python
from benchmarks.measure import Contender, Weight, weigh, weigh_in_turns

OURS, LIFETIMES, PYMC = "cartera-xl", "lifetimes", "pymc-marketing"
SAMPLES = {
    "BG/NBD": ("cdnow", "muestra CDNOW"),
    "MBG/NBD": ("cdnow", "muestra CDNOW"),
    "Pareto/NBD": ("cdnow", "muestra CDNOW"),
    "Gamma-Gamma": ("gasto", "muestra CDNOW"),
    "BG/BB": ("donantes", "11104 donantes"),
}
FITS_IN_A_ROW = 11
"""A fit of hundredths of a second is timed inside its process, and its median taken."""


def models_scenario(settings: Settings) -> Iterator[Line]:
    """The published samples, a big BG/NBD and a big Pareto/NBD."""
    peers = settings.peers or settings.folder / "pares"
    pythons = {OURS: sys.executable, **{peer: peer_python(peers, peer) for peer in (LIFETIMES, PYMC)}}
    yield from _published_samples(settings, pythons)
    yield from _big_bgnbd(settings, pythons)
    yield from _big_pareto(settings, pythons)


def _published_samples(settings: Settings, pythons: Mapping[str, str]) -> Iterator[Line]:
    """Each model on the data of its paper: a whole process that fits once and, apart, the fit alone."""
    for model, (kind, sample) in SAMPLES.items():
        data = _data(settings, kind)
        once, many = (
            weigh_in_turns(
                [_fit(who, pythons[who], model, data, fits, settings.times) for who in (OURS, LIFETIMES)],
                environment(settings.folder),
            )
            for fits in (1, FITS_IN_A_ROW)
        )
        found = {who: replace(once[who], fit_seconds=many[who].fit_seconds) for who in once}
        title = f"{model}, {sample}"
        yield _ours(title, found[OURS])
        yield _faced(title, LIFETIMES, found, 10)


def _big_bgnbd(settings: Settings, pythons: Mapping[str, str]) -> Iterator[Line]:
    title = f"BG/NBD, {settings.simulated} clientes"
    data = _data(settings, "simulados", settings.simulated)
    contenders = [_fit(who, python, "BG/NBD", data, 1, settings.times) for who, python in pythons.items()]
    weigh(contenders[-1], environment(settings.folder))  # It compiles its code the first time, and that is not fitting.
    found = weigh_in_turns(contenders, environment(settings.folder))
    share = found[OURS].peak_mb / found[PYMC].peak_mb
    goal = f"0.25 de la memoria de {PYMC}, o menos"
    yield replace(_ours(title, found[OURS]), ratio=f"{share:.2f} de su memoria", goal=goal, met=share <= 0.25)
    yield _faced(title, LIFETIMES, found, 20)
    yield _faced(title, PYMC, found, 10)


def _big_pareto(settings: Settings, pythons: Mapping[str, str]) -> Iterator[Line]:
    """Ours to the end; lifetimes, until the kernel stops it."""
    title = f"Pareto/NBD, {settings.simulated} clientes"
    data = _data(settings, "simulados", settings.simulated)
    ours = _fit(OURS, pythons[OURS], "Pareto/NBD", data, 1, settings.times)
    theirs = _fit(LIFETIMES, pythons[LIFETIMES], "Pareto/NBD", data, 1, 1)
    limited = replace(theirs, command=[*theirs.command, str(settings.cpu_limit)], fine=frozenset({0, -signal.SIGKILL}))
    found = weigh_in_turns([ours, limited], environment(settings.folder))
    quick = _fit_seconds(found[OURS]) < 10
    yield replace(_ours(title, found[OURS]), goal="menos de 10 s de ajuste", met=quick)
    if found[LIFETIMES].fit_seconds is None:
        said = f"parado a los {settings.cpu_limit} s, sin terminar"
        yield Line(title, LIFETIMES, found[LIFETIMES], said, is_fit=True)
    else:
        yield _faced(title, LIFETIMES, found, 1)


def _fit(who: str, python: str, model: str, data: Path, fits: int, times: int) -> Contender:
    command = [python, "-m", "benchmarks.model_fits", who, model, str(data), str(fits)]
    return Contender(who, command, times=times, reports=True)


def _data(settings: Settings, kind: str, size: int = 0) -> Path:
    return built(settings.folder, "model_data", kind, size, ".npz")


def _ours(title: str, weight: Weight) -> Line:
    return Line(title, OURS, weight, is_fit=True)


def _faced(title: str, peer: str, found: Mapping[str, Weight], goal: int) -> Line:
    """A peer beside ours. The goal is met only if both have reached the same likelihood: a wrong fit is no merit."""
    times = _fit_seconds(found[peer]) / _fit_seconds(found[OURS])
    same = _same_likelihood(found[OURS], found[peer])
    said = f"{OURS}: {times:.1f} veces menos" + ("" if same else "; no llegan a lo mismo")
    return Line(title, peer, found[peer], said, f"{goal} veces menos o mejor", same and times >= goal, is_fit=True)


def _fit_seconds(weight: Weight) -> float:
    assert weight.fit_seconds is not None, "the process has told nothing"
    return weight.fit_seconds


def _same_likelihood(one: Weight, other: Weight) -> bool:
    """Equal but for where each optimiser stops."""
    if one.log_likelihood is None or other.log_likelihood is None:
        return False
    return abs(one.log_likelihood - other.log_likelihood) <= 0.02 + 1e-6 * abs(other.log_likelihood)
