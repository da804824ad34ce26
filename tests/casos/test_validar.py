"""Validar: las dos pruebas sobre un libro entero, sin escribir en él."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cartera_xl.casos.peticion import MovimientosAparte
from cartera_xl.casos.recalcular import recalcular
from cartera_xl.casos.validar import Guardado, Validacion, validar
from cartera_xl.hosts.memory import MemoryHost
from cartera_xl.hosts.sqlite_journal import SqliteJournal
from cartera_xl.nucleo.celdas import Cuadro, columna_de_objetos
from cartera_xl.nucleo.errores import ConfiguracionErronea, HojaNoEncontrada
from cartera_xl.nucleo.pronostico.acierto import Acierto, FaltaHistoria
from cartera_xl.nucleo.pronostico.tipos import MUESTRA_PARA_MODELOS
from tests.casos.conftest import Banco, peticion

CORTE, ENTONCES = date(2025, 12, 31), datetime(2024, 12, 31)
PERDIDO, SUBE, NUEVO = "C000", "C015", "C030"
VENTAS = ["Código cliente", "Fecha", "Importe"]


def _ventas(clientes: int = 16, semilla: int = 7) -> Cuadro:
    """Dos años y pico de compras al azar con su verdad: cada cliente a su ritmo y con su gasto, y tres casos sabidos.

    `PERDIDO`, el que más gasta, no vuelve desde el corte de entonces; `SUBE`, de los que menos, se dispara después;
    `NUEVO` no había comprado nunca. Son pocos para que calibrar no tarde.
    """
    azar = np.random.default_rng(semilla)
    filas: Cuadro = []
    for k in range(clientes):
        codigo, dia = f"C{k:03d}", datetime(2023, 9, 1) + timedelta(days=k)
        while dia <= datetime(2025, 12, 31):
            if codigo != PERDIDO or dia <= ENTONCES:
                filas.append([codigo, dia, round(float(azar.gamma(20)) * (clientes - k), 2)])
            dia += timedelta(days=1 + int(azar.exponential(15 + 4 * k)))
    filas += [[SUBE, datetime(2025, 5, 5), 60_000.0], [NUEVO, datetime(2025, 6, 6), 123.0]]
    return [list(VENTAS), *filas]


def _clientes(**columnas: Any) -> Cuadro:
    cabecera = ["Código", "Cliente", *columnas]
    return [cabecera, *([f"C{k:03d}", f"Cliente {k} S.L.", *columnas.values()] for k in range(31))]


def _de_memoria(clientes: Cuadro | None = None, ventas: Cuadro | None = None) -> MemoryHost:
    return MemoryHost({"Clientes": clientes or _clientes(), "Ventas": ventas or _ventas()})


def _validar(anfitrion: Any, **cambios: Any) -> Validacion:
    return validar(anfitrion, peticion(corte=CORTE, **cambios))


@pytest.fixture(scope="module")
def validacion() -> Validacion:
    return _validar(_de_memoria())


@pytest.fixture(scope="module")
def con_prueba() -> Validacion:
    """Con clientes bastantes para probar los modelos."""
    return _validar(_de_memoria(ventas=_ventas(MUESTRA_PARA_MODELOS + 5)))


@pytest.fixture
def acierto(validacion: Validacion) -> Acierto:
    assert isinstance(validacion.acierto, Acierto)
    return validacion.acierto


def test_da_lo_mismo_en_cualquier_anfitrion_y_no_escribe_nada(
    montar: Callable[[dict[str, Cuadro]], Banco], validacion: Validacion
) -> None:
    banco = montar({"Clientes": _clientes(), "Ventas": _ventas()})
    antes = banco.cuadro(), banco.cuadro("Ventas")

    hecha = _validar(banco.abrir())

    assert replace(hecha, libro=validacion.libro) == validacion
    assert (banco.cuadro(), banco.cuadro("Ventas")) == antes
    assert banco.diario.history("") == []


def test_quien_dejo_de_comprar_sale_entre_las_fugas(acierto: Acierto) -> None:
    assert [fallo.nombre for fallo in acierto.fugas.lista] == ["Cliente 0 S.L."]
    assert acierto.fugas.lista[0].neto_despues == 0


def test_quien_se_dispara_sale_entre_las_sorpresas(acierto: Acierto) -> None:
    primero = acierto.sorpresas.lista[0]

    assert (primero.nombre, primero.fila) == ("Cliente 15 S.L.", 17)
    assert primero.neto_despues > 60_000


def test_quien_aun_no_habia_comprado_no_se_puntua(acierto: Acierto) -> None:
    assert acierto.total.clientes == 16
    assert (acierto.nuevos, acierto.neto_de_nuevos) == (1, 123.0)


def test_la_prueba_de_los_metodos_termina_en_el_corte_y_gana_el_primero(con_prueba: Validacion) -> None:
    assert con_prueba.pronostico is not None
    prueba = con_prueba.pronostico.prueba
    assert prueba is not None

    assert prueba.corte < prueba.hasta <= CORTE
    assert prueba.clientes >= MUESTRA_PARA_MODELOS
    assert con_prueba.metodo == prueba.ganador == prueba.comparados[0].metodo
    assert {comparado.metodo for comparado in prueba.comparados} <= set(con_prueba.nombres)


def test_sin_baremo_guardado_no_hay_nada_que_adoptar(validacion: Validacion) -> None:
    assert validacion.guardado is None
    assert not validacion.conviene_recalibrar


def test_el_metodo_guardado_es_el_que_eligio_recalcular(montar: Callable[[dict[str, Cuadro]], Banco]) -> None:
    banco = montar({"Clientes": _clientes(), "Ventas": _ventas()})
    recalcular(banco.abrir(), banco.diario, peticion(corte=CORTE))

    hecha = _validar(banco.abrir())

    assert hecha.guardado == Guardado(CORTE, hecha.metodo)
    assert not hecha.conviene_recalibrar


def test_si_hoy_gana_otro_conviene_recalibrar(validacion: Validacion) -> None:
    otro = next(metodo for metodo in validacion.nombres if metodo != validacion.metodo)

    assert replace(validacion, guardado=Guardado(CORTE, otro)).conviene_recalibrar
    assert replace(validacion, guardado=Guardado(CORTE, "")).conviene_recalibrar


def test_los_movimientos_aparte_valen_igual(validacion: Validacion) -> None:
    filas = _ventas()
    columnas = tuple(columna_de_objetos(list(columna)) for columna in zip(*filas[1:], strict=True))
    aparte = MovimientosAparte("ventas.csv", tuple(VENTAS), columnas)

    hecha = validar(MemoryHost({"Clientes": _clientes()}), peticion(corte=CORTE, movimientos=aparte))

    assert hecha.acierto == validacion.acierto
    assert hecha.pronostico == validacion.pronostico


def test_de_solo_movimientos_tambien_se_valida() -> None:
    hecha = _validar(MemoryHost({"Ventas": _ventas()}))

    assert isinstance(hecha.acierto, Acierto)
    assert hecha.acierto.total.clientes == 16
    assert (hecha.de_la_hoja, hecha.de_hoy) == (False, ())


def test_lo_que_la_hoja_dice_hoy_no_cambia_lo_puntuado_y_se_dice_cual_es(validacion: Validacion) -> None:
    hecha = _validar(_de_memoria(_clientes(**{"Importe del contrato": 500_000.0, "Gasto previsto": None})))

    assert hecha.acierto == validacion.acierto
    assert hecha.de_hoy == ("Importe del contrato",)
    assert (validacion.de_hoy, validacion.de_la_hoja) == ((), True)


def test_un_segmento_impuesto_a_mano_hoy_no_lo_estaba_entonces(tmp_path: Path, validacion: Validacion) -> None:
    anfitrion = _de_memoria()
    recalcular(anfitrion, SqliteJournal(tmp_path / "diario.sqlite3"), peticion(corte=CORTE))
    sitio = anfitrion.grid("Clientes")[0].index("Segmento manual") + 1
    anfitrion._put("Clientes", 2, sitio, "Bajo valor")

    hecha = _validar(anfitrion)

    assert hecha.acierto == validacion.acierto
    assert hecha.de_hoy == ("Segmento manual",)


def test_sin_compras_una_a_una_se_dice_que_hace_falta_y_como_darlo(banco: Banco) -> None:
    with pytest.raises(HojaNoEncontrada) as error:
        validar(banco.abrir(), peticion())

    assert "cliente, fecha e importe" in error.value.que
    assert "--movimientos" in error.value.remedio


def test_con_poca_historia_se_dice_cuanta_falta() -> None:
    ventas = [fila for fila in _ventas() if fila[1] == "Fecha" or fila[1] >= datetime(2025, 3, 1)]

    hecha = _validar(_de_memoria(ventas=ventas))

    assert hecha.acierto == FaltaHistoria(455, (datetime(2025, 12, 31) - min(f[1] for f in ventas[1:])).days)


def test_con_menos_de_20_clientes_no_se_prueban_modelos(validacion: Validacion, acierto: Acierto) -> None:
    assert validacion.pronostico is not None
    assert validacion.pronostico.insuficiente
    assert validacion.pronostico.prueba is None
    assert not acierto.muestra_suficiente


def test_un_corte_anterior_se_valida_como_si_lo_de_despues_no_existiera() -> None:
    corte = date(2025, 6, 30)
    hasta_entonces = [fila for fila in _ventas() if fila[1] == "Fecha" or fila[1].date() <= corte]

    con_todo = validar(_de_memoria(), peticion(corte=corte))
    sin_lo_de_despues = validar(_de_memoria(ventas=hasta_entonces), peticion(corte=corte))

    assert con_todo.acierto == sin_lo_de_despues.acierto
    assert con_todo.pronostico == sin_lo_de_despues.pronostico
    assert [i.clase for i in con_todo.incidencias] == ["posterior_al_corte"]


def test_una_fecha_que_se_lee_de_dos_maneras_no_se_da_por_buena() -> None:
    ventas: Cuadro = [[c, f"{1 + f.day % 12:02d}/{f.month:02d}/{f.year}", i] for c, f, i in _ventas()[1:]]

    with pytest.raises(ConfiguracionErronea, match="se pueden leer de dos maneras"):
        _validar(_de_memoria(ventas=[list(VENTAS), *ventas]))


def test_un_dato_ilegible_queda_fuera_y_se_cuenta() -> None:
    ventas = [*_ventas(), ["C001", datetime(2025, 7, 7), "12.5O"]]

    hecha = _validar(_de_memoria(ventas=ventas))

    assert hecha.con_errores()
    assert hecha.a_dict()["incidencias"][0]["gravedad"] == "error"


def test_en_json_va_y_vuelve(con_prueba: Validacion) -> None:
    leido = json.loads(json.dumps(con_prueba.a_dict(), allow_nan=False))

    prueba = leido["pronostico"]["prueba"]
    assert leido["metodo"] == prueba["ganador"]
    assert leido["guardado"] is None
    assert {"metodo", "mae", "sesgo", "auc", "seguimiento", "captura"} <= set(prueba["comparados"][0])
    assert prueba["clv_validado"] in (True, False)
    assert leido["acierto"]["hay_historia"] is True
    assert date.fromisoformat(leido["acierto"]["corte"]) == ENTONCES.date()


def test_en_json_la_falta_de_historia_dice_los_dias(validacion: Validacion) -> None:
    sin_historia = replace(validacion, acierto=FaltaHistoria(455, 200), pronostico=None)

    leido = json.loads(json.dumps(sin_historia.a_dict()))

    assert leido["acierto"] == {"hay_historia": False, "dias_necesarios": 455, "dias_que_hay": 200}
    assert leido["pronostico"] is leido["metodo"] is None


def test_se_cuenta_lo_que_se_va_haciendo() -> None:
    pasos: list[str] = []

    _validar(MemoryHost({"Ventas": _ventas(4)}), avance=pasos.append)

    assert len(pasos) == len(set(pasos)) == 5
