"""Hoy, anotar y lista sobre un libro: qué escriben, qué dejan como estaba y cómo se deshace."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from conftest import CABECERA, Banco, filas_de_ejemplo, peticion

from cartera_xl.casos.acciones import acciones_de, hoja_de_planes
from cartera_xl.casos.anotar import PorAnotar, anotar
from cartera_xl.casos.contactos import contactos_de
from cartera_xl.casos.deshacer import deshacer
from cartera_xl.casos.estudio import estudiar
from cartera_xl.casos.hojas import escribir_hojas
from cartera_xl.casos.hoy import PedidoDeHoy, hoy
from cartera_xl.casos.lista import PedidoDeLista, lista
from cartera_xl.casos.recalcular import recalcular
from cartera_xl.nucleo.acciones.listas import TipoDeLista
from cartera_xl.nucleo.celdas import Cuadro
from cartera_xl.nucleo.errores import ClienteNoEncontrado, ConfiguracionErronea, FaltanDatos

Montar = Callable[[dict[str, Cuadro]], Banco]


def _con_columnas(montar: Montar, **columnas: list[object]) -> Banco:
    """El libro de ejemplo con más columnas en la hoja de clientes."""
    filas = filas_de_ejemplo()
    extra = [list(columnas)] + [[valores[i % len(valores)] for valores in columnas.values()] for i in range(len(filas))]
    return montar({"Clientes": [a + b for a, b in zip([CABECERA, *filas], extra, strict=True)]})  # type: ignore[list-item]


def test_hoy_sin_escribir_no_cambia_el_libro(banco: Banco) -> None:
    antes = banco.cuadro()

    semana = hoy(banco.abrir(), banco.diario, peticion(simular=True))

    assert semana.ejecucion == ""
    assert banco.cuadro() == antes
    assert banco.abrir().info().hoja("Hoy") is None


def test_hoy_escribe_solo_su_hoja_y_se_deshace(banco: Banco) -> None:
    antes = banco.cuadro()

    semana = hoy(banco.abrir(), banco.diario, peticion(), PedidoDeHoy(escribir=True))

    assert banco.cuadro() == antes
    assert banco.cuadro("Hoy")[0][0] == "Hoy: a quién atender esta semana"
    deshacer(banco.abrir(), banco.diario, peticion(1), semana.ejecucion)
    assert all(celda is None for fila in banco.cuadro("Hoy") for celda in fila)


def test_escribir_hoy_dos_veces_lo_mismo_es_escribirlo_una(banco: Banco) -> None:
    hoy(banco.abrir(), banco.diario, peticion(), PedidoDeHoy(escribir=True))

    assert hoy(banco.abrir(), banco.diario, peticion(1), PedidoDeHoy(escribir=True)).ejecucion == ""


def test_una_lista_mas_corta_vacia_lo_que_sobra(montar: Montar) -> None:
    banco = _con_columnas(montar, Responsable=["Ana", "Bea"])
    hoy(banco.abrir(), banco.diario, peticion(), PedidoDeHoy(escribir=True))
    largo = len([fila for fila in banco.cuadro("Hoy")[5:] if fila and fila[0]])
    banco.editar("Clientes", 1, 4, "Otra cosa")

    hoy(banco.abrir(), banco.diario, peticion(1, corte=date(2026, 12, 1)), PedidoDeHoy(escribir=True))

    assert 0 < len([fila for fila in banco.cuadro("Hoy")[5:] if fila and fila[0]]) != largo


def test_si_los_datos_son_viejos_se_dice(banco: Banco) -> None:
    (nota,) = hoy(banco.abrir(), banco.diario, peticion(simular=True)).notas

    assert "--corte 01/03/2026" in nota
    assert hoy(banco.abrir(), banco.diario, peticion(simular=True, corte=date(2026, 2, 22))).notas == ()


def test_un_responsable_que_no_esta_se_dice_y_los_que_hay(montar: Montar) -> None:
    banco = _con_columnas(montar, Responsable=["Ana Ruiz", "Bea"])

    with pytest.raises(FaltanDatos, match="Ana Ruiz, Bea"):
        hoy(banco.abrir(), banco.diario, peticion(simular=True), PedidoDeHoy(responsable="Carlos"))
    solo = hoy(banco.abrir(), banco.diario, peticion(simular=True), PedidoDeHoy(responsable="ana ruiz"))
    assert {linea.responsable for linea in solo.semana.lista.lineas} <= {"Ana Ruiz"}


def test_anotar_crea_el_registro_sin_tocar_a_los_clientes_y_se_deshace(banco: Banco) -> None:
    antes = banco.cuadro()

    anotado = anotar(banco.abrir(), banco.diario, peticion(), PorAnotar("C003", "teléfono", "Precio"))

    fila = banco.cuadro("Registro de contactos")[3]
    assert str(fila[0])[:10] == "2026-03-01"
    assert fila[1:6] == ["09:00", "Cliente 3 S.L.", "ana", "teléfono", "Precio"]
    assert (anotado.celda, anotado.responsable) == ("A4", "ana")
    assert banco.cuadro() == antes
    deshacer(banco.abrir(), banco.diario, peticion(1), anotado.ejecucion)
    assert contactos_de(banco.abrir(), estudiar(banco.abrir(), banco.diario, peticion(2, simular=True))) == ()


def test_lo_anotado_se_lee_y_una_fila_mala_es_una_incidencia(banco: Banco) -> None:
    anotar(banco.abrir(), banco.diario, peticion(), PorAnotar("Cliente 7 S.L.", entrante=True))
    anotar(banco.abrir(), banco.diario, peticion(1), PorAnotar("fila 3", momento=datetime(2026, 2, 1)))
    banco.editar("Registro de contactos", 5, 3, "Un desconocido")

    cartera = estudiar(banco.abrir(), banco.diario, peticion(2, simular=True))
    contactos = contactos_de(banco.abrir(), cartera)
    semana = hoy(banco.abrir(), banco.diario, peticion(2, simular=True))

    assert [(c.posicion, c.momento, c.entrante) for c in contactos] == [(6, datetime(2026, 3, 1, 9), True)]
    assert [i.celda for i in semana.incidencias] == ["C5"]
    assert semana.con_errores()


def test_dos_contactos_seguidos_van_en_dos_filas(banco: Banco) -> None:
    celdas = [anotar(banco.abrir(), banco.diario, peticion(i), PorAnotar("C001")).celda for i in range(3)]

    assert celdas == ["A4", "A5", "A6"]


def test_una_consulta_sin_contestar_es_lo_primero_de_la_lista(banco: Banco) -> None:
    anotar(banco.abrir(), banco.diario, peticion(), PorAnotar("C005", momento=datetime(2026, 2, 1), entrante=True))

    semana = hoy(banco.abrir(), banco.diario, peticion(1, simular=True))

    consulta = next(linea for linea in semana.semana.lista.lineas if linea.cliente == "Cliente 5 S.L.")
    assert consulta.accion == "Contestar su consulta"


def test_anotar_pide_un_cliente_que_este_y_un_momento_que_haya_llegado(banco: Banco) -> None:
    with pytest.raises(ClienteNoEncontrado):
        anotar(banco.abrir(), banco.diario, peticion(), PorAnotar("Nadie"))
    with pytest.raises(ConfiguracionErronea, match="todavía no ha llegado"):
        anotar(banco.abrir(), banco.diario, peticion(), PorAnotar("C001", momento=datetime(2026, 3, 2)))


def test_simular_anotar_no_escribe(banco: Banco) -> None:
    assert anotar(banco.abrir(), banco.diario, peticion(simular=True), PorAnotar("C001")).ejecucion == ""
    assert banco.abrir().info().hoja("Registro de contactos") is None


def test_recalcular_no_confunde_el_registro_con_los_clientes(banco: Banco) -> None:
    anotar(banco.abrir(), banco.diario, peticion(), PorAnotar("C001"))

    assert recalcular(banco.abrir(), banco.diario, peticion(1)).hoja == "Clientes"


def test_los_planes_de_la_hoja_mandan(banco: Banco) -> None:
    cartera = estudiar(banco.abrir(), banco.diario, peticion(simular=True))
    planes = hoja_de_planes(banco.abrir(), cartera)
    assert planes is not None
    escribir_hojas(banco.abrir(), banco.diario, cartera.libro, peticion(), [planes])
    fila, columna = next(
        (i, j)
        for i, f in enumerate(banco.cuadro("Planes"), 1)
        for j, c in enumerate(f, 1)
        if c == "Mantener sus datos al día"
    )
    banco.editar("Planes", fila, columna, "Decir hola")

    cartera = estudiar(banco.abrir(), banco.diario, peticion(1, simular=True))
    acciones = acciones_de(banco.abrir(), cartera, peticion(1))

    assert hoja_de_planes(banco.abrir(), cartera) is None
    assert "Decir hola" in {plan.accion for plan in acciones.contexto.planes.tratos}


def test_una_lista_respeta_el_consentimiento_y_dice_cuantos_faltan(montar: Montar) -> None:
    banco = _con_columnas(montar, Correo=["a@ejemplo.es"], Consentimiento=["sí", "no", None])

    hecha = lista(banco.abrir(), banco.diario, peticion(simular=True), PedidoDeLista())

    assert hecha.resumen == "10 clientes; 20 se quedan fuera"
    assert len(hecha.a_dict()["filas"]) == 10


@pytest.mark.parametrize(
    ("tipo", "falta"), [(TipoDeLista.CASOS, "Satisfacción"), (TipoDeLista.REFERIDOS, "Recomendado por")]
)
def test_una_lista_sin_su_columna_dice_cual_falta(banco: Banco, tipo: TipoDeLista, falta: str) -> None:
    with pytest.raises(FaltanDatos, match=f"no tiene la columna «{falta}»"):
        lista(banco.abrir(), banco.diario, peticion(simular=True), PedidoDeLista(tipo))
