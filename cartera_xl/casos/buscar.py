"""Encontrar a un cliente por lo que la persona escribe: su código, su nombre o la fila de la hoja."""

from cartera_xl.casos.calculo import nombres
from cartera_xl.casos.lectura_libro import TablaLeida
from cartera_xl.nucleo.errores import ClienteNoEncontrado
from cartera_xl.nucleo.hechos import textos
from cartera_xl.nucleo.lectura.textos import clave

_QUE_SE_LISTAN = 5


def buscar_cliente(clientes: TablaLeida, escrito: str) -> int:
    """Posición del cliente en `clientes.cuadro`.

    Manda el código exacto; luego el identificador fiscal y el correo, el nombre exacto, «fila N» y, por último, el
    único nombre que lo contiene. Mayúsculas, tildes y espacios no cuentan. `ClienteNoEncontrado` si no hay ninguno o
    hay varios.
    """
    buscado = clave(escrito)
    for campo in ("id_cliente", "id_fiscal", "correo"):
        iguales = _iguales(textos(clientes.cuadro, campo), buscado)
        if len(iguales) == 1:
            return iguales[0]
    todos = nombres(clientes.cuadro)
    iguales = _iguales(todos, buscado) or _por_fila(clientes, buscado)
    iguales = iguales or [i for i, nombre in enumerate(todos) if nombre and buscado and buscado in clave(nombre)]
    if len(iguales) == 1:
        return iguales[0]
    raise _no_esta(clientes, escrito, [(int(clientes.cuadro["fila"][i]), todos[i] or "") for i in iguales])


def _iguales(valores: list[str | None], buscado: str) -> list[int]:
    return [i for i, valor in enumerate(valores) if valor is not None and clave(valor) == buscado]


def _por_fila(clientes: TablaLeida, buscado: str) -> list[int]:
    palabras = buscado.split()
    if len(palabras) != 2 or palabras[0] != "fila" or not palabras[1].isdigit():
        return []
    return [i for i, fila in enumerate(clientes.cuadro["fila"].to_list()) if fila == int(palabras[1])]


def _no_esta(clientes: TablaLeida, escrito: str, parecidos: list[tuple[int, str]]) -> ClienteNoEncontrado:
    donde = f"hoja «{clientes.lectura.hoja}»"
    if not parecidos:
        remedio = "Escriba su código o su nombre tal como está en la hoja, o «fila 12» si sabe la fila"
        return ClienteNoEncontrado(f"No hay ningún cliente «{escrito}».", donde=donde, remedio=remedio)
    lista = ", ".join(f"«{nombre}» (fila {fila})" for fila, nombre in parecidos[:_QUE_SE_LISTAN])
    resto = len(parecidos) - _QUE_SE_LISTAN
    que = f"«{escrito}» puede ser más de uno: {lista}{f' y {resto} más' if resto > 0 else ''}."
    return ClienteNoEncontrado(que, donde=donde, remedio="Escriba su código, su nombre entero o «fila 12»")
