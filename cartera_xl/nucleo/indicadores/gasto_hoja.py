"""La hoja «Gasto de captación», que edita la persona: cuánto se ha gastado en captar, con qué y cuándo."""

from collections.abc import Mapping
from datetime import date

from cartera_xl.nucleo.ajustes_lectura import texto
from cartera_xl.nucleo.celdas import Celda, Cuadro, vacia
from cartera_xl.nucleo.errores import ConfiguracionErronea
from cartera_xl.nucleo.indicadores.captacion import GastoCaptacion
from cartera_xl.nucleo.indicadores.hojas_editables import crear_si_falta, dia, es_de, lienzo_de, no_negativo
from cartera_xl.nucleo.lienzo import FilaLeida, Lienzo, Seccion
from cartera_xl.nucleo.plan import CeldaSalida

HOJA_GASTO = "Gasto de captación"
ANCHOS: Mapping[int, float] = {1: 24, 2: 28, 3: 13, 4: 13, 5: 14}
CELDA_DE_FECHA = "Escriba una fecha como 31/12/2026, o deje la celda vacía"
GASTOS = Seccion(
    "Gastos",
    ("Medio", "Fuente", "Desde", "Hasta", "Gasto"),
    "Una línea por lo gastado en cada medio y fuente entre dos fechas, ambas incluidas. Medio o fuente vacíos: "
    "cualquiera. Se reparte entre los clientes nuevos de esas fechas que entraron por ahí.",
    holgura=20,
    minimo=2,
)


def es_gasto(cuadro: Cuadro) -> bool:
    """Cierto si la hoja está vacía o es nuestra."""
    return es_de(cuadro, HOJA_GASTO, (GASTOS,))


def celdas_de_gasto(cuadro: Cuadro, hoja: str = HOJA_GASTO) -> dict[tuple[int, int], CeldaSalida]:
    """Las celdas que faltan: el título y la tabla en blanco."""
    lienzo = lienzo_de(cuadro, hoja, (GASTOS,), ())
    crear_si_falta(lienzo, GASTOS, [], en_blanco=12)
    return lienzo.cambios


def leer_gasto(cuadro: Cuadro, hoja: str = HOJA_GASTO) -> tuple[GastoCaptacion, ...]:
    """Las líneas de la hoja; `ConfiguracionErronea` si una no se entiende."""
    lienzo = Lienzo(cuadro, hoja, (GASTOS,))
    return tuple(_gasto(lienzo, leida) for leida in lienzo.filas(GASTOS) if not vacia(leida.valores["Gasto"]))


def _gasto(lienzo: Lienzo, leida: FilaLeida) -> GastoCaptacion:
    desde = lienzo.exigir(leida, "Desde", _fecha, CELDA_DE_FECHA)
    hasta = lienzo.exigir(leida, "Hasta", _fecha, CELDA_DE_FECHA)
    if desde is not None and hasta is not None and hasta < desde:
        raise ConfiguracionErronea(
            f"El gasto acaba ({hasta:%d/%m/%Y}) antes de empezar ({desde:%d/%m/%Y}).",
            donde=lienzo.donde(leida.fila, leida.columnas["Hasta"]),
            remedio="Corrija una de las dos fechas",
        )
    importe = lienzo.exigir(leida, "Gasto", no_negativo, "Escriba un importe de 0 en adelante")
    medio, fuente = (texto(leida.valores[nombre]) for nombre in ("Medio", "Fuente"))
    return GastoCaptacion(medio, fuente, desde, hasta, round(importe * 100), leida.fila)


def _fecha(celda: Celda) -> date | None:
    return None if vacia(celda) else dia(celda)
