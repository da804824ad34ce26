"""Por qué ha cambiado de segmento cada cliente desde la ejecución anterior de este libro en este equipo."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import numpy as np

from cartera_xl.casos.calculo import nombres
from cartera_xl.casos.estudio import Cartera
from cartera_xl.casos.foto import foto_de
from cartera_xl.casos.hojas import HojaPropia, buscar_hoja, reescrita
from cartera_xl.casos.lectura_libro import MOTOR
from cartera_xl.casos.permisos import permisos_de
from cartera_xl.casos.peticion import Peticion
from cartera_xl.casos.puertos import Journal, SheetHost
from cartera_xl.nucleo.causas.cambios import ALTA, BAJA, CambioExplicado, CambiosExplicados, explicar
from cartera_xl.nucleo.causas.cambios_hoja import (
    ANCHOS,
    HOJA_CAMBIOS,
    LineaDeCambio,
    Titular,
    es_cambios,
    hoja_de_cambios,
    linea_de_grupo,
    sin_cliente,
)
from cartera_xl.nucleo.causas.foto import FUERA, Foto
from cartera_xl.nucleo.causas.niveles import FuenteDeMovimientos
from cartera_xl.nucleo.corrida import Accion, Corrida
from cartera_xl.nucleo.errores import EjecucionNoEncontrada, FaltanDatos
from cartera_xl.nucleo.hechos import textos
from cartera_xl.nucleo.plan import HojaSalida
from cartera_xl.nucleo.privacidad.permisos import puede_aparecer
from cartera_xl.nucleo.resumen_tipos import SEGMENTOS

OTRO_EQUIPO = "La ejecución anterior se hizo en otro equipo: no se puede saber por qué ha cambiado cada cliente."
SIN_FOTO = (
    "La ejecución anterior no guardó con qué explicar los cambios de segmento: la hizo otra versión del programa. "
    "Desde esta, cada recálculo lo guarda."
)
NADIE = (
    "No se reconoce a ningún cliente de la ejecución anterior (¿han cambiado los códigos o los nombres?): no se puede "
    "saber quién ha cambiado de segmento."
)


@dataclass(frozen=True, slots=True)
class Anterior:
    """La ejecución con que se compara."""

    ejecucion: str
    momento: datetime
    corte: date


@dataclass(frozen=True, slots=True)
class CausasDeCambio:
    """Lo que se ha movido y por qué.

    * `textos`: uno por cliente, en el orden de `puntuados`; todos vacíos si no hay con qué comparar.
    * `clientes`: cómo se llama cada uno, fila a fila con `textos`. `ocultos`: las posiciones de los que tienen los
      datos bloqueados; cuentan en las sumas y no se nombran.
    * `anterior`: la ejecución con que se compara; `None`, como `explicacion`, si no la hay.
    * `al_dia`: cierto si nada de lo que decide ha cambiado desde la última ejecución: ella ya contó esto.
    """

    corte: date
    textos: tuple[str, ...]
    clientes: tuple[str, ...]
    ocultos: frozenset[int] = frozenset()
    pais: str | None = None
    anterior: Anterior | None = None
    explicacion: CambiosExplicados | None = None
    al_dia: bool = False
    notas: tuple[str, ...] = ()

    @property
    def cambios(self) -> tuple[CambioExplicado, ...]:
        """Los que se pueden nombrar, de más a menos neto."""
        todos = () if self.explicacion is None else self.explicacion.cambios
        return tuple(cambio for cambio in todos if cambio.posicion not in self.ocultos)

    @property
    def sin_nombrar(self) -> frozenset[str]:
        """Cómo se llaman los ocultos, para quitarlos de donde estuvieran."""
        return frozenset(self.clientes[posicion] for posicion in self.ocultos)


def explicar_cambios(cartera: Cartera, diario: Journal, peticion: Peticion) -> CausasDeCambio:
    """Compara con la última ejecución no deshecha de este equipo cuya situación no sea la de hoy.

    Así, ejecutar dos veces dice lo mismo que ejecutar una: la segunda se compara con la misma que la primera.
    """
    nada = _sin_comparar(cartera, peticion)
    if cartera.ultima is None:
        return replace(nada, notas=(OTRO_EQUIPO,) if cartera.libro.ultima_ejecucion else ())
    al_dia = False
    for corrida in _recalculos(diario, cartera.ultima):
        foto = diario.photo(corrida.libro, corrida.id)
        if foto is None:
            return replace(nada, al_dia=al_dia, notas=(SIN_FOTO,))
        hoy = _foto_de_hoy(cartera, corrida)
        if not foto.misma_situacion(hoy):
            return replace(_comparar(cartera, nada, (corrida, foto), hoy), al_dia=al_dia)
        al_dia = True
    return replace(nada, al_dia=al_dia)


def comparar_con(cartera: Cartera, diario: Journal, peticion: Peticion, ejecucion: str) -> CausasDeCambio:
    """Compara con una ejecución concreta. `EjecucionNoEncontrada` si no consta; `FaltanDatos` si no dejó foto."""
    libro = cartera.libro
    donde = f"libro «{libro.info.nombre}»"
    todas = diario.history(libro.configuracion.identificador) if libro.configuracion.identificador else []
    corrida = next((c for c in todas if c.id == ejecucion), None)
    if corrida is None:
        raise EjecucionNoEncontrada(
            f"No consta la ejecución «{ejecucion}» en este equipo.",
            donde=donde,
            remedio="Mire con «cartera historial» las que hay y copie su identificador",
        )
    foto = diario.photo(corrida.libro, corrida.id)
    if foto is None:
        raise FaltanDatos(
            f"La ejecución «{ejecucion}» no guardó con qué explicar los cambios de segmento.",
            donde=donde,
            remedio="Elija con «cartera historial» un recálculo más reciente",
        )
    return _comparar(cartera, _sin_comparar(cartera, peticion), (corrida, foto), _foto_de_hoy(cartera, corrida))


def hoja_con_cambios(
    anfitrion: SheetHost, cartera: Cartera, causas: CausasDeCambio, peticion: Peticion, ejecucion: str
) -> HojaSalida | None:
    """La hoja «Cambios de segmento» con los de esta ejecución; `None` si no hay que tocarla.

    Quien tiene los datos bloqueados no sale en la lista, ni siquiera en lo que ya se había escrito.
    """
    anterior, explicacion = causas.anterior, causas.explicacion
    hoja = hoja_actual(anfitrion, cartera)
    if anterior is None or explicacion is None or causas.al_dia:
        celdas = sin_cliente(hoja.cuadro, causas.sin_nombrar)
    else:
        titular = Titular(explicacion.migracion, anterior.ejecucion, anterior.corte, ejecucion, causas.corte)
        nuevas = lineas_nuevas(causas, peticion.momento.date(), ejecucion)
        celdas = hoja_de_cambios(hoja.cuadro, titular, nuevas, sin=causas.sin_nombrar)
    return replace(reescrita(hoja, celdas, ANCHOS), inmovilizar_filas=0) if celdas else None


def hoja_actual(anfitrion: SheetHost, cartera: Cartera) -> HojaPropia:
    """La que ya hay en el libro, o la que se crearía."""
    return buscar_hoja(anfitrion, cartera.libro, HOJA_CAMBIOS, es_cambios)


def lineas_nuevas(causas: CausasDeCambio, fecha: date, ejecucion: str) -> list[LineaDeCambio]:
    """Los cambios de una comparación como líneas de la lista; las altas y las bajas, juntas por segmento."""
    lineas = [
        LineaDeCambio(fecha, ejecucion, causas.clientes[c.posicion], c.de, c.a, c.causa, c.detalle)
        for c in causas.cambios
    ]
    if causas.explicacion is None:
        return lineas
    migracion = causas.explicacion.migracion
    for i, segmento in enumerate(SEGMENTOS):
        for alta, (de, a) in ((True, (FUERA, i)), (False, (i, FUERA))):
            cuantos, neto = migracion.clientes[de][a], migracion.importes[de][a]
            if cuantos:
                quienes, detalle = linea_de_grupo(cuantos, neto, causas.pais, alta=alta)
                extremos = ("Alta", segmento, ALTA) if alta else (segmento, "Baja", BAJA)
                lineas.append(LineaDeCambio(fecha, ejecucion, quienes, *extremos, detalle))
    return lineas


def _recalculos(diario: Journal, ultima: Corrida) -> Iterator[Corrida]:
    """Los que siguen en pie, de la última hacia atrás."""
    for corrida in reversed(diario.history(ultima.libro)):
        if corrida.accion is Accion.RECALCULAR and corrida.deshecha is None:
            yield corrida


def _foto_de_hoy(cartera: Cartera, corrida: Corrida) -> Foto:
    """La de los datos de hoy, con las huellas hechas como las de esa ejecución."""
    clientes = cartera.leido.clientes
    return foto_de(cartera.calculo, clientes.huellas(corrida.campos, corrida.libro)[clientes.filas.marca])


def _sin_comparar(cartera: Cartera, peticion: Peticion) -> CausasDeCambio:
    clientes = como_se_llaman(cartera)
    pais = peticion.pais or cartera.libro.configuracion.pais
    ocultos = frozenset(np.flatnonzero(~puede_aparecer(permisos_de(cartera, peticion))).tolist())
    return CausasDeCambio(cartera.hechos.corte, ("",) * len(clientes), clientes, ocultos, pais)


def _comparar(cartera: Cartera, nada: CausasDeCambio, de_entonces: tuple[Corrida, Foto], hoy: Foto) -> CausasDeCambio:
    corrida, foto = de_entonces
    hechos, cuadro = cartera.hechos, cartera.leido.clientes.tabla.cuadro
    fuente = None
    if hechos.movimientos is not None and hechos.claves is not None:
        fuente = FuenteDeMovimientos(cuadro.with_columns(hechos.claves["clave"]), hechos.movimientos)
    explicacion = explicar(foto, hoy, fuente=fuente, motor=MOTOR, pais=nada.pais)
    if not explicacion.reconocidos:
        return replace(nada, notas=(NADIE,))
    anterior = Anterior(corrida.id, corrida.momento, foto.circunstancias.corte)
    return replace(nada, textos=explicacion.textos, anterior=anterior, explicacion=explicacion)


def como_se_llaman(cartera: Cartera) -> tuple[str, ...]:
    """El nombre; si lo llevan varios, con su código. A falta de los dos, la fila."""
    cuadro = cartera.leido.clientes.tabla.cuadro
    todos = nombres(cuadro)
    veces = Counter(todos)
    codigos = textos(cuadro, "id_cliente")
    filas: Sequence[int] = cuadro["fila"].to_list()
    return tuple(
        f"fila {fila}" if nombre is None else f"{nombre} ({codigo})" if codigo and veces[nombre] > 1 else nombre
        for nombre, codigo, fila in zip(todos, codigos, filas, strict=True)
    )
