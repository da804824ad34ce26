"""Olvidar, en memoria y en archivo: no queda nada suyo, los totales cuadran y lo de los demás no se mueve."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from cartera_xl.casos.deshacer import deshacer
from cartera_xl.casos.estudio import estudiar
from cartera_xl.casos.olvidar import Olvido, bloquear, olvidar
from cartera_xl.casos.olvido_celdas import OrdenDeOlvido
from cartera_xl.casos.permisos import permisos_de
from cartera_xl.casos.recalcular import recalcular
from cartera_xl.nucleo.celdas import Cuadro
from cartera_xl.nucleo.errores import ClienteNoEncontrado, ColumnaNoEncontrada, LibroOcupado
from cartera_xl.nucleo.privacidad.permisos import puede_aparecer
from tests.casos.conftest import Banco, peticion
from tests.casos.libro_de_personas import (
    CODIGO,
    NOMBRE,
    OLVIDADO,
    SUYOS,
    banco_recalculado,
    clientes,
    hojas,
)

Montar = Callable[[dict[str, Cuadro]], Banco]


@dataclass(frozen=True)
class Olvidado:
    """El libro antes y después de olvidarla, y lo que se dijo."""

    banco: Banco
    antes: dict[str, Cuadro]
    simulado: Olvido
    hecho: Olvido


def olvida(banco: Banco, *, simular: bool = False, **cambios: Any) -> Olvido:
    orden = OrdenDeOlvido(cambios.pop("cliente", CODIGO), OLVIDADO, **cambios)
    return olvidar(banco.abrir(), banco.diario, peticion(5, simular=simular), orden)


def cuadros(banco: Banco) -> dict[str, Cuadro]:
    return {hoja.nombre: banco.cuadro(hoja.nombre) for hoja in banco.abrir().info().hojas}


def celdas_con(banco: Banco, *textos: str) -> dict[str, list[str]]:
    """Hoja -> textos que llevan alguno de esos."""
    halladas: dict[str, list[str]] = {}
    for hoja, cuadro in cuadros(banco).items():
        for celda in (celda for fila in cuadro for celda in fila if isinstance(celda, str)):
            if any(texto.casefold() in celda.casefold() for texto in textos):
                halladas.setdefault(hoja, []).append(celda)
    return halladas


@pytest.fixture(scope="module", params=["memoria", "archivo"])
def olvidado(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Olvidado:
    """Primero se simula, que no toca nada, y luego se olvida de verdad."""
    banco = banco_recalculado(tmp_path_factory.mktemp("olvidar"), en_memoria=request.param == "memoria")
    antes = cuadros(banco)
    simulado = olvida(banco, simular=True)
    assert cuadros(banco) == antes
    return Olvidado(banco, antes, simulado, olvida(banco))


@pytest.fixture
def banco(tmp_path: Path) -> Banco:
    """El libro ya recalculado, en memoria."""
    return banco_recalculado(tmp_path, en_memoria=True)


def test_no_queda_nada_suyo_salvo_lo_que_se_dice(olvidado: Olvidado) -> None:
    dicho = {aparicion.hoja: [str(aparicion.valor)] for aparicion in olvidado.hecho.por_decidir}

    assert celdas_con(olvidado.banco, *SUYOS) == dicho
    assert set(dicho) == {"Clientes", "Visitas"}
    assert olvidado.hecho.filas_por_mirar == {"Visitas": [2, 4]}


def test_simular_dice_lo_mismo(olvidado: Olvidado) -> None:
    assert olvidado.simulado.a_dict() | {"escrito": True} == olvidado.hecho.a_dict()
    assert olvidado.hecho.ejecuciones == 1


def test_la_historia_se_queda_con_un_codigo_sin_significado(olvidado: Olvidado) -> None:
    banco = olvidado.banco
    importes = [fila[5] for fila in olvidado.antes["Movimientos"][1:]]

    assert banco.columna("Importe", "Movimientos") == importes
    assert banco.columna("Código", "Movimientos").count(OLVIDADO) == 3 == olvidado.hecho.lineas
    assert set(banco.columna("Factura", "Movimientos")[2::12]) == {None}


def test_los_totales_cuadran_y_la_fila_anonima_no_aparece(olvidado: Olvidado) -> None:
    despues = estudiar(olvidado.banco.abrir(), olvidado.banco.diario, peticion(9))
    netos = despues.calculo.puntuados["importe_neto"].to_list()

    assert sum(netos) == sum(fila[5] for fila in olvidado.antes["Movimientos"][1:])  # type: ignore[misc]
    assert puede_aparecer(permisos_de(despues, peticion(9))).tolist() == [i != 2 for i in range(12)]


def test_su_fila_se_vacia_en_su_sitio_y_las_de_los_demas_no_se_mueven(olvidado: Olvidado) -> None:
    ahora = olvidado.banco.cuadro()
    fila = dict(zip(ahora[0], ahora[3], strict=False))

    assert (fila["Código"], fila["Nombre"], fila["Responsable"]) == (OLVIDADO, OLVIDADO, "Eva")
    assert [fila[t] for t in ("NIF", "Correo", "Teléfono", "Dirección", "Provincia", "Notas")] == [None] * 6
    otros = [fila for i, fila in enumerate(olvidado.antes["Clientes"]) if i != 3]
    assert [fila for i, fila in enumerate(ahora) if i != 3] == otros


def test_en_contactos_se_van_tambien_los_textos_que_solo_estan_en_su_fila(olvidado: Olvidado) -> None:
    contactos = olvidado.banco.cuadro("Contactos")[1:]

    assert contactos == [["CLI-001", "Ana", "Compras"], [OLVIDADO, None, "Compras"]]


def test_queda_constancia_en_historial_sin_decir_de_quien(olvidado: Olvidado) -> None:
    ultima = olvidado.banco.cuadro("Historial")[-1]

    assert "olvidar" in ultima
    assert not {NOMBRE, CODIGO, OLVIDADO} & {str(celda) for celda in ultima}


def test_en_ninguna_ejecucion_guardada_queda_su_nombre_ni_su_huella(olvidado: Olvidado) -> None:
    libro = estudiar(olvidado.banco.abrir(), olvidado.banco.diario, peticion(9)).libro
    corrida = olvidado.banco.diario.find(libro.configuracion.identificador)

    assert corrida is not None
    assert (corrida.huellas == 0).tolist() == [i == 2 for i in range(12)]
    guardado = [[c.antes.tolist(), c.despues.tolist()] for c in corrida.columnas]
    assert NOMBRE not in str(guardado) + str([(h.antes, h.despues) for h in corrida.hojas])


def test_deshacer_lo_anterior_sigue_valiendo_para_los_demas_y_no_la_resucita(banco: Banco) -> None:
    primera = banco.columna("Puntuación")
    banco.editar("Movimientos", 2, 6, 90_000.0)
    recalcular(banco.abrir(), banco.diario, peticion(3))
    assert banco.columna("Puntuación") != primera

    olvida(banco)
    deshacer(banco.abrir(), banco.diario, peticion(9))

    vueltas = banco.columna("Puntuación")
    assert vueltas[2] is None
    assert [v for i, v in enumerate(vueltas) if i != 2] == [v for i, v in enumerate(primera) if i != 2]
    assert celdas_con(banco, *SUYOS).keys() <= {"Clientes", "Visitas"}


def test_si_se_piden_fuera_los_importes_sus_compras_se_vacian_enteras(banco: Banco) -> None:
    olvida(banco, quitar_importes=True)

    assert celdas_con(banco, OLVIDADO) == {}
    assert [celda for celda in banco.cuadro("Movimientos")[3] if celda is not None] == []
    assert len(estudiar(banco.abrir(), banco.diario, peticion(9)).calculo.puntuados) == 11


def test_en_el_archivo_no_queda_su_nombre_ni_escondido_ni_hay_copia(tmp_path: Path) -> None:
    banco = banco_recalculado(tmp_path, en_memoria=False)

    hecho = olvida(banco, contenidas=True)

    assert hecho.por_decidir == ()
    assert banco.columna("Notas")[3] == f"Viene de parte de {OLVIDADO}"
    assert celdas_con(banco, *SUYOS, "por la tarde", "portería", "Berta") == {}
    assert sorted(ruta.name for ruta in tmp_path.iterdir()) == ["cartera.xlsx", "diario.sqlite3"]
    with ZipFile(tmp_path / "cartera.xlsx") as archivo:
        partes = {nombre: archivo.read(nombre).decode("utf-8", "replace") for nombre in archivo.namelist()}
    assert [nombre for nombre, texto in partes.items() if any(suyo in texto for suyo in SUYOS)] == []


def test_si_no_se_puede_escribir_el_diario_tambien_se_queda_como_estaba(
    banco: Banco, monkeypatch: pytest.MonkeyPatch
) -> None:
    anfitrion = banco.abrir()

    def ocupado(*_: object, **__: object) -> None:
        raise LibroOcupado("Está abierto.", donde="libro", remedio="Ciérrelo")

    monkeypatch.setattr(anfitrion, "erase", ocupado)
    monkeypatch.setattr(banco.diario, "forget", lambda *_: pytest.fail("no se ha escrito el libro"))
    with pytest.raises(LibroOcupado):
        olvidar(anfitrion, banco.diario, peticion(5), OrdenDeOlvido(CODIGO, OLVIDADO))


def test_a_quien_no_esta_no_se_le_olvida(banco: Banco) -> None:
    with pytest.raises(ClienteNoEncontrado):
        olvida(banco, cliente="Nadie de Ninguna Parte")


def test_bloquear_marca_su_celda_y_ya_no_aparece(banco: Banco) -> None:
    hecho = bloquear(banco.abrir(), banco.diario, peticion(), NOMBRE)

    assert (hecho.celda, hecho.escrito) == ("M4", True)
    assert banco.columna("Bloqueado")[2] == "Sí"
    cartera = estudiar(banco.abrir(), banco.diario, peticion(1))
    assert not puede_aparecer(permisos_de(cartera, peticion(1)))[2]


def sin_movimientos() -> dict[str, Cuadro]:
    tabla = [fila[:9] for fila in clientes()]
    tabla[0][8] = "Última compra"
    return {"Clientes": tabla, "Visitas": hojas()["Visitas"]}


def test_un_libro_que_nunca_se_recalculo_no_estrena_historial(montar: Montar) -> None:
    banco = montar(sin_movimientos())

    assert olvida(banco).ejecuciones == 0
    assert banco.abrir().info().hoja("Historial") is None
    assert banco.columna("Nombre")[2] == OLVIDADO


def test_sin_columna_de_bloqueo_se_dice_como_ponerla(montar: Montar) -> None:
    banco = montar(sin_movimientos())

    with pytest.raises(ColumnaNoEncontrada, match="Añada una columna «Bloqueado»"):
        bloquear(banco.abrir(), banco.diario, peticion(), CODIGO)
