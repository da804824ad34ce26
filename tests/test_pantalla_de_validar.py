"""Lo que `validar` enseña en cada caso, con cifras hechas a mano: nada se calcula aquí."""

import re
from dataclasses import replace
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from cartera_xl.casos.validar import Guardado, Validacion
from cartera_xl.nucleo.modelos.base import Ajuste, Metodo
from cartera_xl.nucleo.pronostico.acierto import Acierto, Fallo, Fallos, FaltaHistoria, GrupoAcertado
from cartera_xl.nucleo.pronostico.tipos import Comparado, Decil, FormaDeGasto, Gasto, Pronostico, Prueba
from cartera_xl.validation_console import show_validation

CORTE = date(2025, 12, 31)
NOMBRES = {"paretonbd": "Pareto/NBD", "ritmo_medio": "Su ritmo medio hasta hoy"}
NADIE = Fallos(0, 0.0, ())


def _comparado(metodo: str, mae: float, **cambios: Any) -> Comparado:
    base = Comparado(metodo, NOMBRES[metodo], metodo == "paretonbd", mae, 2 * mae, -0.115, 0.724, 0.15, 0.885, 0.612)
    return replace(base, **cambios)


PRUEBA = Prueba(
    corte=date(2024, 12, 31),
    hasta=CORTE,
    dias=365,
    misma_temporada=True,
    clientes=2357,
    comparados=(_comparado("paretonbd", 0.7545), _comparado("ritmo_medio", 0.899, sesgo=None, auc=None, captura=None)),
    ganador="paretonbd",
    motivo="Pareto/NBD se equivoca menos.",
    recalibracion=(0.1, 0.9),
    brier_antes=0.182,
    brier_despues=0.171,
    deciles=tuple(Decil(236, i / 10, i / 10, i / 10) for i in range(11)),
    captura_clv=0.621,
    captura_12m=0.603,
)
PRONOSTICO = Pronostico(
    Ajuste("paretonbd", (1.0,), -1.0, ((1.0,),), 2357, Metodo.MAXIMA_VEROSIMILITUD),
    365,
    Gasto(FormaDeGasto.NINGUNA),
    PRUEBA,
)


def _grupo(segmento: str, clientes: int, por_cliente: float) -> GrupoAcertado:
    return GrupoAcertado(
        segmento, clientes, 0.25, clientes * por_cliente, 0.25, por_cliente if clientes else None, 2, 1, 0.5
    )


GRUPOS = tuple(
    _grupo(nombre, 100, 400.0 - 100 * i) for i, nombre in enumerate(("Estratégico", "Clave", "Emergente", "Bajo valor"))
)
ACIERTO = Acierto(
    corte=date(2024, 12, 31),
    hasta=CORTE,
    metodo="paretonbd",
    muestra_suficiente=True,
    total=_grupo("Total", 400, 250.0),
    grupos=GRUPOS,
    saltos=(),
    mejores=80,
    mejores_previstos=70,
    nuevos=0,
    neto_de_nuevos=0.0,
    sorpresas=NADIE,
    emergentes=0,
    fugas=NADIE,
)
VALIDACION = Validacion(
    libro="cartera.xlsx",
    pais="ES",
    moneda="EUR",
    corte=CORTE,
    motivo_corte="la última compra que consta",
    pronostico=PRONOSTICO,
    guardado=None,
    nombres=NOMBRES,
    acierto=ACIERTO,
    de_hoy=(),
    de_la_hoja=True,
    incidencias=(),
)


def _pantalla(validacion: Validacion, *, ancho: int = 80, movimientos: Path | None = None) -> str:
    salida = StringIO()
    consola = Console(file=salida, width=ancho, highlight=False)
    show_validation(consola, validacion, Path("mi cartera.xlsx"), movimientos)
    return salida.getvalue()


def _seguido(validacion: Validacion, **extra: Any) -> str:
    return " ".join(_pantalla(validacion, **extra).split())


def test_dice_las_fechas_de_la_prueba_y_si_es_la_misma_epoca() -> None:
    otra = replace(VALIDACION, pronostico=replace(PRONOSTICO, prueba=replace(PRUEBA, misma_temporada=False)))

    texto = _seguido(VALIDACION)
    assert "Se calibra con lo que se sabía el 31/12/2024 y se compara con lo que pasó hasta el 31/12/2025" in texto
    assert "365 días, 2.357 clientes, la misma época del año que el periodo que viene." in texto
    assert "otra época del año que el periodo que viene." in _seguido(otra)


