"""Un libro con tres años de compras, pensado para que haya altas, bajas, recuperados y quien compra más o menos."""

from datetime import datetime

from cartera_xl.nucleo.celdas import Celda, Cuadro

CABECERA: list[Celda] = ["Código", "Cliente", "Responsable", "Sector", "Fecha de alta"]
ANOS = (2023, 2024, 2025)
CLASES = ("alta", "recuperado", "sube", "reduce", "baja", "igual")


# Con menos de 20 clientes el pronóstico usa una regla sencilla: leer y puntuar el libro cuesta diez veces menos.
def clientes(cuantos: int = 18) -> Cuadro:
    """El cliente k es de la clase k % 6."""
    filas: Cuadro = [
        [f"C{k:03d}", f"Cliente {k} S.L.", ("Ana", "Luis", None)[k % 3], ("Bares", "Tiendas")[k % 2], None]
        for k in range(cuantos)
    ]
    return [[*CABECERA], *filas]


def ventas(cuantos: int = 18, *, de_fuera: bool = True) -> Cuadro:
    """Cada cliente compra un mes sí y otro no lo que toca a su clase en cada año; y una baja que no está en la hoja."""
    filas: Cuadro = []
    for k in range(cuantos):
        for ano, importe in zip(ANOS, _importes(k), strict=True):
            for mes in range(1 + k % 2, 13, 2) if importe else ():
                filas.append([f"C{k:03d}", datetime(ano, mes, 1 + k % 28), importe])
    if de_fuera:
        filas.append(["C999", datetime(2024, 5, 5), 77.77])
    return [["Código cliente", "Fecha", "Importe"], *filas]


def _importes(k: int) -> tuple[float, float, float]:
    base = 10.01 + k
    return {
        "alta": (0.0, 0.0, base),
        "recuperado": (base, 0.0, base),
        "sube": (base, base, base + 5),
        "reduce": (base, base, base - 5),
        "baja": (base, base, 0.0),
        "igual": (base, base, base),
    }[CLASES[k % 6]]


def hojas(cuantos: int = 18) -> dict[str, Cuadro]:
    """El libro entero."""
    return {"Clientes": clientes(cuantos), "Ventas": ventas(cuantos)}
