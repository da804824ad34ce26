"""Las hojas que la persona llena: cuáles hay, cuáles tiene ya el libro y cómo añadir las que falten, en blanco."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from cartera_xl.casos.apertura import abrir
from cartera_xl.casos.hojas import buscar_hoja, escribir_hojas
from cartera_xl.casos.peticion import Peticion
from cartera_xl.casos.puertos import Journal, SheetHost
from cartera_xl.nucleo.acciones import planes_hoja, registro_hoja
from cartera_xl.nucleo.celdas import Cuadro
from cartera_xl.nucleo.errores import HojaNoEncontrada
from cartera_xl.nucleo.indicadores import embudo_hoja, gasto_hoja, objetivos_hoja, perfil_hoja
from cartera_xl.nucleo.lectura.textos import clave
from cartera_xl.nucleo.plan import CeldaSalida, HojaSalida
from cartera_xl.nucleo.ventas import complementos

Celdas = Mapping[tuple[int, int], CeldaSalida]


@dataclass(frozen=True, slots=True)
class HojaEditable:
    """Una hoja que el programa sabe crear y leer; `celdas` son las de la hoja en blanco."""

    nombre: str
    para_que: str
    es_nuestra: Callable[[Cuadro], bool]
    celdas: Callable[[], Celdas]
    anchos: Mapping[int, float]


EDITABLES: tuple[HojaEditable, ...] = (
    HojaEditable(
        planes_hoja.HOJA_PLANES,
        "Qué hacer con cada clase de cliente, cada cuánto hablarle y con cuántas horas se cuenta",
        planes_hoja.es_planes,
        lambda: planes_hoja.celdas_de_planes([]),
        planes_hoja.ANCHOS,
    ),
    HojaEditable(
        registro_hoja.HOJA_REGISTRO,
        "Cada llamada, visita o correo; también se llena con «cartera anotar»",
        registro_hoja.es_registro,
        lambda: registro_hoja.celdas_de_registro([])[0],
        registro_hoja.ANCHOS,
    ),
    HojaEditable(
        complementos.HOJA_COMPLEMENTOS,
        "Qué producto es mejor que otro y cuál lo acompaña, para la columna Sugerencia",
        complementos.es_complementos,
        lambda: complementos.hoja_de_complementos().celdas,
        complementos.hoja_de_complementos().anchos,
    ),
    HojaEditable(
        objetivos_hoja.HOJA_OBJETIVOS,
        "Las metas de cada indicador, con su semáforo",
        objetivos_hoja.es_objetivos,
        lambda: objetivos_hoja.celdas_de_objetivos([]),
        objetivos_hoja.ANCHOS,
    ),
    HojaEditable(
        embudo_hoja.HOJA_EMBUDO,
        "En qué etapa está un potencial según su medio y su fuente",
        embudo_hoja.es_embudo,
        lambda: embudo_hoja.celdas_de_embudo([]),
        embudo_hoja.ANCHOS,
    ),
    HojaEditable(
        gasto_hoja.HOJA_GASTO,
        "Lo que se gasta en cada medio, para saber lo que cuesta un cliente nuevo",
        gasto_hoja.es_gasto,
        lambda: gasto_hoja.celdas_de_gasto([]),
        gasto_hoja.ANCHOS,
    ),
    HojaEditable(
        perfil_hoja.HOJA_PERFIL,
        "Cómo es el cliente que se busca, para dar su encaje a los potenciales",
        perfil_hoja.es_perfil,
        lambda: perfil_hoja.celdas_de_perfil([]),
        perfil_hoja.ANCHOS,
    ),
)


@dataclass(frozen=True, slots=True)
class HojasDelLibro:
    """Cada hoja editable con si el libro ya la tiene; `anadidas`, las de esta vez, y la `ejecucion` que las deshace."""

    libro: str
    hojas: tuple[tuple[HojaEditable, bool], ...]
    anadidas: tuple[str, ...] = ()
    ejecucion: str = ""

    def a_dict(self) -> dict[str, object]:
        """Con tipos de JSON."""
        return {
            "libro": self.libro,
            "hojas": [
                {"nombre": hoja.nombre, "para_que": hoja.para_que, "esta": esta or hoja.nombre in self.anadidas}
                for hoja, esta in self.hojas
            ],
            "anadidas": list(self.anadidas),
            "ejecucion": self.ejecucion,
        }


def hojas_editables(
    anfitrion: SheetHost, diario: Journal, peticion: Peticion, pedidas: Sequence[str] = ()
) -> HojasDelLibro:
    """Lista las hojas editables y añade las pedidas que falten; las que ya están se dejan como están.

    `HojaNoEncontrada` si se pide una que no existe: entonces no se añade ninguna.
    """
    elegidas = [_de_nombre(nombre) for nombre in pedidas]
    libro = abrir(anfitrion)
    halladas = {hoja.nombre: buscar_hoja(anfitrion, libro, hoja.nombre, hoja.es_nuestra) for hoja in EDITABLES}
    pedidos = {hoja.nombre for hoja in elegidas}
    nuevas = [hoja for hoja in EDITABLES if hoja.nombre in pedidos and not halladas[hoja.nombre].existe]
    ejecucion = ""
    if nuevas:
        salidas = [HojaSalida(halladas[h.nombre].nombre, h.celdas(), h.anchos, inmovilizar_filas=1) for h in nuevas]
        ejecucion = escribir_hojas(anfitrion, diario, libro, peticion, salidas)
    con_estado = tuple((hoja, halladas[hoja.nombre].existe) for hoja in EDITABLES)
    return HojasDelLibro(libro.info.nombre, con_estado, tuple(h.nombre for h in nuevas), ejecucion)


def _de_nombre(escrito: str) -> HojaEditable:
    hoja = next((hoja for hoja in EDITABLES if clave(hoja.nombre) == clave(escrito)), None)
    if hoja is None:
        raise HojaNoEncontrada(
            f"No hay ninguna hoja editable que se llame «{escrito}».",
            donde="la orden",
            remedio="Escriba una de estas: " + ", ".join(f"«{hoja.nombre}»" for hoja in EDITABLES),
        )
    return hoja
