"""La hoja «Complementos»: qué producto es mejor que otro y cuál lo acompaña, según la casa.

La llena y la cambia la persona: puede mover las secciones, ampliarlas y anotar al lado. Lo que dice manda sobre lo que
se deduce de las compras.
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass

from cartera_xl.nucleo.celdas import Celda, Cuadro, ErrorCelda, a1
from cartera_xl.nucleo.errores import ConfiguracionErronea, Gravedad, Incidencia
from cartera_xl.nucleo.indicadores.hojas_editables import es_de
from cartera_xl.nucleo.lectura.textos import texto_de
from cartera_xl.nucleo.lienzo import FilaLeida, Lienzo, Seccion
from cartera_xl.nucleo.plan import Aspecto, CeldaSalida, HojaSalida
from cartera_xl.nucleo.ventas.cestas import normal

HOJA_COMPLEMENTOS = "Complementos"
TITULO = "Qué ofrecer con cada producto"
SUPERIOR = Seccion(
    "Producto superior",
    ("Producto", "Superior", "Nota"),
    "A quien compra el producto y no el superior se le ofrece el superior.",
    holgura=15,
    minimo=2,
)
COMPLEMENTO = Seccion(
    "Complementos",
    ("Producto", "Complemento", "Nota"),
    "A quien compra el producto y no el complemento se le ofrece el complemento. Un producto puede tener varios.",
    holgura=15,
    minimo=2,
)
SECCIONES = (SUPERIOR, COMPLEMENTO)
_NOTA = "Escriba los productos (o las categorías) como están en las compras. Lo que aquí diga manda sobre lo calculado."
_ANCHOS = {1: 32.0, 2: 32.0, 3: 48.0}


@dataclass(frozen=True, slots=True)
class Oferta:
    """Una fila de la hoja: a quien compra `producto`, ofrecerle `ofrecer`; `celda`, la del producto."""

    producto: str
    ofrecer: str
    nota: str
    superior: bool
    celda: str


@dataclass(frozen=True, slots=True)
class Complementos:
    """Lo que dice la hoja, los superiores delante; cada sección en su orden."""

    ofertas: tuple[Oferta, ...] = ()
    hoja: str = HOJA_COMPLEMENTOS

    def por_encima(self) -> dict[str, Set[str]]:
        """De cada producto (nombre normal), los que son mejores que él, directamente o por medio de otro."""
        directos: dict[str, set[str]] = {}
        for oferta in self.ofertas:
            if oferta.superior:
                directos.setdefault(normal(oferta.producto), set()).add(normal(oferta.ofrecer))
        return {producto: _alcanzables(producto, directos) for producto in directos}

    def desconocidos(self, nombres: Iterable[str]) -> tuple[Incidencia, ...]:
        """Un aviso por cada producto de partida que nadie ha comprado; ofrecer uno nuevo, en cambio, es lo normal."""
        conocidos = {normal(nombre) for nombre in nombres}
        return tuple(
            Incidencia(
                "producto_desconocido",
                f"Nadie ha comprado «{oferta.producto}»: esa fila no propone nada.",
                self.hoja,
                oferta.celda,
                "Escriba el producto como está en las compras.",
                Gravedad.AVISO,
            )
            for oferta in self.ofertas
            if normal(oferta.producto) not in conocidos
        )


def _alcanzables(producto: str, directos: Mapping[str, Set[str]]) -> set[str]:
    vistos: set[str] = set()
    pendientes = list(directos.get(producto, ()))
    while pendientes:
        siguiente = pendientes.pop()
        if siguiente not in vistos:
            vistos.add(siguiente)
            pendientes.extend(directos.get(siguiente, ()))
    return vistos


def es_complementos(cuadro: Cuadro) -> bool:
    """Cierto si la hoja está vacía o es nuestra: lleva su título o el de alguna sección."""
    return es_de(cuadro, TITULO, SECCIONES)


def hoja_de_complementos(nombre: str = HOJA_COMPLEMENTOS) -> HojaSalida:
    """La hoja en blanco, con sus dos secciones listas para llenar."""
    lienzo = Lienzo([], nombre, SECCIONES)
    lienzo.poner(1, 1, CeldaSalida(TITULO, Aspecto.TITULO))
    lienzo.poner(2, 1, CeldaSalida(_NOTA, Aspecto.NOTA))
    for seccion in SECCIONES:
        lienzo.escribir(seccion, [])
    return HojaSalida(nombre, lienzo.cambios, _ANCHOS)


def leer_complementos(cuadro: Cuadro, hoja: str = HOJA_COMPLEMENTOS) -> Complementos:
    """Lo que dice la hoja. `ConfiguracionErronea`, con la celda, si una fila está a medias o se contradice."""
    lienzo = Lienzo(cuadro, hoja, SECCIONES)
    leidas = [(seccion, leida) for seccion in SECCIONES for leida in lienzo.filas(seccion)]
    complementos = Complementos(tuple(_oferta(lienzo, *par) for par in leidas), hoja)
    encima = complementos.por_encima()
    for (seccion, leida), oferta in zip(leidas, complementos.ofertas, strict=True):
        if seccion is SUPERIOR and normal(oferta.producto) in encima.get(normal(oferta.producto), ()):
            raise ConfiguracionErronea(
                f"«{oferta.producto}» acaba siendo superior a sí mismo.",
                donde=lienzo.donde(leida.fila, leida.columnas["Producto"]),
                remedio="Quite una de las filas que lo ponen por encima y por debajo del mismo producto",
            )
    return complementos


def _oferta(lienzo: Lienzo, seccion: Seccion, leida: FilaLeida) -> Oferta:
    de_partida, ofrecido = seccion.cabeceras[0], seccion.cabeceras[1]
    producto, ofrecer = (
        lienzo.exigir(leida, columna, _nombre, f"Escriba el nombre del {columna.lower()}, como está en las compras")
        for columna in (de_partida, ofrecido)
    )
    if normal(producto) == normal(ofrecer):
        raise ConfiguracionErronea(
            f"«{producto}» no puede ofrecerse a quien ya lo compra.",
            donde=lienzo.donde(leida.fila, leida.columnas.get(ofrecido, 1)),
            remedio=f"Escriba en «{ofrecido}» otro producto, o borre la fila",
        )
    celda = a1(leida.fila, leida.columnas.get(de_partida, 1))
    return Oferta(producto, ofrecer, texto_de(leida.valores["Nota"]) or "", seccion is SUPERIOR, celda)


def _nombre(celda: Celda) -> str:
    texto = None if isinstance(celda, ErrorCelda) else texto_de(celda)
    if texto is None:
        raise ValueError(str(celda))
    return texto
