"""La hoja «Valor de la cartera»: supuestos que la persona puede cambiar, cascada, sensibilidad y contraste."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from cartera_xl.nucleo.ajustes_lectura import meses, parte, peso
from cartera_xl.nucleo.celdas import Celda, Cuadro, vacia
from cartera_xl.nucleo.ingresos.valor_supuestos import Supuesto, Suyos
from cartera_xl.nucleo.ingresos.valoracion import Aplazado, Peldano, cifra_redonda
from cartera_xl.nucleo.lectura.textos import clave
from cartera_xl.nucleo.lienzo import Fila, Lienzo, Seccion
from cartera_xl.nucleo.plan import Aspecto, CeldaSalida

HOJA_VALOR = "Valor de la cartera"
TITULO = "Valor de la cartera: un rango, no un precio"
AVISO = (
    "No es una tasación ni una oferta: es la cuenta de lo que dejarían sus clientes con unos supuestos a la vista. El "
    "precio sale de la negociación; antes de firmar nada, pida una valoración a un profesional."
)
ANCHOS: Mapping[int, float] = {1: 38, **dict.fromkeys(range(2, 7), 24)}

SUPUESTOS = Seccion(
    "Supuestos",
    ("Supuesto", "Desfavorable", "Favorable", "Suyo: desfavorable", "Suyo: favorable", "Qué es y de dónde sale"),
    "Escriba los suyos en las dos columnas «Suyo» (si solo uno, vale para los dos) y repita la orden con --guardar.",
)
CASCADA = Seccion("De lo que dejan a lo que valen", ("Paso", "Desfavorable", "Favorable", "Cómo sale"))
COLUMNAS_DE_TASA = (-0.04, -0.02, 0.0, 0.02, 0.04)
CUOTAS = (0.1, 0.25, 0.5, 0.75)
PUNTOS_DE_RETENCION = (-0.10, -0.05, 0.0, 0.05, 0.10)


def _columna_de_tasa(cambio: float) -> str:
    """Con palabras y no con signos: las cabeceras se reconocen sin mirar los signos."""
    if not cambio:
        return "Tasa a medio camino"
    return f"Tasa: {abs(100 * cambio):.0f} puntos {'más' if cambio > 0 else 'menos'}"


_A_MEDIO_CAMINO = "Con los demás supuestos a medio camino: para ver cuánto mueve cada uno. No es un precio."
TASA = Seccion(
    "Si cambian la retención y la tasa",
    ("Retención", *map(_columna_de_tasa, COLUMNAS_DE_TASA)),
    _A_MEDIO_CAMINO,
)
CONCENTRACION = Seccion(
    "Si cambian la retención y la concentración",
    ("Retención", "Cinco mayores: como hoy", *(f"Cinco mayores: {100 * c:.0f} %" for c in CUOTAS)),
    _A_MEDIO_CAMINO,
)
APLAZADO = Seccion(
    "Ejemplo de pago en dos veces",
    ("Retención real del primer año", "Al firmar", "Al año", "Total"),
    "Al firmar, el valor desfavorable; al año, lo que falte según la retención que de verdad haya habido.",
)
CONTRASTE = Seccion("Contraste con el CLV", ("Cuenta", "Importe", "Qué dice"))
SIN_CLV = "Sin pronóstico no hay CLV con que contrastar."
SECCIONES = (SUPUESTOS, CASCADA, TASA, CONCENTRACION, APLAZADO, CONTRASTE)


@dataclass(frozen=True, slots=True)
class LineaDeContraste:
    """Una línea del contraste con el CLV."""

    nombre: str
    importe: float
    que_dice: str


@dataclass(frozen=True, slots=True)
class InformeDeValor:
    """Lo que se enseña del valor. `retenciones` son las filas de las dos tablas y del pago aplazado."""

    supuestos: tuple[Supuesto, ...]
    cascada: tuple[Peldano, ...]
    retenciones: tuple[float, ...]
    a_la_tasa: tuple[tuple[float, ...], ...]
    a_la_concentracion: tuple[tuple[float, ...], ...]
    aplazado: tuple[Aplazado, ...]
    contraste: tuple[LineaDeContraste, ...]
    notas: tuple[str, ...]

    @property
    def desde(self) -> float:
        """El valor con todo desfavorable, con tres cifras."""
        return cifra_redonda(self.cascada[-1].desfavorable)

    @property
    def hasta(self) -> float:
        """El valor con todo favorable, con tres cifras."""
        return cifra_redonda(self.cascada[-1].favorable)


def es_valor(cuadro: Cuadro) -> bool:
    """Cierto si la hoja está vacía o es nuestra."""
    escritas = [celda for fila in cuadro for celda in fila if not vacia(celda)]
    return not escritas or TITULO in escritas or CASCADA.titulo in escritas


def leer_suyos(cuadro: Cuadro, hoja: str, supuestos: Sequence[Supuesto]) -> Suyos:
    """Los valores que la persona ha puesto en la hoja; `ConfiguracionErronea` en la celda que no valga."""
    lienzo = Lienzo(cuadro, hoja, SECCIONES)
    por_nombre = {clave(supuesto.nombre): supuesto for supuesto in supuestos}
    suyos: dict[str, tuple[float | None, float | None]] = {}
    for fila in lienzo.filas(SUPUESTOS):
        supuesto = por_nombre.get(clave(str(fila.valores["Supuesto"])))
        if supuesto is None:
            continue
        leer, remedio = lectura_de(supuesto)
        malo, bueno = (
            None if vacia(fila.valores[nombre]) else lienzo.exigir(fila, nombre, leer, remedio)
            for nombre in ("Suyo: desfavorable", "Suyo: favorable")
        )
        if malo is not None or bueno is not None:
            suyos[supuesto.id] = (malo, bueno)
    return suyos


def lectura_de(supuesto: Supuesto) -> tuple[Callable[[Celda], float], str]:
    """Cómo se lee su valor, y qué hacer si no vale."""
    if supuesto.aspecto is Aspecto.ENTERO:
        return meses, "Escriba un número entero de meses, de 1 a 60"
    if supuesto.aspecto is Aspecto.IMPORTE:
        return peso, "Escriba un número de 0 en adelante"
    return parte, "Escriba un porcentaje de 0 % a 100 %"


def cambios_de_valor(
    cuadro: Cuadro, hoja: str, informe: InformeDeValor, suyos: Suyos
) -> dict[tuple[int, int], CeldaSalida]:
    """Las celdas que cambian; lo que la persona haya movido o anotado se respeta."""
    lienzo = Lienzo(cuadro, hoja, SECCIONES)
    if not cuadro:
        lienzo.poner(1, 1, CeldaSalida(TITULO, Aspecto.TITULO))
        lienzo.poner(2, 1, CeldaSalida(AVISO, Aspecto.NOTA))
    lienzo.escribir(SUPUESTOS, [_supuesto(s, suyos.get(s.id, (None, None))) for s in informe.supuestos])
    lienzo.reescribir(CASCADA, [_peldano(p) for p in informe.cascada])
    lienzo.reescribir(TASA, _tabla(TASA, informe.retenciones, informe.a_la_tasa))
    lienzo.reescribir(CONCENTRACION, _tabla(CONCENTRACION, informe.retenciones, informe.a_la_concentracion))
    lienzo.reescribir(APLAZADO, [_aplazado(a) for a in informe.aplazado])
    contraste = [
        _fila(CONTRASTE, (c.nombre, c.importe, c.que_dice), (Aspecto.TEXTO, Aspecto.IMPORTE, Aspecto.NOTA))
        for c in informe.contraste
    ]
    lienzo.reescribir(CONTRASTE, contraste or [_sin_contraste()])
    if not cuadro:
        lienzo.marcar_entradas(SUPUESTOS, ("Suyo: desfavorable", "Suyo: favorable"))
    return lienzo.cambios


def _fila(seccion: Seccion, valores: Sequence[Celda], aspectos: Sequence[Aspecto]) -> Fila:
    tercia = zip(seccion.cabeceras, valores, aspectos, strict=True)
    return {nombre: CeldaSalida(valor, aspecto) for nombre, valor, aspecto in tercia}


def _sin_contraste() -> Fila:
    return _fila(CONTRASTE, (SIN_CLV, None, None), (Aspecto.NOTA, Aspecto.IMPORTE, Aspecto.NOTA))


def _supuesto(supuesto: Supuesto, suyo: tuple[float | None, float | None]) -> Fila:
    valores = (supuesto.nombre, supuesto.desfavorable, supuesto.favorable, *suyo)
    aspecto = supuesto.aspecto
    texto = f"{supuesto.explicacion}; {supuesto.procedencia}"
    aspectos = (Aspecto.TEXTO, aspecto, aspecto, Aspecto.ENTRADA, Aspecto.ENTRADA, Aspecto.NOTA)
    return _fila(SUPUESTOS, (*valores, texto), aspectos)


def _peldano(peldano: Peldano) -> Fila:
    nombre = peldano.nombre if peldano.es_total else f"    {peldano.nombre}"
    aspectos = (Aspecto.TEXTO, Aspecto.IMPORTE, Aspecto.IMPORTE, Aspecto.NOTA)
    return _fila(CASCADA, (nombre, peldano.desfavorable, peldano.favorable, peldano.como), aspectos)


def _tabla(seccion: Seccion, retenciones: Sequence[float], valores: Sequence[Sequence[float]]) -> list[Fila]:
    aspectos = (Aspecto.PORCENTAJE, *[Aspecto.IMPORTE] * (len(seccion.cabeceras) - 1))
    return [
        _fila(seccion, (retencion, *linea), aspectos) for retencion, linea in zip(retenciones, valores, strict=True)
    ]


def _aplazado(aplazado: Aplazado) -> Fila:
    valores = (aplazado.retencion, aplazado.al_firmar, aplazado.aplazado, aplazado.total)
    return _fila(APLAZADO, valores, (Aspecto.PORCENTAJE, *[Aspecto.IMPORTE] * 3))
