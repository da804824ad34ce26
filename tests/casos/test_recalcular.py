"""Recalcular, en todos los anfitriones: escribe lo suyo, una sola vez, y respeta lo de la persona."""

from datetime import date, datetime

import pytest

from cartera_xl.casos.apertura import abrir
from cartera_xl.casos.deshacer import deshacer
from cartera_xl.casos.recalcular import recalcular
from cartera_xl.hosts.closed_file import ClosedFile
from cartera_xl.hosts.memory import MemoryHost
from cartera_xl.hosts.sqlite_journal import SqliteJournal
from cartera_xl.nucleo.errores import (
    ColumnaNoEncontrada,
    ConfiguracionErronea,
    Gravedad,
    HojaNoEncontrada,
    ReglasErroneas,
)
from cartera_xl.nucleo.reglas import Segmento
from cartera_xl.nucleo.resultados import RESULTADOS
from tests.casos.conftest import CABECERA, Banco, escribir_libro, filas_de_ejemplo, peticion

POR_DEFECTO = [r.titulo for r in RESULTADOS if r.por_defecto and not r.necesita]


def test_anade_sus_columnas_a_la_derecha_y_no_toca_las_del_usuario(banco: Banco) -> None:
    antes = banco.cuadro()

    balance = recalcular(banco.abrir(), banco.diario, peticion())

    despues = banco.cuadro()
    ancho = len(CABECERA)
    assert despues[0][ancho:] == POR_DEFECTO
    assert [fila[:ancho] for fila in despues] == [fila[:ancho] for fila in antes]
    assert set(banco.columna("Segmento")) <= set(Segmento)
    assert balance.escrito
    assert {hoja.nombre for hoja in banco.abrir().info().hojas} >= {"Configuración", "Resumen", "Historial"}


def test_ejecutar_dos_veces_es_ejecutar_una(banco: Banco) -> None:
    recalcular(banco.abrir(), banco.diario, peticion())
    hojas = [hoja.nombre for hoja in banco.abrir().info().hojas]
    antes = {hoja: banco.cuadro(hoja) for hoja in hojas}

    balance = recalcular(banco.abrir(), banco.diario, peticion(5))

    assert not balance.escrito
    assert balance.celdas_cambiadas == 0
    assert {hoja: banco.cuadro(hoja) for hoja in hojas} == antes


def test_simular_cuenta_lo_mismo_y_no_escribe(banco: Banco) -> None:
    antes = banco.cuadro()

    simulado = recalcular(banco.abrir(), banco.diario, peticion(simular=True))

    assert banco.cuadro() == antes
    assert not simulado.escrito
    assert simulado.celdas_cambiadas == recalcular(banco.abrir(), banco.diario, peticion()).celdas_cambiadas


def test_ordenar_la_hoja_no_cambia_ningun_resultado(banco: Banco) -> None:
    recalcular(banco.abrir(), banco.diario, peticion())
    por_codigo = dict(zip(banco.columna("Código"), banco.columna("Segmento"), strict=True))
    banco.ordenar_al_reves("Clientes")

    balance = recalcular(banco.abrir(), banco.diario, peticion(5))

    assert balance.celdas_cambiadas == 0
    assert dict(zip(banco.columna("Código"), banco.columna("Segmento"), strict=True)) == por_codigo


def test_el_segmento_manual_manda_y_no_se_borra(banco: Banco) -> None:
    recalcular(banco.abrir(), banco.diario, peticion())
    fila = banco.columna("Segmento").index("Bajo valor") + 2
    banco.editar("Clientes", fila, banco.sitio("Segmento manual"), "clave")

    recalcular(banco.abrir(), banco.diario, peticion(5))

    assert banco.columna("Segmento")[fila - 2] == "Clave"
    assert banco.columna("Segmento manual")[fila - 2] == "clave"


def test_un_segmento_escrito_encima_pasa_a_segmento_manual(banco: Banco) -> None:
    recalcular(banco.abrir(), banco.diario, peticion())
    fila = banco.columna("Segmento").index("Bajo valor") + 2
    banco.editar("Clientes", fila, banco.sitio("Segmento"), "Estratégico")

    balance = recalcular(banco.abrir(), banco.diario, peticion(5))

    assert banco.columna("Segmento")[fila - 2] == "Estratégico"
    assert banco.columna("Segmento manual")[fila - 2] == "Estratégico"
    assert [i.celda for i in balance.incidencias if i.clase == "escrito_a_mano"]


def test_sin_respetar_lo_manual_el_segmento_se_recalcula_y_se_dice(banco: Banco) -> None:
    recalcular(banco.abrir(), banco.diario, peticion())
    fila = banco.columna("Segmento").index("Bajo valor") + 2
    banco.editar("Clientes", fila, banco.sitio("Segmento"), "Estratégico")

    balance = recalcular(banco.abrir(), banco.diario, peticion(5, respetar_manual=False))

    assert banco.columna("Segmento")[fila - 2] == "Bajo valor"
    assert any("Estratégico" in i.que for i in balance.incidencias if i.clase == "escrito_a_mano")


