"""La hoja «Historial»: una línea por ejecución, que se añade y nunca se reescribe."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from cartera_xl.nucleo.celdas import Celda, Cuadro, vacia
from cartera_xl.nucleo.corrida import Accion
from cartera_xl.nucleo.plan import Aspecto, CeldaSalida, HojaSalida

HOJA_HISTORIAL = "Historial"
ANCHOS: Mapping[int, float] = dict(enumerate((12, 8, 22, 18, 12, 12, 10, 12, 12, 18, 18, 18, 50), 1))


@dataclass(frozen=True, slots=True)
class EntradaHistorial:
    """Una ejecución; `cambios` son los de segmento y las tres huellas dicen con qué reglas, baremo y datos."""

    fecha: datetime
    ejecucion: str
    usuario: str
    accion: Accion
    corte: date | None
    clientes: int
    cambios: int
    incidencias: int
    huella_reglas: str = ""
    huella_baremo: str = ""
    huella_entrada: str = ""
    nota: str = ""

    def celdas(self) -> tuple[CeldaSalida, ...]:
        """Sus celdas, en el orden de `CABECERA`."""
        return (
            CeldaSalida(self.fecha, Aspecto.FECHA),
            CeldaSalida(f"{self.fecha:%H:%M}", Aspecto.CENTRADO),
            CeldaSalida(self.ejecucion, Aspecto.TEXTO),
            CeldaSalida(self.usuario or None, Aspecto.TEXTO),
            CeldaSalida(self.accion.value, Aspecto.TEXTO),
            CeldaSalida(self.corte, Aspecto.FECHA),
            CeldaSalida(self.clientes, Aspecto.ENTERO),
            CeldaSalida(self.cambios, Aspecto.ENTERO),
            CeldaSalida(self.incidencias, Aspecto.ENTERO),
            CeldaSalida(self.huella_reglas or None, Aspecto.TEXTO),
            CeldaSalida(self.huella_baremo or None, Aspecto.TEXTO),
            CeldaSalida(self.huella_entrada or None, Aspecto.TEXTO),
            CeldaSalida(self.nota or None, Aspecto.TEXTO),
        )


CABECERA = (
    "Fecha",
    "Hora",
    "Ejecución",
    "Usuario",
    "Acción",
    "Corte",
    "Clientes",
    "Cambios",
    "Incidencias",
    "Huella reglas",
    "Huella baremo",
    "Huella entrada",
    "Nota",
)


def hoja_historial(cuadro: Cuadro | None, entrada: EntradaHistorial) -> HojaSalida:
    """La hoja «Historial» con la línea nueva, lista para un plan de escritura."""
    return HojaSalida(HOJA_HISTORIAL, celdas_historial(cuadro, entrada), ANCHOS, inmovilizar_filas=1)


def es_historial(cuadro: Cuadro) -> bool:
    """Cierto si la hoja está vacía o es nuestra: si no, ahí no se escribe."""
    return _fila_de_cabecera(cuadro) is not None or _ultima_usada(cuadro) == 0


def celdas_historial(cuadro: Cuadro | None, entrada: EntradaHistorial) -> dict[tuple[int, int], CeldaSalida]:
    """La línea nueva detrás de la última fila usada de `cuadro`; pone la cabecera si no la hay."""
    actual = cuadro or []
    fila = _ultima_usada(actual) + 1
    celdas: dict[tuple[int, int], CeldaSalida] = {}
    if _fila_de_cabecera(actual) is None:
        celdas |= {(fila, i): CeldaSalida(titulo, Aspecto.CABECERA) for i, titulo in enumerate(CABECERA, 1)}
        fila += 1
    return celdas | {(fila, i): celda for i, celda in enumerate(entrada.celdas(), 1)}


def ultimo_recalculo(cuadro: Cuadro) -> str:
    """El id del último recálculo que consta en la hoja; vacío si no hay ninguno."""
    ejecucion, accion = CABECERA.index("Ejecución"), CABECERA.index("Acción")
    for fila in reversed(cuadro):
        if len(fila) > accion and _texto(fila[accion]) == Accion.RECALCULAR:
            return _texto(fila[ejecucion])
    return ""


def _fila_de_cabecera(cuadro: Cuadro) -> int | None:
    for numero, fila in enumerate(cuadro, 1):
        if tuple(_texto(celda) for celda in fila[: len(CABECERA)]) == CABECERA:
            return numero
    return None


def _ultima_usada(cuadro: Cuadro) -> int:
    usadas = (numero for numero, fila in enumerate(cuadro, 1) if not all(vacia(celda) for celda in fila))
    return max(usadas, default=0)


def _texto(celda: Celda) -> str:
    return celda.strip() if isinstance(celda, str) else ""
