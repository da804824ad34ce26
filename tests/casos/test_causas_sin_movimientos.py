"""Reglas, manual, altas, bajas y lo que no se puede saber: con las columnas de resumen basta."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from cartera_xl.casos.apertura import abrir
from cartera_xl.casos.cambios import cambios
from cartera_xl.casos.causas import NADIE, OTRO_EQUIPO, SIN_FOTO, CausasDeCambio
from cartera_xl.casos.recalcular import recalcular
from cartera_xl.hosts.sqlite_journal import SqliteJournal
from cartera_xl.nucleo.causas.cambios_hoja import HOJA_CAMBIOS
from cartera_xl.nucleo.causas.factores import Factor
from cartera_xl.nucleo.celdas import Cuadro
from cartera_xl.nucleo.errores import EjecucionNoEncontrada, FaltanDatos
from cartera_xl.nucleo.reglas import Segmento
from tests.casos.conftest import CABECERA, Banco, _en_memoria, filas_de_ejemplo, peticion
from tests.support.causas import Preparado, causas_de, factores_de, preparar, sitio_de

CORTE = date(2026, 1, 31)


@pytest.fixture(scope="module")
def una_vez(tmp_path_factory: pytest.TempPathFactory) -> Preparado:
    return preparar({"Clientes": [CABECERA, *filas_de_ejemplo()]}, tmp_path_factory.mktemp("una_vez"), CORTE)


@pytest.fixture
def resumen(una_vez: Preparado, tmp_path: Path) -> Banco:
    """Un libro sin movimientos recalculado una vez, en memoria."""
    return una_vez.copia(tmp_path)


def _causas(banco: Banco, minutos: int = 5, corte: date = CORTE) -> CausasDeCambio:
    return causas_de(banco, minutos, corte)


def _de_segmento(banco: Banco, segmento: Segmento) -> int:
    """La posición del primero de ese segmento."""
    return banco.columna("Segmento").index(segmento.value)


def test_la_primera_vez_no_hay_nada_que_explicar_ni_que_decir(tmp_path: Path) -> None:
    banco = _en_memoria({"Clientes": [CABECERA, *filas_de_ejemplo()]}, SqliteJournal(tmp_path / "otro.sqlite3"))

    causas = _causas(banco)

    assert (set(causas.textos), causas.notas) == ({""}, ())


def test_una_compra_apuntada_en_la_ficha_es_una_compra(resumen: Banco) -> None:
    fila = 2 + _de_segmento(resumen, Segmento.BAJO_VALOR)
    cuadro = resumen.cuadro()
    compras, neto = cuadro[fila - 1][4], cuadro[fila - 1][5]
    assert isinstance(compras, float)
    assert isinstance(neto, float)
    for columna, valor in ((4, datetime(2026, 2, 20)), (5, compras + 1), (6, neto + 20_000)):
        resumen.editar("Clientes", fila, columna, valor)

    causas = _causas(resumen, corte=date(2026, 2, 28))

    assert causas.textos[fila - 2].endswith(": compra (1 compra nueva, 20.000,00)")


def test_sin_compra_lo_que_baja_es_el_tiempo_y_lo_que_mengua_una_correccion(resumen: Banco) -> None:
    assert set(factores_de(_causas(resumen, corte=date(2026, 6, 30))).values()) == {(Factor.TIEMPO,)}

    fila = 2 + _de_segmento(resumen, Segmento.ESTRATEGICO)
    resumen.editar("Clientes", fila, 6, 1.0)
    causas = _causas(resumen)

    assert causas.textos[fila - 2].endswith(": corrección de datos (importe)")


def test_cambiar_una_regla_mueve_a_los_suyos(resumen: Banco) -> None:
    antes = resumen.columna("Segmento")
    fila, columna = sitio_de(resumen.cuadro("Configuración"), "resto")
    resumen.editar("Configuración", fila, columna + 1, "Emergente")

    causas = _causas(resumen)

    assert len(causas.cambios) == antes.count("Bajo valor")
    assert {c.texto for c in causas.cambios} == {
        "Sube de Bajo valor a Emergente: cambio de reglas (la tabla de reglas)"
    }


def test_imponer_y_retirar_un_segmento_a_mano(resumen: Banco) -> None:
    quien, sitio = _de_segmento(resumen, Segmento.BAJO_VALOR), resumen.sitio("Segmento manual")
    resumen.editar("Clientes", 2 + quien, sitio, "Clave")
    causas = _causas(resumen)
    assert causas.textos[quien] == "Sube de Bajo valor a Clave: corrección manual (impuesto a mano)"
    recalcular(resumen.abrir(), resumen.diario, peticion(5, corte=CORTE))

    resumen.editar("Clientes", 2 + quien, sitio, None)
    retirado = _causas(resumen, 9)

    assert retirado.textos[quien] == "Baja de Clave a Bajo valor: corrección manual (deja de estar impuesto a mano)"


def test_dos_cosas_que_se_necesitan_se_dicen_juntas(resumen: Banco) -> None:
    quien, sitio = _de_segmento(resumen, Segmento.BAJO_VALOR), resumen.sitio("Segmento manual")
    resumen.editar("Clientes", 2 + quien, sitio, "Clave")
    recalcular(resumen.abrir(), resumen.diario, peticion(5, corte=CORTE))
    resumen.editar("Clientes", 2 + quien, sitio, None)
    fila, columna = sitio_de(resumen.cuadro("Configuración"), "resto")
    resumen.editar("Configuración", fila, columna + 1, "Emergente")

    causas = _causas(resumen, 9)

    assert causas.textos[quien] == "Baja de Clave a Emergente: cambio de reglas y corrección manual, juntos"


def test_cambiar_el_nombre_o_la_nota_de_una_regla_no_cambia_nada(resumen: Banco) -> None:
    fila, columna = sitio_de(resumen.cuadro("Configuración"), "resto")
    resumen.editar("Configuración", fila, columna, "los demás")

    causas = _causas(resumen)

    assert (causas.al_dia, causas.cambios) == (True, ())


def test_quien_entra_y_quien_sale(resumen: Banco) -> None:
    quien = _de_segmento(resumen, Segmento.ESTRATEGICO)
    resumen.editar("Clientes", 2 + quien, 1, "C999")

    causas = _causas(resumen)

    assert causas.textos[quien] == "Alta: entra como Estratégico"
    assert causas.cambios == ()
    assert causas.explicacion is not None
    clientes, importes = causas.explicacion.migracion.clientes, causas.explicacion.migracion.importes
    assert clientes[4] == (1, 0, 0, 0, 0)
    assert [fila[4] for fila in clientes] == [1, 0, 0, 0, 0]
    assert importes[4][0] == importes[0][4] == resumen.cuadro()[quien + 1][5]


def test_en_otro_equipo_no_se_sabe_y_se_dice(resumen: Banco, tmp_path: Path) -> None:
    resumen.diario = SqliteJournal(tmp_path / "otro" / "diario.sqlite3")

    causas = _causas(resumen, corte=date(2026, 6, 30))

    assert (set(causas.textos), causas.notas) == ({""}, (OTRO_EQUIPO,))
    with pytest.raises(FaltanDatos, match="otro equipo"):
        cambios(resumen.abrir(), resumen.diario, peticion(9))


def test_si_la_anterior_no_dejo_foto_se_dice(resumen: Banco, monkeypatch: pytest.MonkeyPatch) -> None:
    ident = resumen.diario.history(_identificador(resumen))[0].id
    monkeypatch.setattr(SqliteJournal, "photo", lambda *_: None)

    causas = _causas(resumen, corte=date(2026, 6, 30))

    assert (set(causas.textos), causas.notas) == ({""}, (SIN_FOTO,))
    with pytest.raises(FaltanDatos, match=ident):
        cambios(resumen.abrir(), resumen.diario, peticion(9), ident)


def test_si_no_se_reconoce_a_nadie_no_se_inventan_altas(resumen: Banco) -> None:
    for fila in range(2, 32):
        resumen.editar("Clientes", fila, 1, f"Z{fila}")

    causas = _causas(resumen)

    assert (set(causas.textos), causas.notas) == ({""}, (NADIE,))


def test_el_informe_compara_con_la_anterior_o_con_la_que_se_pida(resumen: Banco) -> None:
    primera = resumen.diario.history(_identificador(resumen))[0].id
    with pytest.raises(FaltanDatos, match="dos ejecuciones distintas"):
        cambios(resumen.abrir(), resumen.diario, peticion(4, corte=CORTE))
    recalcular(resumen.abrir(), resumen.diario, peticion(5, corte=date(2026, 3, 31)))

    pedido = peticion(9, corte=date(2026, 9, 30))
    con_la_anterior = cambios(resumen.abrir(), resumen.diario, pedido)
    con_la_primera = cambios(resumen.abrir(), resumen.diario, pedido, primera)

    assert con_la_anterior.causas.anterior is not None
    assert con_la_anterior.causas.anterior.corte == date(2026, 3, 31)
    assert con_la_primera.causas.anterior is not None
    assert con_la_primera.causas.anterior.ejecucion == primera
    dicho = con_la_primera.a_dict()
    assert dicho["causas"] == {"paso del tiempo": len(dicho["cambios"])}
    assert dicho["cambios_sin_comprar"] == len(dicho["cambios"])
    with pytest.raises(EjecucionNoEncontrada, match="«R-nada»"):
        cambios(resumen.abrir(), resumen.diario, pedido, "R-nada")


def _identificador(banco: Banco) -> str:
    return abrir(banco.abrir()).configuracion.identificador


def test_el_corte_no_hace_falta_darlo(resumen: Banco) -> None:
    """Sin pedirlo es la última compra: la de hoy mueve el corte y, con él, a los que no compran."""
    resumen.editar("Clientes", 2, 4, datetime(2026, 1, 31) + timedelta(days=29))

    causas = causas_de(resumen, corte=None)

    assert causas.corte == date(2026, 3, 1)
    assert causas.anterior is not None
    assert causas.anterior.corte == CORTE


def test_quien_tiene_los_datos_bloqueados_cuenta_y_no_se_nombra(tmp_path: Path) -> None:
    filas: Cuadro = [[*fila, "No"] for fila in filas_de_ejemplo()]
    libro = preparar({"Clientes": [[*CABECERA, "Bloqueado"], *filas]}, tmp_path, CORTE).copia(tmp_path)
    recalcular(libro.abrir(), libro.diario, peticion(5, corte=date(2026, 6, 30)))
    pedido = peticion(9, corte=CORTE)
    primero = causas_de(libro, 9, CORTE).cambios[0]
    nombre = causas_de(libro, 9, CORTE).clientes[primero.posicion]
    assert nombre in str(libro.cuadro(HOJA_CAMBIOS))
    libro.editar("Clientes", 2 + primero.posicion, 7, "Sí")

    informe = cambios(libro.abrir(), libro.diario, pedido)
    recalcular(libro.abrir(), libro.diario, pedido)

    assert nombre not in [movido.cliente for movido in informe.movidos]
    assert sum(map(sum, informe.migracion.clientes)) == 30
    assert nombre not in str(libro.cuadro(HOJA_CAMBIOS))
