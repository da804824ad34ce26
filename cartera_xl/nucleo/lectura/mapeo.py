"""Qué columna de la hoja es cada campo, con su prueba; lo dudoso se dice, no se adivina."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from cartera_xl.nucleo.celdas import Celda, numero_de_columna
from cartera_xl.nucleo.columnas import CAMPOS, Campo, Clase, Tipo
from cartera_xl.nucleo.errores import ColumnaNoEncontrada, ConfiguracionErronea
from cartera_xl.nucleo.lectura.evidencia import Perfil, perfilar
from cartera_xl.nucleo.lectura.textos import clave
from cartera_xl.nucleo.lectura.titulos import cercanos, parecidos
from cartera_xl.nucleo.resultados import RESULTADOS

_EMPATE = 0.04
"""Dos columnas con menos diferencia que esta compiten de verdad por el campo."""
_CONTRA = 0.57
"""Parte del parecido que queda si los valores desmienten el título: uno igual a un sinónimo claro aún se asigna."""

_SON_CORREOS = 0.8
_POR_VALORES = 0.7


class Origen(StrEnum):
    """Quién decidió una asignación."""

    FORZADA = "orden"
    RECORDADA = "configuración"
    TITULO = "título"
    VALORES = "valores"


@dataclass(frozen=True, slots=True)
class Asignacion:
    """`columna` (desde 1) es `campo`. `confianza` de 0 a 1; 1 si lo dijo la persona."""

    campo: str
    columna: int
    titulo: str
    prueba: str
    origen: Origen
    confianza: float


@dataclass(frozen=True, slots=True)
class Ambigua:
    """Un campo al que aspiran varias columnas por igual: se queda sin asignar hasta que la persona elija."""

    campo: str
    columnas: tuple[int, ...]
    titulos: tuple[str, ...]

    def __str__(self) -> str:
        opciones = " o ".join(f'--columna {self.campo}="{titulo}"' for titulo in self.titulos[:2])
        return f"«{'», «'.join(self.titulos)}» podrían ser «{self.campo}». Elija una: {opciones}"


@dataclass(frozen=True, slots=True)
class Mapeo:
    """Lo reconocido, lo dudoso y las columnas (desde 1) que se quedan sin reconocer, con su título."""

    asignaciones: tuple[Asignacion, ...]
    ambiguas: tuple[Ambigua, ...]
    sin_reconocer: Mapping[int, str]

    def columna(self, campo: str) -> int | None:
        """Columna, desde 1, de un campo; `None` si no se ha reconocido."""
        return self.posiciones.get(campo)

    @property
    def posiciones(self) -> dict[str, int]:
        """Campo -> columna desde 1, en el orden de la hoja."""
        return {a.campo: a.columna for a in sorted(self.asignaciones, key=lambda a: a.columna)}

    @property
    def titulos(self) -> dict[str, str]:
        """Campo -> título, lo que se recuerda en Configuración."""
        return {a.campo: a.titulo for a in self.asignaciones}


@dataclass(frozen=True, slots=True)
class _Aspirante:
    campo: Campo
    columna: int
    grado: float
    apoyo: float
    prueba: str
    origen: Origen


def mapear(
    titulos: Mapping[int, str],
    muestra: Mapping[int, Sequence[Celda]],
    clase: Clase,
    forzadas: Mapping[str, str] | None = None,
    recordadas: Mapping[str, str] | None = None,
    propias: Collection[str] = (),
) -> Mapeo:
    """Reparte las columnas entre los campos: primero lo que dijo la persona, luego título y valores.

    `forzadas` y `recordadas` van de campo a título (o letra de columna, en las forzadas). Una forzada que no
    existe es un `ColumnaNoEncontrada` con los títulos más parecidos; una recordada que ya no está se olvida.
    Las columnas de resultado, con su título de fábrica o con el que les dio la persona (`propias`), no son datos:
    ni se asignan solas ni salen como sin reconocer.
    """
    nuestras = {resultado.titulo for resultado in RESULTADOS} | set(propias)
    del_usuario = [titulo for titulo in titulos.values() if titulo not in nuestras]
    hechas = _dichas(titulos, clase, forzadas or {}, Origen.FORZADA, del_usuario)
    for dicha in _dichas(titulos, clase, recordadas or {}, Origen.RECORDADA):
        if all(dicha.campo != a.campo and dicha.columna != a.columna for a in hechas):
            hechas.append(dicha)
    dichas = {a.columna for a in hechas}
    titulos = {columna: t for columna, t in titulos.items() if t not in nuestras or columna in dichas}
    perfiles = {columna: perfilar(muestra.get(columna, ())) for columna in titulos}
    campos = {campo.id: campo for campo in CAMPOS[clase]}
    hechas = [replace(a, prueba=f"{a.prueba}; {_con_valores(campos[a.campo], perfiles[a.columna])}") for a in hechas]
    aspirantes = [
        aspirante
        for columna, titulo in titulos.items()
        if columna not in dichas
        for aspirante in _aspirantes(columna, titulo, perfiles[columna], clase)
    ]
    ambiguas = _repartir(aspirantes, titulos, perfiles, hechas)
    dudosas = {columna for ambigua in ambiguas for columna in ambigua.columnas}
    usadas = {a.columna for a in hechas}
    libres = {
        columna: titulo for columna, titulo in titulos.items() if columna not in usadas and columna not in dudosas
    }
    return Mapeo(tuple(sorted(hechas, key=lambda a: a.columna)), tuple(ambiguas), libres)


def _dichas(
    titulos: Mapping[int, str],
    clase: Clase,
    pedidas: Mapping[str, str],
    origen: Origen,
    que_ofrecer: Sequence[str] = (),
) -> list[Asignacion]:
    admitidos = {campo.id for campo in CAMPOS[clase]}
    encontradas = []
    for campo, pedido in pedidas.items():
        if campo not in admitidos:
            if origen is Origen.RECORDADA:
                continue
            raise ConfiguracionErronea(
                f"«{campo}» no es un dato que se pueda leer.",
                donde="la opción --columna",
                remedio=f"Use uno de estos: {', '.join(sorted(admitidos))}",
            )
        columna = _buscar(titulos, pedido)
        if columna is not None:
            prueba = "indicada en la orden" if origen is Origen.FORZADA else "recordada en Configuración"
            encontradas.append(Asignacion(campo, columna, titulos[columna], prueba, origen, 1.0))
        elif origen is Origen.FORZADA:
            raise ColumnaNoEncontrada(
                f"No hay ninguna columna «{pedido}» para «{campo}».",
                donde="la fila de títulos de la tabla",
                remedio=f"¿Quería decir «{'», «'.join(cercanos(pedido, que_ofrecer))}»?",
            )
    return encontradas


def _buscar(titulos: Mapping[int, str], pedido: str) -> int | None:
    """Por título igual, por título sin tildes ni mayúsculas o por letra de columna, en este orden."""
    for columna, titulo in titulos.items():
        if titulo == pedido:
            return columna
    for columna, titulo in titulos.items():
        if clave(titulo) == clave(pedido) != "":
            return columna
    if pedido.isascii() and pedido.isalpha() and len(pedido) <= 3:
        columna = numero_de_columna(pedido)
        return columna if columna in titulos else None
    return None


def _aspirantes(columna: int, titulo: str, perfil: Perfil, clase: Clase) -> Iterator[_Aspirante]:
    """Los campos que puede ser una columna. Si sus valores son correos, es el correo diga lo que diga el título."""
    campos = {campo.id: campo for campo in CAMPOS[clase]}
    es_correo = perfil.correos >= _SON_CORREOS and perfil.muestra >= 2
    por_titulo = dict(parecidos(titulo, clase))
    if es_correo and "correo" not in por_titulo:
        prueba = f"{perfil.correos:.0%} de los valores son correos".replace("%", " %")
        yield _Aspirante(campos["correo"], columna, _POR_VALORES, perfil.correos, prueba, Origen.VALORES)
    for identificador, parecido in por_titulo.items():
        if es_correo and identificador != "correo":
            continue
        campo = campos[identificador]
        apoyo = perfil.apoya(campo)
        factor = 1.0 if apoyo >= 0.5 else _CONTRA + (1 - _CONTRA) * apoyo
        prueba = f"{parecido.como}; {_con_valores(campo, perfil)}"
        yield _Aspirante(campo, columna, parecido.grado * factor, apoyo, prueba, Origen.TITULO)


def _con_valores(campo: Campo, perfil: Perfil) -> str:
    if perfil.llenas == 0:
        return "la columna está vacía en la muestra"
    que = {Tipo.FECHA: "fechas", Tipo.TEXTO: "textos", Tipo.IDENTIFICADOR: "códigos", Tipo.SI_NO: "sí o no"}
    nombre = {"correo": "correos", "telefono": "teléfonos"}.get(campo.id, que.get(campo.tipo, "números"))
    return f"{perfil.apoya(campo):.0%} son {nombre}".replace("%", " %")


def _repartir(
    aspirantes: list[_Aspirante], titulos: Mapping[int, str], perfiles: Mapping[int, Perfil], hechas: list[Asignacion]
) -> list[Ambigua]:
    """Asigna de mayor a menor parecido y añade a `hechas`; devuelve los campos con empate sin resolver."""
    pendientes = sorted(aspirantes, key=lambda a: (-a.grado, -a.apoyo, a.columna))
    tomados, ocupadas = {a.campo for a in hechas}, {a.columna for a in hechas}
    ambiguas: list[Ambigua] = []
    for mejor in pendientes:
        if mejor.campo.id in tomados or mejor.columna in ocupadas or mejor.grado < 0.5:
            continue
        rivales = _rivales(mejor, pendientes, ocupadas)
        elegido = _desempatar([mejor, *rivales], perfiles)
        tomados.add(mejor.campo.id)
        if elegido is None:
            columnas = tuple(sorted(a.columna for a in (mejor, *rivales)))
            ambiguas.append(Ambigua(mejor.campo.id, columnas, tuple(titulos[c] for c in columnas)))
            ocupadas.update(columnas)
            continue
        ocupadas.add(elegido.columna)
        titulo = titulos[elegido.columna]
        confianza = round(min(elegido.grado, 1.0), 2)
        prueba = _mencionar(elegido, rivales, titulos)
        hechas.append(Asignacion(elegido.campo.id, elegido.columna, titulo, prueba, elegido.origen, confianza))
    return ambiguas


def _rivales(mejor: _Aspirante, pendientes: Sequence[_Aspirante], ocupadas: set[int]) -> list[_Aspirante]:
    """Las otras columnas que valen casi igual para este campo y no valen más para otro."""
    tope = {
        columna: max(a.grado for a in pendientes if a.columna == columna) for columna in {a.columna for a in pendientes}
    }
    return [
        a
        for a in pendientes
        if a.campo.id == mejor.campo.id
        and a.columna != mejor.columna
        and a.columna not in ocupadas
        and mejor.grado - a.grado <= _EMPATE
        and a.grado >= tope[a.columna] - 1e-9
    ]


def _desempatar(empatados: list[_Aspirante], perfiles: Mapping[int, Perfil]) -> _Aspirante | None:
    """El único que tiene datos, o el único con el sinónimo más claro (el nombre mismo del campo); si no, nadie."""
    if len(empatados) == 1:
        return empatados[0]
    con_datos = [a for a in empatados if perfiles[a.columna].llenas > 0]
    if len(con_datos) == 1:
        return con_datos[0]
    apoyados = [a for a in con_datos if perfiles[a.columna].apoya(a.campo) >= 0.5]
    return apoyados[0] if len(apoyados) == 1 else None


def _mencionar(elegido: _Aspirante, rivales: Sequence[_Aspirante], titulos: Mapping[int, str]) -> str:
    otros = [titulos[a.columna] for a in rivales if a.columna != elegido.columna]
    return elegido.prueba + (f"; también se parecía «{'», «'.join(otros)}»" if otros else "")
