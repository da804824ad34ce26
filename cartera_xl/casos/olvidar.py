"""Olvidar a un cliente: quitarlo de todas las hojas y del diario, y decir sin rodeos lo que queda fuera.

Las filas no se borran, se vacían: quitarlas movería las fórmulas de la persona. De sus compras quedan la fecha y el
importe bajo un código sin significado, para que la historia de la cartera siga cuadrando, salvo que se pida otra cosa.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cartera_xl.casos.estudio import Cartera, estudiar
from cartera_xl.casos.identidad import nueva_ejecucion
from cartera_xl.casos.interesado import huellas_suyas
from cartera_xl.casos.olvido_celdas import OrdenDeOlvido, celdas_que_cambian, filas_suyas, se_cambia
from cartera_xl.casos.persona import Aparicion, apariciones, filas_sueltas, reconocer
from cartera_xl.casos.peticion import Peticion
from cartera_xl.casos.puertos import BookEraser, Journal
from cartera_xl.nucleo.celdas import Celda, a1
from cartera_xl.nucleo.corrida import Accion
from cartera_xl.nucleo.errores import ColumnaNoEncontrada
from cartera_xl.nucleo.historial_hoja import EntradaHistorial
from cartera_xl.nucleo.plan import CeldaSalida, HojaSalida, PlanEscritura
from cartera_xl.nucleo.privacidad.borrado import Borrado, PlanBorrado, Rastro
from cartera_xl.nucleo.privacidad.permisos import ANONIMO


@dataclass(frozen=True, slots=True)
class Olvido:
    """Lo que se ha borrado, o se borraría, y lo que queda por mirar."""

    libro: str
    nombre: str
    codigo: str
    escrito: bool
    celdas: Mapping[str, int]
    lineas: int
    formulas: tuple[tuple[str, str], ...]
    quitados: tuple[Rastro, ...]
    por_decidir: tuple[Aparicion, ...]
    filas_por_mirar: Mapping[str, list[int]]
    quedan: tuple[Rastro, ...]
    ejecuciones: int
    movimientos_aparte: str

    def a_dict(self) -> dict[str, Any]:
        """Lo mismo con tipos de JSON."""
        return {
            "libro": self.libro,
            "cliente": self.nombre,
            "codigo": self.codigo,
            "escrito": self.escrito,
            "celdas": dict(self.celdas),
            "lineas_de_movimientos": self.lineas,
            "formulas_sin_tocar": [{"hoja": hoja, "celda": celda} for hoja, celda in self.formulas],
            "quitado_fuera_de_las_celdas": [rastro.sitio for rastro in self.quitados],
            "por_decidir": [aparicion.a_dict() for aparicion in self.por_decidir],
            "filas_por_mirar": dict(self.filas_por_mirar),
            "queda_fuera_de_las_celdas": [rastro.a_dict() for rastro in self.quedan],
            "ejecuciones_del_diario": self.ejecuciones,
            "movimientos_aparte": self.movimientos_aparte or None,
        }


@dataclass(frozen=True, slots=True)
class Bloqueo:
    """La celda en que consta el bloqueo de un cliente; `cambia` es falso si ya constaba."""

    nombre: str
    hoja: str
    celda: str
    cambia: bool
    escrito: bool

    def a_dict(self) -> dict[str, Any]:
        """Lo mismo con tipos de JSON."""
        return {
            "cliente": self.nombre,
            "hoja": self.hoja,
            "celda": self.celda,
            "cambia": self.cambia,
            "escrito": self.escrito,
        }


def olvidar(anfitrion: BookEraser, diario: Journal, peticion: Peticion, orden: OrdenDeOlvido) -> Olvido:
    """Borra al cliente del libro y del diario. Con `simular` solo dice lo que haría. No se puede deshacer.

    Primero se escribe el libro y después se limpia el diario: si lo primero falla, todo sigue como estaba.
    """
    cartera = estudiar(anfitrion, diario, peticion)
    persona = reconocer(cartera, orden.cliente)
    peticion.avance("Buscando a la persona en todas las hojas…")
    halladas = tuple(apariciones(anfitrion, cartera, persona))
    plan = PlanBorrado(
        celdas=celdas_que_cambian(anfitrion, cartera, persona, halladas, orden),
        filas=filas_suyas(cartera, persona, halladas),
        identidad=persona.identidad,
        sustituto=orden.sustituto or ANONIMO,
        contenidas=orden.contenidas,
        hojas=_en_historial(anfitrion, cartera, peticion, orden),
    )
    huellas = huellas_suyas(diario, cartera, persona)
    peticion.avance("Borrando…")
    borrado = anfitrion.erase(plan, simulate=peticion.simular)
    ejecuciones = _en_el_diario(diario, cartera, peticion, plan, huellas)
    return Olvido(
        libro=cartera.libro.info.nombre,
        nombre=persona.nombre,
        codigo=orden.sustituto or "",
        escrito=not peticion.simular,
        celdas=_cuantas(plan, borrado),
        lineas=len(persona.lineas),
        formulas=borrado.formulas,
        quitados=borrado.quitados,
        por_decidir=tuple(aparicion for aparicion in halladas if not se_cambia(aparicion, orden)),
        filas_por_mirar=filas_sueltas(aparicion for aparicion in halladas if not aparicion.propia),
        quedan=borrado.quedan,
        ejecuciones=ejecuciones,
        movimientos_aparte=peticion.movimientos.nombre if peticion.movimientos and persona.lineas else "",
    )


def bloquear(anfitrion: BookEraser, diario: Journal, peticion: Peticion, cliente: str) -> Bloqueo:
    """Escribe «Sí» en la columna Bloqueado del cliente. `ColumnaNoEncontrada` si la hoja no la tiene.

    Bloquear es dejar de usar los datos y guardarlos solo para jueces y autoridades (LOPDGDD, art. 32).
    """
    cartera = estudiar(anfitrion, diario, peticion)
    persona = reconocer(cartera, cliente)
    tabla = cartera.leido.clientes.tabla
    columna = None if cartera.leido.nueva else tabla.lectura.posiciones.get("bloqueado")
    if columna is None:
        raise ColumnaNoEncontrada(
            "La hoja de clientes no tiene una columna que diga quién está bloqueado.",
            donde=tabla.encargo.candidata.donde,
            remedio="Añada una columna «Bloqueado», guarde el libro y repita la orden",
        )
    cambia = tabla.cuadro["bloqueado"][persona.posicion] is not True
    if cambia and not peticion.simular:
        celdas = {(persona.fila, columna): CeldaSalida("Sí")}
        anfitrion.write(PlanEscritura(hojas=(HojaSalida(persona.hoja, celdas),)))
    return Bloqueo(persona.nombre, persona.hoja, a1(persona.fila, columna), cambia, cambia and not peticion.simular)


def _en_historial(
    anfitrion: BookEraser, cartera: Cartera, peticion: Peticion, orden: OrdenDeOlvido
) -> tuple[HojaSalida, ...]:
    """La línea que prueba que se atendió, sin decir de quién; ninguna si el libro no tiene historial."""
    libro = cartera.libro
    if libro.info.hoja(libro.nombre_historial) is None:
        return ()
    entrada = EntradaHistorial(
        fecha=peticion.momento,
        ejecucion=nueva_ejecucion(peticion.momento, libro.configuracion.identificador + orden.codigo),
        usuario=peticion.usuario,
        accion=Accion.OLVIDAR,
        corte=None,
        clientes=1,
        cambios=0,
        incidencias=0,
        nota="Se borraron los datos de un cliente; no se puede deshacer",
    )
    return (libro.hoja_historial(anfitrion, entrada),)


def _en_el_diario(
    diario: Journal, cartera: Cartera, peticion: Peticion, plan: PlanBorrado, huellas: Mapping[tuple[str, ...], int]
) -> int:
    libro = cartera.libro.configuracion.identificador
    if peticion.simular or not libro:
        con_filas = (corrida for corrida in diario.history(libro) if corrida.campos)
        return sum(huellas[corrida.campos] in corrida.huellas for corrida in con_filas)

    def limpiar(celda: Celda) -> Celda:
        if not isinstance(celda, str):
            return celda
        return plan.identidad.sustituir(celda, plan.sustituto, en_lo_nuestro=True)

    return diario.forget(libro, huellas, limpiar)


def _cuantas(plan: PlanBorrado, borrado: Borrado) -> dict[str, int]:
    """Celdas cambiadas en cada hoja, sin las que se dejan por ser fórmulas."""
    dejadas = Counter(hoja for hoja, _ in borrado.formulas)
    return {hoja: len(sitios) - dejadas[hoja] for hoja, sitios in plan.celdas.items()}
