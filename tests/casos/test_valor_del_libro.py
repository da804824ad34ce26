"""El valor de la cartera de un libro: de dónde salen los datos, qué pone la persona y qué se dice si no se sabe."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from cartera_xl.casos.deshacer import deshacer
from cartera_xl.casos.valor import PedidoDeValor, ValorDelLibro, leer_supuesto, valorar
from cartera_xl.hosts.memory import MemoryHost
from cartera_xl.hosts.sqlite_journal import SqliteJournal
from cartera_xl.nucleo.celdas import Celda, Cuadro
from cartera_xl.nucleo.errores import ConfiguracionErronea, FaltanDatos
from tests.casos.conftest import CABECERA, Banco, filas_de_ejemplo, peticion
from tests.support.libro_con_ventas import hojas

Montar = Callable[[dict[str, Cuadro]], Banco]
CORTE = date(2025, 12, 31)


@pytest.fixture
def diario(tmp_path: Path) -> SqliteJournal:
    return SqliteJournal(tmp_path / "diario.sqlite3")


def _valor(libro: dict[str, Cuadro], diario: SqliteJournal, **supuestos: float) -> ValorDelLibro:
    return valorar(MemoryHost(libro), diario, peticion(corte=CORTE), PedidoDeValor(supuestos))


def _peldano(valor: ValorDelLibro, nombre: str) -> float:
    return next(p.favorable for p in valor.informe.cascada if p.nombre == nombre)


def test_es_un_rango_y_solo_de_los_recurrentes(diario: SqliteJournal) -> None:
    valor = _valor(hojas(), diario)
    retencion = valor.informe.supuestos[0]

    assert 0 < valor.informe.desde < valor.informe.hasta
    assert _peldano(valor, "Clientes no recurrentes") < 0, "altas y recuperados no lo son"
    assert retencion.procedencia.startswith("medida: de 12 clientes que compraban desde dos años antes, 9 siguen")
    assert retencion.desfavorable < 0.75 < retencion.favorable
    assert any("El margen es del 100 %" in nota for nota in valor.informe.notas)


def test_lo_que_se_dice_en_la_orden_manda_y_lo_dice(diario: SqliteJournal) -> None:
    valor = _valor(hojas(), diario, retencion=0.5, tasa=0.12, meses=12)
    por_id = {supuesto.id: supuesto for supuesto in valor.informe.supuestos}

    assert (por_id["retencion"].desfavorable, por_id["retencion"].favorable) == (0.5, 0.5)
    assert por_id["tasa"].procedencia == "puesto por usted en la orden"
    assert valor.informe.hasta < _valor(hojas(), diario, meses=12).informe.hasta


def test_sin_responsable_ni_contrato_el_rango_se_abre(diario: SqliteJournal) -> None:
    libro = hojas()
    sin_nadie = {"Clientes": [[*f[:2], *f[3:]] for f in libro["Clientes"]], "Ventas": libro["Ventas"]}
    con, sin = _valor(libro, diario).informe, _valor(sin_nadie, diario).informe

    assert sin.desde < con.desde
    assert sin.hasta > con.hasta
    assert any("no consta quién atiende" in peldano.como for peldano in sin.cascada)


def test_sin_movimientos_se_reparte_lo_comprado_y_se_dice(diario: SqliteJournal) -> None:
    cabecera: list[Celda] = [*CABECERA, "Primera compra"]
    filas: Cuadro = [[*fila, date(2024, 1, 31)] for fila in filas_de_ejemplo()]
    informe = valorar(MemoryHost({"Clientes": [cabecera, *filas]}), diario, peticion(), PedidoDeValor()).informe
    total = sum(float(str(fila[5])) for fila in filas)

    assert informe.supuestos[0].procedencia.startswith("supuesto de la casa, 2026: sin las compras una a una")
    assert informe.cascada[0].favorable < total, "es lo de un año, no lo de dos"
    assert any("es una estimación" in nota for nota in informe.notas)
    assert informe.contraste == ()


def test_si_no_se_sabe_en_cuanto_tiempo_compraron_se_dice_lo_que_falta(diario: SqliteJournal) -> None:
    with pytest.raises(FaltanDatos, match="no consta la primera compra"):
        valorar(MemoryHost({"Clientes": [CABECERA, *filas_de_ejemplo()]}), diario, peticion(), PedidoDeValor())


def test_el_contraste_con_el_clv_suma(diario: SqliteJournal) -> None:
    importes = [linea.importe for linea in _valor(hojas(), diario).informe.contraste]

    assert importes[0] == pytest.approx(importes[1] + importes[2])
    assert importes[4] == pytest.approx(importes[2] - importes[3])


def test_lo_que_la_persona_pone_en_la_hoja_vale_la_vez_siguiente_y_se_deshace(montar: Montar) -> None:
    banco = montar(hojas())
    antes = banco.cuadro()
    pedido = PedidoDeValor(guardar=True)
    primera = valorar(banco.abrir(), banco.diario, peticion(corte=CORTE), pedido)
    cuadro = banco.cuadro(primera.hoja)
    fila = next(i for i, celdas in enumerate(cuadro, 1) if celdas and celdas[0] == "Retención anual")
    banco.editar(primera.hoja, fila, 4, 0.4)

    segunda = valorar(banco.abrir(), banco.diario, peticion(1, corte=CORTE), pedido)

    retencion = segunda.informe.supuestos[0]
    assert (retencion.desfavorable, retencion.favorable) == (0.4, 0.4)
    assert retencion.procedencia == "puesto por usted en la hoja"
    assert segunda.escrita
    assert banco.cuadro() == antes
    deshacer(banco.abrir(), banco.diario, peticion(3), segunda.escrita)
    assert banco.cuadro(primera.hoja)[fila - 1][3] == 0.4, "lo que puso la persona se queda"


@pytest.mark.parametrize(
    ("ident", "escrito", "valor"), [("retencion", "80 %", 0.8), ("tasa", "0,12", 0.12), ("meses", "24", 24)]
)
def test_los_supuestos_de_la_orden_se_escriben_como_en_la_hoja(ident: str, escrito: str, valor: float) -> None:
    assert leer_supuesto(ident, escrito) == valor


@pytest.mark.parametrize(
    ("ident", "escrito"), [("retencion", "80"), ("tasa", "mucha"), ("meses", "61"), ("coste", "-1")]
)
def test_un_supuesto_imposible_dice_su_opcion(ident: str, escrito: str) -> None:
    with pytest.raises(ConfiguracionErronea, match=f"opción --{ident}"):
        leer_supuesto(ident, escrito)
