"""Todo lo que se ha leído de un libro, junto."""

from dataclasses import dataclass

from cartera_xl.casos.hoja_nueva import HojaNueva
from cartera_xl.casos.lectura_libro import ClientesLeidos, TablaLeida


@dataclass(frozen=True, slots=True)
class Leido:
    """`nueva` si la hoja de clientes todavía no existe y sale de los movimientos."""

    clientes: ClientesLeidos
    movimientos: TablaLeida | None
    nueva: HojaNueva | None
