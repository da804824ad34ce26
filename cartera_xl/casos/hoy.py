"""A quién atender esta semana: la lista de cada responsable, los descuidos, las tareas y los días señalados."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from cartera_xl.casos.a_fondo import estudiar_a_fondo
from cartera_xl.casos.acciones import Acciones, hoja_de_hoy, semana_de
from cartera_xl.casos.balance import incidencia_a_dict
from cartera_xl.casos.estudio import Cartera
from cartera_xl.casos.hojas import escribir_hojas
from cartera_xl.casos.lectura_libro import pais_de
from cartera_xl.casos.peticion import Peticion
from cartera_xl.casos.puertos import Journal, SheetHost
from cartera_xl.nucleo.acciones.agenda import EventoDeAgenda, PedidoDeAgenda, eventos_de_agenda
from cartera_xl.nucleo.acciones.hoy_hoja import Semana
from cartera_xl.nucleo.acciones.vigilancia import frase_de_atencion
from cartera_xl.nucleo.errores import FaltanDatos, Gravedad, Incidencia
from cartera_xl.nucleo.hechos import textos
from cartera_xl.nucleo.lectura.textos import clave, contar

DIAS_DE_DATOS_VIEJOS = 7


@dataclass(frozen=True, slots=True)
class PedidoDeHoy:
    """Qué se pide: solo un responsable, guardar la hoja Hoy, y si la agenda lleva los nombres."""

    responsable: str | None = None
    escribir: bool = False
    con_nombres: bool = True


@dataclass(frozen=True, slots=True)
class Tarea:
    """Una acción para un gestor de tareas; `cliente` es su nombre o, si se piden sin nombres, su código."""

    accion: str
    cliente: str
    responsable: str
    fecha: date
    notas: str


@dataclass(frozen=True, slots=True)
class Hoy:
    """La semana de una cartera. `ejecucion` es la que se puede deshacer, vacía si no se ha escrito nada."""

    libro: str
    corte: date
    semana: Semana
    eventos: tuple[EventoDeAgenda, ...]
    tareas: tuple[Tarea, ...]
    incidencias: tuple[Incidencia, ...]
    notas: tuple[str, ...]
    ejecucion: str
    pais: str | None

    def con_errores(self) -> bool:
        """Cierto si algún contacto anotado se ha quedado fuera."""
        return any(incidencia.gravedad is Gravedad.ERROR for incidencia in self.incidencias)

    def a_dict(self) -> dict[str, Any]:
        """Todo con tipos de JSON."""
        lista = self.semana.lista
        return {
            "libro": self.libro,
            "corte": self.corte.isoformat(),
            "desde": lista.desde.isoformat(),
            "hasta": lista.hasta.isoformat(),
            "tope_por_responsable": lista.tope,
            "no_caben": dict(lista.no_caben),
            "acciones": [linea.a_dict() for linea in lista.lineas],
            "esfuerzo": [asdict(linea) for linea in self.semana.esfuerzo],
            "horas_disponibles": self.semana.horas,
            "atencion": [asdict(grupo) for grupo in self.semana.atencion],
            "frase_de_atencion": frase_de_atencion(self.semana.atencion),
            "descuidos": [vigilado.a_dict() for vigilado in self.semana.vigilados],
            "incidencias": [incidencia_a_dict(incidencia) for incidencia in self.incidencias],
            "notas": list(self.notas),
            "ejecucion": self.ejecucion,
        }


def hoy(anfitrion: SheetHost, diario: Journal, peticion: Peticion, pedido: PedidoDeHoy | None = None) -> Hoy:
    """Prepara la semana y, si se pide, escribe la hoja Hoy y nada más. `FaltanDatos` si no hay tal responsable."""
    que = pedido or PedidoDeHoy()
    estudio = estudiar_a_fondo(anfitrion, diario, peticion)
    cartera, acciones = estudio.cartera, estudio.acciones
    responsable = _responsable(acciones, que.responsable)
    semana = semana_de(cartera, acciones, peticion, responsable)
    ejecucion = ""
    if que.escribir:
        de_todos = semana if responsable is None else semana_de(cartera, acciones, peticion)
        hoja = hoja_de_hoy(anfitrion, cartera, de_todos)
        ejecucion = escribir_hojas(anfitrion, diario, cartera.libro, peticion, [hoja], nota="Lista de la semana")
    pais = pais_de(cartera.libro, peticion)
    return Hoy(
        libro=cartera.libro.info.nombre,
        corte=cartera.hechos.corte,
        semana=semana,
        eventos=eventos_de_agenda(acciones.marco, acciones.contexto, _agenda(cartera, que, responsable)),
        tareas=tuple(_tareas(cartera, semana, con_nombres=que.con_nombres)),
        incidencias=acciones.incidencias,
        notas=tuple(_notas(cartera, peticion)),
        ejecucion=ejecucion,
        pais=pais.codigo if pais else None,
    )


def _responsable(acciones: Acciones, pedido: str | None) -> str | None:
    """El responsable tal como está en la hoja; mayúsculas y tildes no cuentan."""
    if pedido is None:
        return None
    conocidos = {clave(quien): quien for quien in textos(acciones.marco, "accion_responsable") if quien}
    if clave(pedido) in conocidos:
        return conocidos[clave(pedido)]
    raise FaltanDatos(
        f"Ningún cliente tiene como responsable a «{pedido}».",
        donde="columna Responsable de la hoja de clientes",
        remedio=f"Escriba uno de estos: {', '.join(sorted(conocidos.values())[:10])}",
    )


def _agenda(cartera: Cartera, que: PedidoDeHoy, responsable: str | None) -> PedidoDeAgenda:
    libro = cartera.libro
    return PedidoDeAgenda(
        libro=libro.configuracion.identificador or libro.info.nombre,
        con_nombres=que.con_nombres,
        responsable=responsable,
        ultima_revision=None if cartera.ultima is None else cartera.ultima.momento.date(),
    )


def _tareas(cartera: Cartera, semana: Semana, *, con_nombres: bool) -> Iterator[Tarea]:
    clientes = cartera.leido.clientes.tabla.cuadro
    codigos, filas = textos(clientes, "id_cliente"), clientes["fila"].to_list()
    for linea in semana.lista.lineas:
        codigo = codigos[linea.posicion] or f"Cliente de la fila {filas[linea.posicion]}"
        quien = linea.cliente if con_nombres and linea.cliente else codigo
        notas = [linea.motivo, f"Canal: {linea.canal}" if linea.canal else "", f"Prioridad: {linea.prioridad}"]
        texto = ". ".join(nota for nota in notas if nota)
        yield Tarea(linea.accion, quien, linea.responsable, linea.fecha, texto)


def _notas(cartera: Cartera, peticion: Peticion) -> list[str]:
    hoy_es, corte = peticion.momento.date(), cartera.hechos.corte
    pasados = (hoy_es - corte).days
    if pasados <= DIAS_DE_DATOS_VIEJOS:
        return []
    return [
        f"La lista es la de la semana del {corte:%d/%m/%Y}, que es hasta donde llegan los datos (hace "
        f"{contar(pasados, 'día', 'días')}). Añada las compras que falten o use --corte {hoy_es:%d/%m/%Y}."
    ]
