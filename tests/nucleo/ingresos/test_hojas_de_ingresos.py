"""Las hojas «Puente de ingresos» y «Valor de la cartera»: qué dicen, y que respetan lo que la persona pone."""

from dataclasses import replace

import pytest

from cartera_xl.nucleo.celdas import Cuadro
from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.errores import ConfiguracionErronea
from cartera_xl.nucleo.ingresos.puente import ClaseDeIngreso, Escalon, Puente
from cartera_xl.nucleo.ingresos.puente_hoja import (
    Dimension,
    InformeDePuente,
    Variacion,
    barras,
    celdas_de_puente,
    es_puente,
)
from cartera_xl.nucleo.ingresos.retencion import RetencionMedida
from cartera_xl.nucleo.ingresos.valor_hoja import (
    InformeDeValor,
    LineaDeContraste,
    cambios_de_valor,
    es_valor,
    leer_suyos,
)
from cartera_xl.nucleo.ingresos.valor_supuestos import casos_de, con_los_suyos, supuestos_de
from cartera_xl.nucleo.ingresos.valoracion import Aplazado, Exposicion, Peldano, RiesgoDeValor
from cartera_xl.nucleo.plan import CeldaSalida

ESCALONES = tuple(
    Escalon(clase, 1, 100 if clase is ClaseDeIngreso.ALTA else -300 if clase is ClaseDeIngreso.BAJA else 0)
    for clase in ClaseDeIngreso
)
TOTAL = Puente("Total", 1000, ESCALONES, 800, 3, 2)
INFORME = InformeDePuente(
    "01/01/2024 a 31/12/2024",
    "01/01/2025 a 31/12/2025",
    TOTAL,
    (Dimension("Segmento", (TOTAL,)), Dimension("ABC", (TOTAL,))),
    (Variacion("Uno, S.L.", ClaseDeIngreso.BAJA, "", 300, 0),),
    ("Una nota.",),
)
MEDIDA = RetencionMedida(0.8, 0.75, 0.85, 40, 32, True, 0.9)
SUPUESTOS = supuestos_de(Configuracion(), MEDIDA, "")
VALOR = InformeDeValor(
    SUPUESTOS,
    (Peldano("Neto de 12 meses", 100.0, 100.0, True, "de todos"), Peldano("Valor", 123.4, 234.5, True, "queda")),
    (0.75, 0.8),
    ((1.0, 2.0, 3.0, 4.0, 5.0), (6.0, 7.0, 8.0, 9.0, 10.0)),
    ((1.0, 2.0, 3.0, 4.0, 5.0), (6.0, 7.0, 8.0, 9.0, 10.0)),
    (Aplazado(0.8, 100.0, 20.0),),
    (LineaDeContraste("CLV de todos", 99.0, "dice"),),
    (),
)


def _cuadro(celdas: dict[tuple[int, int], CeldaSalida], antes: Cuadro | None = None) -> Cuadro:
    alto, ancho = (max(sitio[i] for sitio in celdas) for i in (0, 1))
    cuadro: Cuadro = [list(fila) for fila in antes or []]
    cuadro += [[] for _ in range(alto - len(cuadro))]
    for fila in cuadro:
        fila += [None] * (ancho - len(fila))
    for (i, j), celda in celdas.items():
        cuadro[i - 1][j - 1] = celda.valor
    return cuadro


def _sitio(cuadro: Cuadro, texto: str) -> tuple[int, int]:
    return next((i, j) for i, fila in enumerate(cuadro) for j, celda in enumerate(fila) if celda == texto)


def test_la_hoja_del_puente_cierra_y_nada_se_pisa() -> None:
    celdas = celdas_de_puente(INFORME)
    cuadro = _cuadro(celdas)
    fila, columna = _sitio(cuadro, "01/01/2024 a 31/12/2024")
    importes = [cuadro[fila + i][columna + 2] for i in range(len(ClaseDeIngreso) + 2)]

    assert importes[0] == 10.0
    assert sum(float(str(importe)) for importe in importes[:-1]) == pytest.approx(float(str(importes[-1])))
    assert {"Por segmento", "Por ABC", "Los que más cambian", "Una nota."} <= {c for f in cuadro for c in f}
    assert es_puente(cuadro)
    assert es_puente([])
    assert not es_puente([["Mis ventas"]])