def test_la_marca_va_con_el_ganador_y_lo_que_no_consta_es_una_raya() -> None:
    lineas = _pantalla(VALIDACION, ancho=100).splitlines()

    (ganador,) = (linea for linea in lineas if "Pareto/NBD" in linea and "modelo" in linea)
    (otro,) = (linea for linea in lineas if "Su ritmo medio hasta hoy" in linea)
    assert ganador.split() == ["✓", "Pareto/NBD", "modelo", "0,754", "1,509", "−11,5", "%", "72,4", "61,2", "%"]
    assert otro.split()[-6:] == ["regla", "0,899", "1,798", "—", "—", "—"]


def test_el_error_cuadratico_se_ensena_si_cabe() -> None:
    assert "(RMSE)" in _pantalla(VALIDACION, ancho=100)
    assert "(RMSE)" not in _pantalla(VALIDACION, ancho=60)


@pytest.mark.parametrize(
    ("cambios", "texto"),
    [
        ({}, "baja su error cuadrático (Brier) de 0,182 a 0,171."),
        ({"brier_despues": 0.1819}, "apenas cambia su error cuadrático (Brier): 0,182."),
        ({"recalibracion": (0.0, 1.0), "brier_despues": 0.182}, "Las probabilidades se dejan como están"),
        ({}, "hizo el 62,1 % del neto de ese periodo"),
        ({}, "Por eso el eje valor usa el CLV."),
        ({"captura_12m": 0.7}, "Por eso el eje valor usa el neto de 12 meses."),
        ({"captura_clv": None}, "Sin importes en la prueba no se sabe si el CLV ordena bien"),
    ],
)
def test_la_prueba_dice_que_se_corrige_y_que_usa_el_eje_valor(cambios: dict[str, Any], texto: str) -> None:
    prueba = replace(PRUEBA, **cambios)

    assert texto in _seguido(replace(VALIDACION, pronostico=replace(PRONOSTICO, prueba=prueba)))


def test_un_aviso_del_ajuste_se_ensena_con_el_nombre_de_su_metodo() -> None:
    avisado = replace(PRUEBA, comparados=(_comparado("paretonbd", 0.75, aviso="no se aprecia abandono"),))

    texto = _seguido(replace(VALIDACION, pronostico=replace(PRONOSTICO, prueba=avisado)))

    assert "Pareto/NBD: no se aprecia abandono" in texto


@pytest.mark.parametrize(
    ("guardado", "textos"),
    [
        (None, ["El libro todavía no tiene baremo: al recalcularlo se usará Pareto/NBD."]),
        (
            Guardado(date(2025, 6, 30), "paretonbd"),
            ["usa el método del baremo del 30/06/2025: Pareto/NBD. Es también el que se elegiría hoy."],
        ),
        (
            Guardado(date(2025, 6, 30), "ritmo_medio"),
            ["baremo del 30/06/2025: Su ritmo medio hasta hoy. Hoy se elegiría Pareto/NBD.", "--recalibrar"],
        ),
        (Guardado(date(2025, 6, 30), ""), ["no lleva ningún método de pronóstico.", "--recalibrar"]),
    ],
)
def test_dice_que_metodo_usara_recalcular(guardado: Guardado | None, textos: list[str]) -> None:
    pantalla = _seguido(replace(VALIDACION, guardado=guardado))

    assert [texto for texto in textos if texto not in pantalla] == []
    assert ("--recalibrar" in pantalla) == ("--recalibrar" in textos)


def test_la_orden_para_adoptarlo_se_puede_copiar_entera() -> None:
    validacion = replace(VALIDACION, guardado=Guardado(CORTE, "ritmo_medio"))

    lineas = _pantalla(validacion, ancho=40, movimientos=Path("ventas.csv")).splitlines()

    assert '  cartera recalcular "mi cartera.xlsx" --movimientos ventas.csv --recalibrar' in lineas


@pytest.mark.parametrize(
    ("pronostico", "texto"),
    [
        (None, "No consta ninguna compra hasta el corte"),
        (replace(PRONOSTICO, prueba=None), "sin probarlo, se usa Pareto/NBD."),
        (
            replace(PRONOSTICO, prueba=None, insuficiente=True, ajuste=replace(PRONOSTICO.ajuste, clientes=1)),
            "Muestra insuficiente: con 1 cliente no se prueba nada",
        ),
    ],
)
def test_sin_prueba_se_dice_por_que(pronostico: Pronostico | None, texto: str) -> None:
    assert texto in _seguido(replace(VALIDACION, pronostico=pronostico))


