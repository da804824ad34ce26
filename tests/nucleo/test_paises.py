"""Las convenciones de cada país salen del CLDR; se comprueban las que sorprenden."""

import pytest

from cartera_xl.nucleo.errores import ConfiguracionErronea
from cartera_xl.nucleo.paises import codigos, pais


@pytest.mark.parametrize("codigo", ["ES", "AR", "CL", "CO", "EC", "UY", "PY", "BO", "VE", "CR", "BR", "PT"])
def test_escriben_con_coma_decimal(codigo: str) -> None:
    assert pais(codigo).decimal == ","


@pytest.mark.parametrize("codigo", ["MX", "PE", "GT", "DO", "SV", "HN", "NI", "PA", "PR", "US"])
def test_escriben_con_punto_decimal(codigo: str) -> None:
    assert pais(codigo).decimal == "."


def test_solo_panama_puerto_rico_y_estados_unidos_ponen_el_mes_delante() -> None:
    assert {c for c in codigos() if pais(c).orden_fecha == "mdy"} == {"PA", "PR", "US"}


@pytest.mark.parametrize(
    ("codigo", "moneda", "decimales", "id_fiscal"),
    [("ES", "EUR", 2, "NIF"), ("CL", "CLP", 0, "RUT"), ("PY", "PYG", 0, "RUC"), ("MX", "MXN", 2, "RFC")],
)
def test_moneda_e_identificador_fiscal(codigo: str, moneda: str, decimales: int, id_fiscal: str) -> None:
    hallado = pais(codigo)

    assert (hallado.moneda, hallado.decimales, hallado.id_fiscal) == (moneda, decimales, id_fiscal)


def test_el_codigo_vale_en_minusculas_y_el_nombre_va_en_espanol() -> None:
    assert pais(" mx ").nombre == "México"


@pytest.mark.parametrize("codigo", ["XX", "", "España", "es_ES"])
def test_un_pais_desconocido_se_dice_con_la_lista_de_los_admitidos(codigo: str) -> None:
    with pytest.raises(ConfiguracionErronea, match="ES, MX, AR") as error:
        pais(codigo)

    assert f"«{codigo}»" in error.value.que
