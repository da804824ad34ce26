"""Un libro con una persona en todas partes: su fila, sus compras, otras hojas y los datos de otros."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from cartera_xl.casos.recalcular import recalcular
from cartera_xl.hosts.closed_file import ClosedFile
from cartera_xl.hosts.sqlite_journal import SqliteJournal
from cartera_xl.nucleo.celdas import Celda, Cuadro
from cartera_xl.nucleo.plan import CeldaSalida, HojaSalida, PlanEscritura
from tests.casos.conftest import Banco, _en_memoria, escribir_libro, peticion

NOMBRE, CORREO, FISCAL, TELEFONO = "Nuria Ñúñez Roldán", "nuria@roldan.example.com", "12345678Z", "600 123 456"
CODIGO = "CLI-003"
OLVIDADO = "Anónimo 7f3a91c0"
SUYOS = (NOMBRE, CORREO, FISCAL, TELEFONO, CODIGO, "Calle del Olmo 7")
TITULOS: list[Celda] = [
    "Código",
    "Nombre",
    "NIF",
    "Correo",
    "Teléfono",
    "Dirección",
    "Provincia",
    "Responsable",
    "Fecha de alta",
    "Consentimiento",
    "Acepta correo",
    "Oposición",
    "Bloqueado",
    "Conservar hasta",
    "Notas",
]


def _cliente(i: int) -> list[Celda]:
    return [
        f"CLI-{i:03d}",
        f"Cliente Número{i} Prueba",
        f"A{i:08d}",
        f"cliente{i}@example.com",
        f"700 000 {i:03d}",
        f"Calle {i}",
        "Lugo",
        "Eva" if i % 2 else "Luis",
        datetime(2024, 1, i),
        "Sí" if i % 3 == 0 else None,
        None,
        "Sí" if i == 6 else None,
        None,
        datetime(2025, 12, 31) if i == 5 else None,
        None,
    ]


def clientes() -> Cuadro:
    """Doce clientes; el tercero es ella y el cuarto la nombra en sus notas."""
    filas = [_cliente(i) for i in range(1, 13)]
    filas[2] = [
        CODIGO,
        NOMBRE,
        FISCAL,
        CORREO,
        TELEFONO,
        "Calle del Olmo 7",
        "Lugo",
        "Eva",
        datetime(2024, 1, 3),
        "Sí",
        "No",
        None,
        None,
        None,
        "Prefiere que la llamen por la tarde",
    ]
    filas[3][-1] = f"Viene de parte de {NOMBRE}"
    return [list(TITULOS), *filas]


def movimientos() -> Cuadro:
    """Tres compras de cada cliente, con el importe del número de línea."""
    lineas: Cuadro = [["Fecha", "Factura", "Código", "Cliente", "Producto", "Importe", "Entrega"]]
    for vez in range(3):
        for i in range(1, 13):
            nombre = NOMBRE if i == 3 else f"Cliente Número{i} Prueba"
            dia = datetime(2025, 1, 1) + timedelta(days=100 * vez + 7 * i)
            entrega = "Dejar en la portería del Olmo" if i == 3 else None
            lineas.append([dia, f"F{vez}{i:02d}", f"CLI-{i:03d}", nombre, "Café", float(100 + len(lineas)), entrega])
    return lineas


def hojas() -> dict[str, Cuadro]:
    """El libro entero."""
    return {
        "Clientes": clientes(),
        "Movimientos": movimientos(),
        "Visitas": [
            ["Quién", "Qué pasó"],
            [NOMBRE, "Muy contenta"],
            ["Cliente Número4 Prueba", f"Pregunta por {NOMBRE.upper()}"],
            ["Correo", CORREO],
        ],
        "Contactos": [
            ["Código", "Persona", "Cargo"],
            ["CLI-001", "Ana", "Compras"],
            [CODIGO, "Su hermana Berta", "Compras"],
        ],
    }


@cache
def _recalculado() -> tuple[bytes, bytes]:
    """El libro ya recalculado y su diario: ajustar los modelos cuesta, y solo se hace una vez."""
    with TemporaryDirectory() as carpeta:
        ruta, guardado = Path(carpeta) / "libro.xlsx", Path(carpeta) / "diario"
        escribir_libro(ruta, hojas())
        recalcular(ClosedFile(ruta, backup=False), SqliteJournal(guardado), peticion())
        return ruta.read_bytes(), guardado.read_bytes()


def banco_recalculado(carpeta: Path, *, en_memoria: bool) -> Banco:
    """Una copia del libro recalculado, con su diario, en uno de los dos anfitriones."""
    libro, guardado = _recalculado()
    ruta, diario = carpeta / "cartera.xlsx", SqliteJournal(carpeta / "diario.sqlite3")
    ruta.write_bytes(libro)
    (carpeta / "diario.sqlite3").write_bytes(guardado)
    if not en_memoria:
        return Banco(lambda: ClosedFile(ruta, backup=False), diario, _editor(ruta), lambda _: None)
    anfitrion = ClosedFile(ruta)
    cuadros = {hoja.nombre: anfitrion.grid(hoja.nombre) for hoja in anfitrion.info().hojas}
    ruta.unlink()
    return _en_memoria(cuadros, diario)


def _editor(ruta: Path) -> Callable[[str, int, int, Celda], None]:
    def editar(hoja: str, fila: int, columna: int, valor: Celda) -> None:
        celdas = {(fila, columna): CeldaSalida(valor)}
        ClosedFile(ruta, backup=False).write(PlanEscritura(hojas=(HojaSalida(hoja, celdas),)))

    return editar