@pytest.mark.parametrize(
    ("pasos", "dibujo"),
    [
        pytest.param([(0, True), (0, False)], ["", ""], id="sin nada que dibujar"),
        pytest.param([(10, True), (-30, False), (-20, True)], ["    ██", "██████", "████"], id="baja de cero"),
        pytest.param([(1000, True), (1, False), (0, False)], ["██████", "     █", ""], id="un paso pequeño se ve"),
    ],
)
def test_las_barras(pasos: list[tuple[float, bool]], dibujo: list[str]) -> None:
    assert barras(pasos, 6) == dibujo


def test_lo_suyo_se_lee_de_la_hoja_tal_como_se_escribio() -> None:
    suyos = {"retencion": (0.6, 0.7), "meses": (24.0, None), "factor_contratos": (None, 0.05)}
    cuadro = _cuadro(cambios_de_valor([], "Valor de la cartera", VALOR, suyos))

    assert es_valor(cuadro)
    assert leer_suyos(cuadro, "Valor de la cartera", SUPUESTOS) == suyos


def test_la_segunda_vez_solo_cambia_lo_que_cambia_y_la_nota_se_queda() -> None:
    cuadro = _cuadro(cambios_de_valor([], "Valor", VALOR, {}))
    fila, _ = _sitio(cuadro, "Retención anual")
    cuadro[fila] += [None, "lo hablé con Marta"]
    otro = replace(VALOR, cascada=(VALOR.cascada[0], replace(VALOR.cascada[1], favorable=999.0)))

    assert cambios_de_valor(cuadro, "Valor", VALOR, {}) == {}
    assert [celda.valor for celda in cambios_de_valor(cuadro, "Valor", otro, {}).values()] == [999.0]


@pytest.mark.parametrize("mal", ["mucho", 1.5, -0.1])
def test_un_supuesto_mal_escrito_dice_su_celda(mal: object) -> None:
    cuadro = _cuadro(cambios_de_valor([], "Valor", VALOR, {}))
    fila, columna = _sitio(cuadro, "Retención anual")
    cuadro[fila][columna + 3] = mal  # type: ignore[call-overload]

    with pytest.raises(ConfiguracionErronea, match=f"celda D{fila + 1}"):
        leer_suyos(cuadro, "Valor", SUPUESTOS)


def test_los_supuestos_dicen_de_donde_salen() -> None:
    por_id = {supuesto.id: supuesto for supuesto in SUPUESTOS}
    sin_medir = supuestos_de(Configuracion(), None, "la historia no llega")[0]

    assert (por_id["retencion"].desfavorable, por_id["retencion"].favorable) == (0.75, 0.85)
    assert "medida: de 40 clientes que compraban desde dos años antes, 32 siguen" in por_id["retencion"].procedencia
    assert sin_medir.procedencia == "supuesto de la casa, 2026: la historia no llega"
    assert "es cero" in por_id["coste"].procedencia


def test_un_solo_valor_vale_para_los_dos_casos() -> None:
    supuestos = con_los_suyos(SUPUESTOS, {"tasa": (0.2, None)}, "suyo", "la orden")
    malo, bueno = casos_de(supuestos, dict.fromkeys(RiesgoDeValor, Exposicion(1.0, 0.0, "")))

    assert malo.tasa == bueno.tasa == 0.2
    assert malo.exposiciones[RiesgoDeValor.PERSONAL] > bueno.exposiciones[RiesgoDeValor.PERSONAL]


@pytest.mark.parametrize("suyos", [{"retencion": (0.9, 0.5)}, {"tasa": (0.05, 0.2)}, {"meses": (48.0, 12.0)}])
def test_el_favorable_no_puede_ser_peor(suyos: dict[str, tuple[float, float]]) -> None:
    with pytest.raises(ConfiguracionErronea, match="peor que el desfavorable"):
        con_los_suyos(SUPUESTOS, suyos, "suyo", "la orden")
