"""La hoja «Resumen»: cada cifra en su sitio y nada que sobre de la vez anterior."""

from datetime import date, datetime

import pandas as pd
import pytest

from cartera_xl.nucleo.celdas import a1
from cartera_xl.nucleo.errores import Incidencia
from cartera_xl.nucleo.plan import CeldaSalida
from cartera_xl.nucleo.resumen import resumir
from cartera_xl.nucleo.resumen_hoja import Sello, celdas_resumen, es_resumen, hoja_resumen
from cartera_xl.nucleo.resumen_listas import _en_palabras
from cartera_xl.nucleo.resumen_tipos import Resumen

SEGMENTO = ("Estratégico", "Clave", "Emergente", "Bajo valor")


def _resumen(clientes: int, *, anteriores: dict[int, str] | None = None, incidencias: int = 0) -> Resumen:
    tabla = pd.DataFrame(
        {
            "fila": range(2, clientes + 2),
            "nombre": [f"Cliente {i}" for i in range(clientes)],
            "segmento": [SEGMENTO[i % 4] for i in range(clientes)],
            "en_riesgo": ["Sí"] * clientes,
            "importe_neto": [100.0 * (i + 1) for i in range(clientes)],
            "puntuacion": [float(i % 100) for i in range(clientes)],
        }
    )
    casos = [Incidencia(f"clase_{i}", "Algo.", "Clientes", "A1", "Corríjalo.") for i in range(incidencias)]
    return resumir(tabla, corte=date(2025, 6, 30), anteriores=anteriores, incidencias=casos, moneda="EUR")


def _por_direccion(resumen: Resumen) -> dict[str, CeldaSalida]:
    return {a1(*sitio): celda for sitio, celda in celdas_resumen(resumen).items()}


@pytest.mark.parametrize(
    ("celda", "texto"),
    [
        ("B1", "Resumen de la cartera"),
        ("B4", "Clientes"),
        ("B9", "Estratégico"),
        ("B14", "Total"),
        ("B18", "★★★ Alto"),
        ("B24", "Nuevo"),
        ("B32", "A"),
        ("B35", "Núcleo 80 %"),
        ("B55", "Recencia 5"),
        ("J55", "Estratégico"),
        ("B62", "Cliente"),
        ("J62", "Cliente"),
        ("B75", "Cliente"),
        ("J75", "Incidencia"),
    ],
)
def test_los_sitios_son_fijos_porque_los_graficos_apuntan_a_ellos(celda: str, texto: str) -> None:
    assert _por_direccion(_resumen(3))[celda].valor == texto


def test_las_celdas_son_las_mismas_con_pocos_o_con_muchos_clientes() -> None:
    pocos = _resumen(0)
    muchos = _resumen(200, anteriores=dict.fromkeys(range(2, 202), "Clave"), incidencias=30)

    assert celdas_resumen(pocos).keys() == celdas_resumen(muchos).keys()


def test_una_lista_mas_corta_vacia_las_filas_que_sobran() -> None:
    celdas = _por_direccion(_resumen(3))

    assert [celdas[f"B{fila}"].valor for fila in (63, 64, 65)] == ["Cliente 2", "Cliente 1", "Cliente 0"]
    assert all(celdas[f"B{fila}"].valor is None for fila in range(66, 73))


def test_un_hueco_tiene_el_mismo_aspecto_que_la_celda_llena() -> None:
    vacio, lleno = celdas_resumen(_resumen(0)), celdas_resumen(_resumen(60, incidencias=20))

    assert {sitio: celda.aspecto for sitio, celda in vacio.items()} == {
        sitio: celda.aspecto for sitio, celda in lleno.items()
    }


def test_el_sello_dice_corte_ejecucion_usuario_y_moneda() -> None:
    celdas = celdas_resumen(_resumen(1), Sello(datetime(2025, 7, 1, 9, 30), "abc123", "ana"))

    assert celdas[2, 2].valor == (
        "Corte: 30/06/2025 · Último recálculo: 01/07/2025 09:30 · Ejecución: abc123 · Usuario: ana · Importes en EUR"
    )


def test_sin_ejecucion_anterior_se_dice_en_vez_de_poner_ceros() -> None:
    celdas = _por_direccion(_resumen(4))

    assert celdas["J59"].valor == "Todavía no hay una ejecución anterior con la que comparar."
    assert celdas["K55"].valor is None


def test_los_cambios_salen_en_matriz_frase_y_lista() -> None:
    celdas = _por_direccion(_resumen(2, anteriores={2: "Clave", 3: "Clave"}))

    assert celdas["K56"].valor == 1
    assert celdas["J59"].valor == "Suben 1, bajan 0, siguen igual 1; 0 altas y 0 bajas."
    assert [celdas[f"{letra}76"].valor for letra in "BCDEF"] == [
        "Cliente 0",
        "Clave",
        "Estratégico",
        "▲ sube",
        100.0,
    ]


def test_la_hoja_va_con_su_nombre_y_sus_anchos() -> None:
    hoja = hoja_resumen(_resumen(1))

    assert (hoja.nombre, hoja.inmovilizar_filas) == ("Resumen", 2)
    assert {columna for _, columna in hoja.celdas} <= hoja.anchos.keys()


@pytest.mark.parametrize(
    ("cuadro", "nuestra"),
    [
        ([], True),
        ([[None, None], [""]], True),
        ([[None, "Resumen de la cartera"], [None, "Corte: 1"]], True),
        ([["Resumen de ventas"], [1, 2]], False),
        ([[None], [None], [None], [3.0]], False),
    ],
)
def test_una_hoja_resumen_de_la_persona_no_es_nuestra(cuadro: list[list[str | float | None]], nuestra: bool) -> None:
    assert es_resumen(cuadro) is nuestra


@pytest.mark.parametrize(
    ("clase", "leida"),
    [
        ("numero_ilegible", "Número ilegible"),
        ("fiscal_no_valido", "Fiscal no válido"),
        ("si_no_ilegible", "Sí o no ilegible"),
        ("sin_fecha", "Sin fecha"),
    ],
)
def test_las_clases_de_incidencia_se_leen_con_sus_tildes(clase, leida) -> None:
    assert _en_palabras(clase) == leida
