"""Hojas feas: cada una se lee de punta a punta y da justo lo que dice su JSON."""

from pathlib import Path

import pytest
from build_corpus import build, cases, load
from pipeline import leer_libro


def test_hay_al_menos_cuarenta_hojas_feas() -> None:
    assert len(cases()) >= 40


@pytest.mark.parametrize("caso", cases(), ids=lambda caso: caso.stem)
def test_la_hoja_fea_se_lee_como_se_espera(caso: Path, tmp_path: Path) -> None:
    contenido = load(caso)

    assert leer_libro(build(caso, tmp_path), contenido) == contenido["esperado"]


def test_el_mismo_texto_da_el_mismo_libro(tmp_path: Path) -> None:
    caso = cases()[0]
    (tmp_path / "otra").mkdir()
    contenido = load(caso)

    una, otra = build(caso, tmp_path), build(caso, tmp_path / "otra")

    assert leer_libro(una, contenido) == leer_libro(otra, contenido)
