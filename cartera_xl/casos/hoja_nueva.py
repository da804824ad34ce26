"""Un libro que solo trae movimientos: la hoja de clientes que le falta, con una fila por cliente."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, count

import narwhals as nw

from cartera_xl.casos.apertura import SUFIJO_DE_HOJA, LibroAbierto
from cartera_xl.casos.lectura_libro import TablaLeida
from cartera_xl.nucleo.celdas import Celda, ColumnaLeida, Cuadro, columna_de_objetos
from cartera_xl.nucleo.columnas import Clase
from cartera_xl.nucleo.errores import ColumnaNoEncontrada
from cartera_xl.nucleo.lectura.tabla import FILAS_DE_CABEZA, Candidata
from cartera_xl.nucleo.plan import Aspecto, ColumnaSalida, HojaSalida

NOMBRE = "Clientes"
TITULOS = {
    "id_cliente": "Código de cliente",
    "nombre": "Nombre",
    "apellidos": "Apellidos",
    "id_fiscal": "NIF",
    "correo": "Correo",
    "responsable": "Responsable",
}
CLAVES = ("id_cliente", "id_fiscal", "correo")
ANCHO = 18.0


@dataclass(frozen=True, slots=True)
class HojaNueva:
    """La hoja que se va a crear; se deja leer como las que ya existen (`SheetReader`)."""

    nombre: str
    campos: tuple[str, ...]
    valores: tuple[ColumnaLeida, ...]

    @property
    def titulos(self) -> tuple[str, ...]:
        return tuple(TITULOS[campo] for campo in self.campos)

    def head(self, sheet: str, rows: int) -> Cuadro:  # noqa: ARG002 - solo hay una hoja
        """La cabecera y las primeras filas."""
        filas = zip(*(columna[: rows - 1].tolist() for columna in self.valores), strict=True)
        return [list(self.titulos), *(list(fila) for fila in filas)]

    def columns(self, sheet: str, first_row: int, columns: Sequence[int]) -> list[ColumnaLeida]:  # noqa: ARG002
        """Las columnas pedidas, sin la cabecera."""
        return [self.valores[numero - 1][first_row - 2 :] for numero in columns]

    def candidata(self) -> Candidata:
        """La tabla de esta hoja, como la encontraría la lectura."""
        numeradas = dict(enumerate(self.titulos, 1))
        return Candidata(
            hoja=self.nombre,
            fila_cabecera=1,
            primera_fila=2,
            ultima_fila=1 + len(self.valores[0]),
            primera_columna=1,
            ultima_columna=len(self.campos),
            titulos=numeradas,
            clase=Clase.CLIENTES,
            puntos={Clase.CLIENTES: 0.0},
            pruebas=("sacada de los movimientos",),
            muestra={n: tuple(self.valores[n - 1][:FILAS_DE_CABEZA].tolist()) for n in numeradas},
        )

    def salida(self, columnas: Sequence[ColumnaSalida]) -> HojaSalida:
        """La hoja entera: los clientes y, a su derecha, las columnas de resultado."""
        clientes = [
            ColumnaSalida(campo, titulo, valores, Aspecto.TEXTO, ancho=ANCHO)
            for campo, titulo, valores in zip(self.campos, self.titulos, self.valores, strict=True)
        ]
        tabla = self.nombre.split()[0]
        return HojaSalida(self.nombre, {}, inmovilizar_filas=1, tabla=tabla, columnas=(*clientes, *columnas))


def hoja_de_movimientos(libro: LibroAbierto, movimientos: TablaLeida) -> HojaNueva:
    """Un cliente por código (o identificador fiscal, o correo, o nombre y apellidos), en orden de aparición."""
    cuadro = movimientos.cuadro
    campos = [campo for campo in TITULOS if campo in cuadro.columns]
    claves = [campo for campo in CLAVES if campo in campos][:1]
    claves = claves or [campo for campo in ("nombre", "apellidos") if campo in campos]
    if not claves:
        raise ColumnaNoEncontrada(
            "Los movimientos no dicen de qué cliente es cada uno.",
            donde=movimientos.encargo.candidata.donde,
            remedio='Diga la columna del cliente con --columna nombre="Título"',
        )
    con_clave = cuadro.filter(~nw.all_horizontal([nw.col(campo).is_null() for campo in claves], ignore_nulls=True))
    clientes = con_clave.unique(subset=claves, keep="first", maintain_order=True)
    valores = tuple(columna_de_objetos(_textos(clientes[campo].to_list())) for campo in campos)
    return HojaNueva(_nombre_libre(libro), tuple(campos), valores)


def _textos(valores: Sequence[object]) -> list[Celda]:
    return [valor if isinstance(valor, str) else None for valor in valores]


def _nombre_libre(libro: LibroAbierto) -> str:
    """«Clientes», «Clientes (…)»… el primero que el libro no tenga ya."""
    nombres = chain([NOMBRE, NOMBRE + SUFIJO_DE_HOJA], (f"{NOMBRE} {n}" for n in count(2)))
    return next(nombre for nombre in nombres if libro.info.hoja(nombre) is None)
