"""Comprobar: enseñar cómo se entiende un libro, con pruebas, sin escribir nada en él."""

from collections.abc import Iterable, Sequence

from cartera_xl.casos.apertura import abrir
from cartera_xl.casos.balance import ColumnaComprobada, Comprobacion
from cartera_xl.casos.calculo import reunir_hechos
from cartera_xl.casos.estudio import leer
from cartera_xl.casos.lectura_libro import TablaLeida
from cartera_xl.casos.leido import Leido
from cartera_xl.casos.peticion import Peticion
from cartera_xl.casos.puertos import SheetHost
from cartera_xl.casos.recalcular import formulas_sin_valor
from cartera_xl.nucleo.calidad.revision import Revision, revisar
from cartera_xl.nucleo.celdas import letras
from cartera_xl.nucleo.columnas import CAMPOS
from cartera_xl.nucleo.comprobador import comprobar_reglas
from cartera_xl.nucleo.errores import Incidencia
from cartera_xl.nucleo.reglas import Regla

GRUPOS_QUE_SE_ENSENAN = 20


def comprobar(anfitrion: SheetHost, peticion: Peticion) -> Comprobacion:
    """Lee el libro entero y cuenta qué es cada columna y con qué prueba, y la calidad de los datos, a fondo."""
    peticion.avance("Abriendo el libro…")
    libro = abrir(anfitrion)
    leido = leer(anfitrion, libro, peticion)
    clientes, movimientos = leido.clientes.tabla, leido.movimientos
    peticion.avance("Revisando los datos a fondo…")
    hechos = reunir_hechos(clientes, movimientos, peticion)
    pais = peticion.pais or libro.configuracion.pais
    revision = revisar(clientes.cuadro, clientes.lectura.hoja, pais, clientes.lectura.posiciones, a_fondo=True)
    de_clientes = () if leido.nueva else clientes.lectura.incidencias
    return Comprobacion(
        libro=libro.info.nombre,
        hoja=clientes.lectura.hoja,
        filas=len(clientes.cuadro),
        hoja_movimientos=movimientos.lectura.hoja if movimientos else "",
        filas_movimientos=len(movimientos.cuadro) if movimientos else 0,
        columnas=tuple(_columnas(leido)),
        sin_reconocer=tuple(_sin_reconocer(leido)),
        corte=hechos.corte,
        incidencias=(
            *de_clientes,
            *(movimientos.lectura.incidencias if movimientos else ()),
            *hechos.incidencias,
            *revision.incidencias,
            *formulas_sin_valor(anfitrion, leido),
            *_de_reglas(libro.nombre_configuracion, libro.configuracion.reglas),
        ),
        notas=tuple(_notas(leido, hechos.motivo_corte)),
        ficha_media=_media(revision),
        grupos_duplicados=tuple(_grupos(revision)),
    )


def _columnas(leido: Leido) -> Iterable[ColumnaComprobada]:
    tablas = [leido.movimientos, None if leido.nueva else leido.clientes.tabla]
    for tabla in (t for t in reversed(tablas) if t is not None):
        nombres = {campo.id: campo.nombre for campo in CAMPOS[tabla.encargo.clase]}
        convenios = {convenio.campo: convenio.prueba for convenio in tabla.lectura.convenios}
        for asignacion in tabla.encargo.mapeo.asignaciones:
            yield ColumnaComprobada(
                hoja=tabla.lectura.hoja,
                columna=letras(asignacion.columna),
                titulo=asignacion.titulo,
                campo=f"{nombres[asignacion.campo]} ({asignacion.campo})",
                prueba=asignacion.prueba,
                convenio=convenios.get(asignacion.campo, ""),
            )


def _sin_reconocer(leido: Leido) -> Iterable[str]:
    tablas: list[TablaLeida] = [] if leido.nueva else [leido.clientes.tabla]
    propias = {leido.clientes.cabecera[columna] for columna in leido.clientes.sitios.values()}
    for tabla in [*tablas, *([leido.movimientos] if leido.movimientos else [])]:
        yield from (titulo for titulo in tabla.encargo.mapeo.sin_reconocer.values() if titulo not in propias)


def _notas(leido: Leido, motivo_corte: str) -> Iterable[str]:
    yield f"El corte es {motivo_corte}."
    tablas: list[TablaLeida] = [] if leido.nueva else [leido.clientes.tabla]
    for tabla in [*tablas, *([leido.movimientos] if leido.movimientos else [])]:
        yield from (str(ambigua) for ambigua in tabla.encargo.mapeo.ambiguas)
    if leido.nueva:
        yield f"El libro solo trae movimientos: al recalcular se creará la hoja «{leido.nueva.nombre}»."


def _de_reglas(hoja: str, reglas: Sequence[Regla]) -> Iterable[Incidencia]:
    for hallazgo in comprobar_reglas(reglas):
        yield Incidencia("regla", str(hallazgo), hoja, "", "Corrija las reglas de segmento.", hallazgo.gravedad)


def _media(revision: Revision) -> float | None:
    fichas = revision.ficha_completa[revision.ficha_completa == revision.ficha_completa]
    return float(fichas.mean()) if len(fichas) else None


def _grupos(revision: Revision) -> Iterable[str]:
    for grupo in revision.duplicados[:GRUPOS_QUE_SE_ENSENAN]:
        filas = ", ".join(str(fila) for fila in grupo.filas)
        yield f"Posible duplicado, filas {filas}: {grupo.motivo}"
    if len(revision.duplicados) > GRUPOS_QUE_SE_ENSENAN:
        yield f"… y {len(revision.duplicados) - GRUPOS_QUE_SE_ENSENAN} grupos más de posibles duplicados"
