"""Las listas de la hoja «Resumen»: quién está en riesgo, quién promete, quién ha cambiado y qué datos están mal."""

from collections.abc import Iterable, Mapping, Sequence

from cartera_xl.nucleo.celdas import Celda
from cartera_xl.nucleo.plan import Aspecto, CeldaSalida
from cartera_xl.nucleo.resumen_sitios import (
    DERECHA,
    FILA_CALIDAD,
    FILA_LISTAS,
    FILA_MATRICES,
    IZQUIERDA,
    LINEAS_DE_LISTA,
    Celdas,
    bloque,
    rellenar,
)
from cartera_xl.nucleo.resumen_tipos import SEGMENTOS, Cliente, Resumen

_SIN_COMPARACION = "Todavía no hay una ejecución anterior con la que comparar."
_COLUMNAS_DE_LISTA: Mapping[str, Aspecto] = {
    "Cliente": Aspecto.TEXTO,
    "Segmento": Aspecto.TEXTO,
    "Responsable": Aspecto.TEXTO,
    "Ciclo de vida": Aspecto.TEXTO,
    "Importe neto": Aspecto.IMPORTE,
    "Días sin compra": Aspecto.ENTERO,
    "Puntuación": Aspecto.ENTERO,
}
_COLUMNAS_DE_CAMBIOS: Mapping[str, Aspecto] = {
    "Cliente": Aspecto.TEXTO,
    "Antes": Aspecto.TEXTO,
    "Ahora": Aspecto.TEXTO,
    "Sentido": Aspecto.CENTRADO,
    "Importe neto": Aspecto.IMPORTE,
    "Responsable": Aspecto.TEXTO,
}
_COLUMNAS_DE_CALIDAD: Mapping[str, Aspecto] = {
    "Incidencia": Aspecto.TEXTO,
    "Cuántas": Aspecto.ENTERO,
    "Gravedad": Aspecto.CENTRADO,
    "Ejemplo": Aspecto.NOTA,
}


def _lista(
    sitio: tuple[int, int], titulo: str, columnas: Mapping[str, Aspecto], lineas: Iterable[Sequence[Celda]]
) -> Celdas:
    """Un bloque de `LINEAS_DE_LISTA` filas, tenga las líneas que tenga."""
    return bloque(*sitio, titulo, tuple(columnas), rellenar(lineas, tuple(columnas.values()), LINEAS_DE_LISTA))


def _linea_de_cliente(cliente: Cliente) -> tuple[Celda, ...]:
    return (
        cliente.nombre,
        cliente.segmento,
        cliente.responsable or None,
        cliente.ciclo or None,
        cliente.importe_neto,
        cliente.dias_sin_comprar,
        cliente.puntuacion,
    )


def en_riesgo(resumen: Resumen) -> Celdas:
    """Los clientes valiosos que llevan demasiado sin comprar."""
    lineas = map(_linea_de_cliente, resumen.en_riesgo)
    return _lista((FILA_LISTAS, IZQUIERDA), "En riesgo: los de más importe", _COLUMNAS_DE_LISTA, lineas)


def oportunidades(resumen: Resumen) -> Celdas:
    """Los emergentes con más puntuación."""
    lineas = map(_linea_de_cliente, resumen.oportunidades)
    titulo = "Oportunidades: emergentes con más puntuación"
    return _lista((FILA_LISTAS, DERECHA), titulo, _COLUMNAS_DE_LISTA, lineas)


def matriz_de_cambios(resumen: Resumen) -> Celdas:
    """De qué segmento a cuál, y la frase que lo cuenta."""
    cambios = resumen.cambios
    cabecera = ("Estaban en", *(f"→ {segmento}" for segmento in SEGMENTOS))
    lineas = []
    for i, segmento in enumerate(SEGMENTOS):
        cuentas = cambios.matriz[i] if cambios else (None,) * len(SEGMENTOS)
        lineas.append([CeldaSalida(segmento, Aspecto.TEXTO), *(CeldaSalida(n, Aspecto.ENTERO) for n in cuentas)])
    celdas = bloque(FILA_MATRICES, DERECHA, "Cambios de segmento desde la ejecución anterior", cabecera, lineas)
    nota = _SIN_COMPARACION
    if cambios:
        nota = (
            f"Suben {cambios.suben}, bajan {cambios.bajan}, siguen igual {cambios.iguales}; "
            f"{cambios.altas} altas y {cambios.bajas} bajas."
        )
    celdas[FILA_MATRICES + 6, DERECHA] = CeldaSalida(nota, Aspecto.NOTA)
    return celdas


def lista_de_cambios(resumen: Resumen) -> Celdas:
    """Quién ha cambiado de segmento."""
    lineas = (
        (
            cambio.nombre,
            cambio.antes,
            cambio.ahora,
            "▲ sube" if cambio.sube else "▼ baja",
            cambio.importe_neto,
            cambio.responsable or None,
        )
        for cambio in (resumen.cambios.lista if resumen.cambios else ())
    )
    titulo = "Han cambiado de segmento: los de más importe"
    return _lista((FILA_CALIDAD, IZQUIERDA), titulo, _COLUMNAS_DE_CAMBIOS, lineas)


_CON_TILDE = {
    "codigo": "código",
    "devolucion": "devolución",
    "formula": "fórmula",
    "mas": "más",
    "numero": "número",
    "telefono": "teléfono",
    "valido": "válido",
}


def _en_palabras(clase: str) -> str:
    """El id de una clase de incidencia, como se lee: «numero_ilegible» es «Número ilegible»."""
    return " ".join(
        _CON_TILDE.get(palabra, palabra) for palabra in clase.replace("si_no", "sí_o_no").split("_")
    ).capitalize()


def calidad(resumen: Resumen) -> Celdas:
    """Las clases de incidencia, de más a menos grave."""
    lineas = (
        (_en_palabras(clase.clase), clase.cuantas, clase.gravedad.value, clase.ejemplo)
        for clase in resumen.calidad.clases
    )
    return _lista((FILA_CALIDAD, DERECHA), "Calidad de los datos", _COLUMNAS_DE_CALIDAD, lineas)
