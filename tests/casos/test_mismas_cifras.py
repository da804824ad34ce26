"""Un solo número: el de la celda, el de la hoja Resumen y el de --json son el mismo."""

from collections import Counter

import pytest

from cartera_xl.casos.recalcular import recalcular
from tests.casos.conftest import Banco, peticion


def test_la_hoja_el_resumen_y_el_json_dicen_lo_mismo(banco: Banco) -> None:
    cifras = recalcular(banco.abrir(), banco.diario, peticion()).a_dict()["resumen"]

    en_la_hoja = Counter(banco.columna("Segmento"))
    resumen = {fila[1]: fila for fila in banco.cuadro("Resumen") if len(fila) > 4 and isinstance(fila[1], str)}
    netos = Counter[object]()
    for segmento, neto in zip(banco.columna("Segmento"), banco.columna("Importe neto"), strict=True):
        netos[segmento] += neto  # type: ignore[operator]
    for grupo in cifras["segmentos"]:
        nombre = grupo["nombre"]
        assert grupo["clientes"] == en_la_hoja[nombre] == resumen[nombre][2]
        assert grupo["importe_neto"] == pytest.approx(netos[nombre], abs=0.005)
        assert resumen[nombre][4] == grupo["importe_neto"]


def test_la_puntuacion_de_la_celda_es_la_que_promedia_el_resumen(banco: Banco) -> None:
    cifras = recalcular(banco.abrir(), banco.diario, peticion()).a_dict()["resumen"]

    puntos = [valor for valor in banco.columna("Puntuación") if isinstance(valor, float | int)]
    assert cifras["totales"]["puntuacion_media"] == pytest.approx(sum(puntos) / len(puntos))