def test_un_segmento_manual_que_no_existe_es_una_incidencia(banco: Banco) -> None:
    recalcular(banco.abrir(), banco.diario, peticion())
    banco.editar("Clientes", 2, banco.sitio("Segmento manual"), "Superior")
    antes = banco.columna("Segmento")

    balance = recalcular(banco.abrir(), banco.diario, peticion(5))

    assert banco.columna("Segmento") == antes
    (mala,) = [i for i in balance.incidencias if i.clase == "segmento_manual_desconocido"]
    assert mala.gravedad is Gravedad.ERROR
    assert "«Superior»" in mala.que


def test_lo_cambiado_en_otra_columna_nuestra_se_dice_y_se_recalcula(banco: Banco) -> None:
    recalcular(banco.abrir(), banco.diario, peticion())
    antes = banco.columna("Ciclo de vida")
    banco.editar("Clientes", 4, banco.sitio("Ciclo de vida"), "me cae bien")

    balance = recalcular(banco.abrir(), banco.diario, peticion(5))

    assert banco.columna("Ciclo de vida") == antes
    assert any("Ciclo de vida" in i.que for i in balance.incidencias if i.clase == "escrito_a_mano")


def test_una_columna_segmento_del_usuario_no_es_nuestra(montar) -> None:
    filas = [[*fila, "lo mío"] for fila in filas_de_ejemplo()]
    banco = montar({"Clientes": [[*CABECERA, "Segmento"], *filas]})

    recalcular(banco.abrir(), banco.diario, peticion())
    recalcular(banco.abrir(), banco.diario, peticion(5))

    assert set(banco.columna("Segmento")) == {"lo mío"}
    assert set(banco.columna("Segmento (Cartera)")) <= set(Segmento)
    assert banco.cuadro()[0].count("Segmento (Cartera)") == 1


def test_la_columna_movida_se_encuentra_y_no_se_duplica(banco: Banco) -> None:
    recalcular(banco.abrir(), banco.diario, peticion())
    cuadro = banco.cuadro()
    uno, otro = banco.sitio("Puntuación"), banco.sitio("Segmento")
    for fila, celdas in enumerate(cuadro, 1):
        banco.editar("Clientes", fila, uno, celdas[otro - 1])
        banco.editar("Clientes", fila, otro, celdas[uno - 1])

    balance = recalcular(banco.abrir(), banco.diario, peticion(5))

    assert balance.celdas_cambiadas == 0
    assert sorted(map(str, banco.cuadro()[0])) == sorted(map(str, cuadro[0]))


def test_la_columna_con_titulo_cambiado_en_configuracion_se_encuentra(banco: Banco) -> None:
    recalcular(banco.abrir(), banco.diario, peticion())
    configuracion = banco.cuadro("Configuración")
    fila = next(n for n, celdas in enumerate(configuracion, 1) if celdas and celdas[0] == "puntuacion")
    banco.editar("Configuración", fila, 2, "Nota final")
    ancho = len(banco.cuadro()[0])

    recalcular(banco.abrir(), banco.diario, peticion(5))
    recalcular(banco.abrir(), banco.diario, peticion(9))

    assert "Nota final" in banco.cuadro()[0]
    assert "Puntuación" not in banco.cuadro()[0]
    assert len(banco.cuadro()[0]) == ancho


def test_un_dato_malo_es_una_incidencia_con_su_celda_y_las_demas_filas_siguen(montar) -> None:
    filas = filas_de_ejemplo()
    filas[3][5] = "12.5O"
    banco = montar({"Clientes": [CABECERA, *filas]})

    balance = recalcular(banco.abrir(), banco.diario, peticion())

    assert [(i.hoja, i.celda) for i in balance.incidencias if "12.5O" in i.que] == [("Clientes", "F5")]
    assert all(banco.columna("Segmento"))


def test_la_fecha_de_corte_por_defecto_es_la_ultima_de_los_datos(banco: Banco) -> None:
    balance = recalcular(banco.abrir(), banco.diario, peticion())

    fechas = [f for f in banco.columna("Última compra") if isinstance(f, date)]
    ultima = max(f.date() if isinstance(f, datetime) else f for f in fechas)
    assert balance.corte == ultima
    assert "última compra" in balance.motivo_corte


def test_el_baremo_se_conserva_hasta_que_se_pide_otro(banco: Banco) -> None:
    recalcular(banco.abrir(), banco.diario, peticion())
    primero = abrir(banco.abrir()).baremo
    banco.editar("Clientes", 2, 6, 999_999.0)

    recalcular(banco.abrir(), banco.diario, peticion(5))
    assert abrir(banco.abrir()).baremo == primero

    recalcular(banco.abrir(), banco.diario, peticion(9, recalibrar=True))
    assert abrir(banco.abrir()).baremo != primero