def test_sin_historia_no_hay_tabla_de_segmentos() -> None:
    pantalla = _seguido(replace(VALIDACION, acierto=FaltaHistoria(1455, 1200)))

    assert "hacen falta 1.455 días de compras (12 meses y 90 días antes) y hay 1.200." in pantalla
    assert "Estratégico" not in pantalla


def test_si_el_orden_se_rompe_dice_entre_quienes_y_si_son_pocos() -> None:
    grupos = (*GRUPOS[:2], _grupo("Emergente", 30, 50.0), _grupo("Bajo valor", 3, 90.0))
    roto = replace(ACIERTO, grupos=grupos, saltos=(("Emergente", "Bajo valor"),))

    assert "✓ Se cumplió el orden en neto por cliente: Estratégico > Clave > Emergente > Bajo valor." in _seguido(
        VALIDACION
    )
    assert (
        "✗ No se cumplió el orden: Bajo valor dio 90 € por cliente y Emergente, 50 € (prueba poco: 3 clientes en "
        "Bajo valor)." in _seguido(replace(VALIDACION, acierto=roto))
    )


def test_con_un_solo_segmento_no_hay_orden() -> None:
    solo = replace(ACIERTO, grupos=tuple(_grupo(g.segmento, 9 * (i == 0), 1.0) for i, g in enumerate(GRUPOS)))

    assert "no hay orden que comprobar" in _seguido(replace(VALIDACION, acierto=solo))


def test_los_fallos_llevan_su_nombre_o_su_fila_y_cuentan_los_que_no_caben() -> None:
    lista = (
        Fallo(7, "Talleres [Norte] S.L.", "Clave", 1500.0, 0.0),
        Fallo(9, "", "Estratégico", 900.0, 0.0),
    )
    con_fugas = replace(ACIERTO, fugas=Fallos(12, 9000.0, lista))

    pantalla = _seguido(replace(VALIDACION, acierto=con_fugas))

    assert "Fugas, Estratégico o Clave sin una compra después: 12 clientes, 9.000 € el año anterior." in pantalla
    assert "Talleres [Norte] S.L. Clave 1.500 € 0 € fila 9 Estratégico 900 € 0 € … y 10 más" in pantalla
    assert "Ningún Estratégico o Clave dejó de comprar." in _seguido(VALIDACION)


def test_de_un_emergente_se_espera_que_suba() -> None:
    lista = (Fallo(7, "Talleres", "Emergente", 10.0, 900.0),)
    con_sorpresas = replace(ACIERTO, sorpresas=Fallos(1, 900.0, lista), emergentes=1)

    pantalla = _seguido(replace(VALIDACION, acierto=con_sorpresas))

    assert "acabaron entre los de más neto: 1 cliente, 900 €. De Emergente, que es de donde se espera: 1." in pantalla


def test_lo_que_no_se_uso_se_nombra() -> None:
    pantalla = _seguido(replace(VALIDACION, de_hoy=("Contrato", "Encaje")))

    assert "No se usa lo que su hoja dice hoy y entonces no se sabía: «Contrato», «Encaje»." in pantalla
    assert "Los clientes borrados de la hoja no cuentan." in pantalla
    assert "borrados" not in _seguido(replace(VALIDACION, de_la_hoja=False))


@pytest.mark.parametrize("ancho", [80, 100, 120])
@pytest.mark.parametrize(("moneda", "en_la_cabecera"), [("COP", "Neto, COP"), (None, "Neto")])
def test_ninguna_cifra_se_corta_aunque_sea_muy_grande(ancho: int, moneda: str | None, en_la_cabecera: str) -> None:
    grupos = tuple(_grupo(g.segmento, 12_345, 987_654_321.0) for g in GRUPOS)
    grande = replace(ACIERTO, grupos=grupos, total=_grupo("Total", 49_380, 987_654_321.0))

    pantalla = _pantalla(replace(VALIDACION, acierto=grande, moneda=moneda, pais="CO"), ancho=ancho)

    assert "…" not in pantalla
    assert len(re.findall(r"\b987\.654\.321\b", pantalla)) == 5
    assert [linea for linea in pantalla.splitlines() if len(linea.rstrip()) > ancho] == []
    assert (en_la_cabecera if ancho == 80 else "Neto") in pantalla
