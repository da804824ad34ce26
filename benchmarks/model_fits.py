"""A model fitted by one of the participants: `python -m benchmarks.model_fits WHO MODEL DATA TIMES [CPU_LIMIT]`.

Prints a JSON object: median processor seconds of the fit alone, log-likelihood in the unit of the data as the
participant itself computes it, and the parameters. Runs with the Python of each participant, so it imports the
others' packages nowhere but where they are used. With a limit, the kernel stops the process at that many seconds.
"""

import json
import resource
import statistics
import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray


class Fitted(NamedTuple):
    """What a fit leaves; the log-likelihood is computed later, out of the clock, if it is not part of fitting."""

    parameters: Sequence[float]
    log_likelihood: Callable[[], float]


Data: TypeAlias = Mapping[str, NDArray[np.float64]]
Fit: TypeAlias = Callable[[str, Data], Fitted]


def cartera_xl() -> Fit:
    """Maximum likelihood, as the peers; grouping equal clients is part of the fit."""
    from cartera_xl.nucleo.modelos import gamma_gamma
    from cartera_xl.nucleo.modelos.ajuste import ajustar
    from cartera_xl.nucleo.modelos.base import ModeloDeCompras
    from cartera_xl.nucleo.modelos.bgbb import BGBB
    from cartera_xl.nucleo.modelos.bgnbd import BGNBD
    from cartera_xl.nucleo.modelos.grupos import Grupos, agrupar
    from cartera_xl.nucleo.modelos.mbgnbd import MBGNBD
    from cartera_xl.nucleo.modelos.paretonbd import PARETONBD

    models: dict[str, ModeloDeCompras] = {model.nombre: model for model in (BGNBD, MBGNBD, PARETONBD, BGBB)}

    def fit(model: str, data: Data) -> Fitted:
        if model == "Gamma-Gamma":
            fitted = gamma_gamma.ajustar(data["x"], data["mean"])
        else:
            columns = data["x"], data["tx"], data["t"]
            groups = Grupos.de(*columns, data["n"]) if "n" in data else agrupar(*columns)[0]
            fitted = ajustar(models[model], groups)
        return Fitted(fitted.parametros, lambda: fitted.log_verosimilitud)

    return fit


def lifetimes() -> Fit:
    """Its defaults; the weights it accepts are used only where the data come already grouped."""
    import lifetimes as package  # type: ignore[import-not-found]

    classes = {
        "BG/NBD": package.BetaGeoFitter,
        "MBG/NBD": package.ModifiedBetaGeoFitter,
        "Pareto/NBD": package.ParetoNBDFitter,
        "Gamma-Gamma": package.GammaGammaFitter,
        "BG/BB": package.BetaGeoBetaBinomFitter,
    }

    def fit(model: str, data: Data) -> Fitted:
        columns = ("x", "mean") if model == "Gamma-Gamma" else ("x", "tx", "t")
        weights = data.get("n", np.ones(len(data["x"])))
        fitter = classes[model]()
        fitter.fit(*(data[column] for column in columns), weights=weights)

        def log_likelihood() -> float:
            """It minimises the mean (in Pareto/NBD, the sum) in a unit where the oldest client has age 1."""
            averaged_over = weights.mean() if model == "Pareto/NBD" else weights.sum()
            of_unit = float(data["x"].sum() * np.log(getattr(fitter, "_scale", 1.0)))
            return float(-fitter._negative_log_likelihood_ * averaged_over) + of_unit

        return Fitted(fitter.params_.tolist(), log_likelihood)

    return fit


def pymc_marketing() -> Fit:
    """Maximum a posteriori with its default priors, the fastest of its methods; only BG/NBD."""
    import pandas as pd
    import pymc  # type: ignore[import-not-found]
    from pymc_marketing.clv import BetaGeoModel  # type: ignore[import-not-found]
    from pymc_marketing.clv.distributions import BetaGeoNBD  # type: ignore[import-not-found]

    def fit(_: str, data: Data) -> Fitted:
        columns = {"frequency": data["x"], "recency": data["tx"], "T": data["t"]}
        model = BetaGeoModel(data=pd.DataFrame({"customer_id": np.arange(len(data["x"])), **columns}))
        model.fit(method="map", progressbar=False)
        found = {name: float(model.fit_result[name].values.squeeze()) for name in ("r", "alpha", "a", "b")}

        def log_likelihood() -> float:
            density = pymc.logp(BetaGeoNBD.dist(**found, T=data["t"]), np.column_stack([data["tx"], data["x"]]))
            return float(density.eval().sum())

        return Fitted(list(found.values()), log_likelihood)

    return fit


PARTICIPANTS = {"cartera-xl": cartera_xl, "lifetimes": lifetimes, "pymc-marketing": pymc_marketing}


def main(who: str, model: str, path: Path, times: int) -> None:
    """Fits `times` times and tells. Importing is outside the clock."""
    fit = PARTICIPANTS[who]()
    with np.load(path) as stored:
        data = dict(stored)
    seconds = []
    for _ in range(times):
        started = cpu_seconds()
        fitted = fit(model, data)
        seconds.append(cpu_seconds() - started)
    report = {
        "fit_seconds": statistics.median(seconds),
        "log_likelihood": fitted.log_likelihood(),
        "parameters": list(fitted.parameters),
    }
    print(json.dumps(report))


def cpu_seconds() -> float:
    """User and system, of this process and of the compilers it may have called."""
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in spent)


if __name__ == "__main__":
    warnings.simplefilter("ignore")  # the peers' own; ours are errors in the tests.
    if len(sys.argv) > 5:
        resource.setrlimit(resource.RLIMIT_CPU, (int(sys.argv[5]), int(sys.argv[5])))
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]))
