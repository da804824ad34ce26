"""De la dirección a la provincia y la comunidad."""

import pytest

from cartera_xl.nucleo.calidad.contacto import PROVINCIAS_ES
from cartera_xl.nucleo.indicadores.zonas import COMUNIDADES, comunidades, provincias


def test_cada_provincia_tiene_una_comunidad_y_hay_diecinueve() -> None:
    assert set(COMUNIDADES) == set(PROVINCIAS_ES)
    assert len(set(COMUNIDADES.values())) == 19


@pytest.mark.parametrize(
    ("direccion", "provincia", "comunidad"),
    [
        (("08001", "Madrid", None), "Barcelona", "Cataluña"),  # manda el código postal
        (("8001", None, None), "Barcelona", "Cataluña"),
        (("99999", "Bizkaia", None), "Vizcaya", "País Vasco"),  # un código imposible no dice nada
        ((None, "Comunidad de Madrid", "España"), "Comunidad de Madrid", "Comunidad de Madrid"),
        (("28001", "Lisboa", "Portugal"), "Lisboa", None),
        ((None, None, None), None, None),
        ((None, "Marte", None), "Marte", None),
    ],
)
def test_manda_el_codigo_postal_y_fuera_de_espana_lo_escrito(
    direccion: tuple[str | None, str | None, str | None], provincia: str | None, comunidad: str | None
) -> None:
    assert provincias([direccion], "ES") == [provincia]
    assert comunidades([direccion], "ES") == [comunidad]


def test_en_un_libro_de_otro_pais_la_provincia_es_la_escrita() -> None:
    assert provincias([("28001", "Jalisco", None)], "MX") == ["Jalisco"]
    assert comunidades([("28001", "Jalisco", None)], "MX") == [None]
