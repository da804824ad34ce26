"""El perfil ideal de un libro: leer sus condiciones, las columnas que miran y el encaje de cada ficha."""

from collections.abc import Sequence
from dataclasses import replace

from cartera_xl.casos.apertura import LibroAbierto
from cartera_xl.casos.calculo import Hechos
from cartera_xl.casos.hojas import buscar_hoja
from cartera_xl.casos.lectura_libro import ClientesLeidos
from cartera_xl.casos.leido import Leido
from cartera_xl.casos.puertos import SheetHost
from cartera_xl.nucleo.celdas import Celda, vacia
from cartera_xl.nucleo.columnas import CAMPOS_CLIENTES
from cartera_xl.nucleo.errores import Incidencia
from cartera_xl.nucleo.indicadores.perfil import Encajes, PerfilIdeal, con_encaje, encajar
from cartera_xl.nucleo.indicadores.perfil_hoja import HOJA_PERFIL, avisos_de_perfil, es_perfil, leer_perfil
from cartera_xl.nucleo.lectura.textos import clave


def encajes_del_libro(
    anfitrion: SheetHost, libro: LibroAbierto, leido: Leido
) -> tuple[Encajes | None, list[Incidencia]]:
    """El encaje de cada fila con la hoja «Perfil ideal», y los avisos que deja; `None` si no hay condiciones.

    `ConfiguracionErronea` si una condición no se entiende o mira una columna que no está.
    """
    hoja = buscar_hoja(anfitrion, libro, HOJA_PERFIL, es_perfil)
    if not hoja.existe or leido.nueva is not None:
        return None, []
    clientes = leido.clientes
    titulos = [titulo for titulo in clientes.cabecera.values() if titulo]
    perfil = leer_perfil(hoja.cuadro, titulos, hoja.nombre)
    if not perfil.condiciones:
        return None, []
    columnas = _columnas(anfitrion, clientes, perfil)
    avisos = avisos_de_perfil(perfil, clientes.tabla.encargo.mapeo.titulos, hoja.nombre)
    return encajar(perfil, columnas, len(clientes.tabla.cuadro)), avisos


def con_perfil(anfitrion: SheetHost, libro: LibroAbierto, leido: Leido, hechos: Hechos) -> Hechos:
    """Los hechos con el encaje del perfil donde la hoja no lo dice, y sus avisos entre las incidencias."""
    encajes, avisos = encajes_del_libro(anfitrion, libro, leido)
    if encajes is None:
        return hechos
    cuadro = con_encaje(hechos.cuadro, encajes.puntos)
    return replace(hechos, cuadro=cuadro, incidencias=(*hechos.incidencias, *avisos))


def _columnas(anfitrion: SheetHost, clientes: ClientesLeidos, perfil: PerfilIdeal) -> dict[str, Sequence[Celda]]:
    """Las celdas de cada dato: con su tipo si es un campo conocido y, si no, tal como están en la hoja."""
    conocidas = _campos_por_nombre(clientes)
    en_hoja = {clave(titulo): columna for columna, titulo in sorted(clientes.cabecera.items(), reverse=True)}
    columnas: dict[str, Sequence[Celda]] = {}
    for dato in {clave(condicion.dato) for condicion in perfil.condiciones}:
        if dato in conocidas:
            columnas[dato] = _con_tipo(clientes, conocidas[dato])
        elif dato in en_hoja:
            columnas[dato] = _de_la_hoja(anfitrion, clientes, en_hoja[dato])
    return columnas


def _campos_por_nombre(clientes: ClientesLeidos) -> dict[str, str]:
    """De la clave de un título o de un nombre a su campo, de los que la hoja tiene; el título de la hoja manda."""
    presentes = [campo for campo in CAMPOS_CLIENTES if campo.id in clientes.tabla.cuadro.columns]
    nombres = {clave(nombre): campo.id for campo in presentes for nombre in (campo.id, campo.nombre)}
    titulos = clientes.tabla.encargo.mapeo.titulos
    de_hoja = {clave(titulo) for titulo in clientes.cabecera.values()}
    propios = {clave(titulo): campo for campo, titulo in titulos.items()}
    return {nombre: campo for nombre, campo in nombres.items() if nombre not in de_hoja} | propios


def _con_tipo(clientes: ClientesLeidos, campo: str) -> list[Celda]:
    serie = clientes.tabla.cuadro[campo]
    nulos = serie.is_null().to_list()
    return [None if nulo or vacia(v) else v for v, nulo in zip(serie.to_list(), nulos, strict=True)]


def _de_la_hoja(anfitrion: SheetHost, clientes: ClientesLeidos, columna: int) -> list[Celda]:
    zona, marca = clientes.zona, clientes.filas.marca
    leida = anfitrion.columns(zona.hoja, zona.primera_fila, [columna])[0].tolist()[: len(marca)]
    completa = leida + [None] * (len(marca) - len(leida))
    return [celda for celda, dentro in zip(completa, marca.tolist(), strict=True) if dentro]