def test_sin_hoja_de_clientes_sale_de_los_movimientos(montar) -> None:
    movimientos = [
        [f"F{i}", f"C{i % 7}", f"Cliente {i % 7}", datetime(2025, 1 + i % 12, 1 + i % 27), 50.0 + i] for i in range(80)
    ]
    banco = montar({"Ventas": [["Factura", "Código cliente", "Cliente", "Fecha", "Importe"], *movimientos]})
    antes = banco.cuadro("Ventas")

    balance = recalcular(banco.abrir(), banco.diario, peticion())

    assert sorted(map(str, banco.columna("Código de cliente"))) == [f"C{i}" for i in range(7)]
    assert banco.cuadro("Ventas") == antes
    assert balance.resumen.totales.importe_neto == pytest.approx(sum(fila[4] for fila in movimientos))
    assert not recalcular(banco.abrir(), banco.diario, peticion(5)).escrito


def test_las_reglas_con_un_hueco_detienen_sin_escribir(banco: Banco) -> None:
    recalcular(banco.abrir(), banco.diario, peticion())
    cuadro = banco.cuadro("Configuración")
    fila = next(n for n, celdas in enumerate(cuadro, 1) if celdas and celdas[0] == "resto")
    for columna in range(1, 13):
        banco.editar("Configuración", fila, columna, None)
    antes = banco.cuadro()

    with pytest.raises(ReglasErroneas, match="Configuración"):
        recalcular(banco.abrir(), banco.diario, peticion(5))

    assert banco.cuadro() == antes


def test_una_hoja_de_contactos_sin_compras_lo_dice(montar) -> None:
    banco = montar(
        {"Clientes": [["Nombre", "Teléfono", "Ciudad"], *[[f"N{i}", f"60000000{i}", "Lugo"] for i in range(9)]]}
    )

    with pytest.raises(ColumnaNoEncontrada, match="nada con que puntuarlos"):
        recalcular(banco.abrir(), banco.diario, peticion())


def test_un_libro_sin_tablas_dice_lo_que_se_ha_buscado(montar) -> None:
    banco = montar({"Hoja1": [["hola", "adiós"], [1.0, 2.0]]})

    with pytest.raises(HojaNoEncontrada, match="Ninguna hoja"):
        recalcular(banco.abrir(), banco.diario, peticion())


def test_el_diario_olvida_lo_que_no_se_llego_a_escribir(tmp_path, banco: Banco) -> None:
    ruta = tmp_path / "otro.xlsx"
    escribir_libro(ruta, {"Clientes": [CABECERA, *filas_de_ejemplo()]})
    (tmp_path / "~$otro.xlsx").write_bytes(b"\x03Ana" + b" " * 161)

    with pytest.raises(Exception, match="otro"):
        recalcular(ClosedFile(ruta), banco.diario, peticion())

    assert banco.diario.history("") == []


def test_una_columna_que_se_puede_leer_de_dos_maneras_se_pregunta_y_no_se_puntua_a_ciegas(montar) -> None:
    filas = [[f"Cliente {i}", f"0{1 + i % 9}/0{1 + i % 7}/2025", 10.0 * i] for i in range(1, 25)]
    banco = montar({"Clientes": [["Nombre", "Última compra", "Importe"], *filas]})
    antes = banco.cuadro()

    with pytest.raises(ConfiguracionErronea, match="--pais"):
        recalcular(banco.abrir(), banco.diario, peticion())

    assert banco.cuadro() == antes
    assert recalcular(banco.abrir(), banco.diario, peticion(pais="ES")).escrito


def test_una_compra_que_no_se_entiende_no_hace_potencial_a_un_cliente(montar) -> None:
    filas = [[f"Cliente {i}", datetime(2025, 1, 1 + i), 10.0 * i] for i in range(1, 25)]
    filas[4][1:] = ["31/02/2025", "12.5O"]
    banco = montar({"Clientes": [["Nombre", "Última compra", "Importe"], *filas]})

    balance = recalcular(banco.abrir(), banco.diario, peticion())

    assert (balance.resumen.totales.clientes, balance.resumen.totales.potenciales) == (24, 0)


def test_dos_libros_del_mismo_nombre_recalculados_en_el_mismo_segundo_se_deshacen_cada_uno(tmp_path) -> None:
    diario = SqliteJournal(tmp_path / "diario.sqlite3")
    libros = [MemoryHost({"Clientes": [CABECERA, *filas_de_ejemplo(cuantos)]}) for cuantos in (25, 30)]

    ejecuciones = {recalcular(libro, diario, peticion()).ejecucion for libro in libros}

    assert len(ejecuciones) == 2
    for libro, cuantos in zip(libros, (25, 30), strict=True):
        deshacer(libro, diario, peticion(1))
        assert libro.grid("Clientes")[0][: len(CABECERA)] == CABECERA
        assert len([fila for fila in libro.grid("Clientes")[1:] if fila[0]]) == cuantos
