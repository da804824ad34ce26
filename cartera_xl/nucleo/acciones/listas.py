"""Listas de clientes para marketing y dirección: por segmento, VIP, casos de éxito y quién recomienda."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from cartera_xl.nucleo.acciones.avisos import SATISFACCION_ALTA, VALIOSOS, satisfaccion
from cartera_xl.nucleo.acciones.emparejar import posiciones
from cartera_xl.nucleo.hechos import Marca, Marco, Numeros, numeros, textos
from cartera_xl.nucleo.privacidad.permisos import Canal, Permisos, puede_aparecer, puede_recibir

DIAS_VIP = 730
PARTE_VIP = 0.2
"""Un VIP lleva al menos dos años y está en el 20 % que más ha gastado. Artículo 002; cifras, decisión de la casa."""
SIN_COLUMNA = (
    "La hoja no tiene ninguna columna de consentimiento: no consta que nadie haya aceptado publicidad. "
    "Compruébelo antes de enviar nada."
)
NO_SON_PARA_ENVIAR = "Se oponen a la publicidad, o sus datos están bloqueados, vencidos o anonimizados."
_CAMPOS_DE_DATO: Mapping[Canal, tuple[str, str]] = {
    Canal.CORREO: ("correo", "correo"),
    Canal.TELEFONO: ("telefono", "teléfono"),
    Canal.WHATSAPP: ("telefono", "teléfono"),
    Canal.SMS: ("telefono", "teléfono"),
    Canal.POSTAL: ("direccion", "dirección"),
}
Fila = tuple[str | float | None, ...]


class TipoDeLista(StrEnum):
    """Qué lista se pide."""

    SEGMENTO = "segmento"
    VIP = "vip"
    CASOS = "casos"
    REFERIDOS = "referidos"


@dataclass(frozen=True, slots=True)
class Lista:
    """Una lista para guardar. `fuera`: motivo -> cuántos se han quedado fuera por él."""

    tipo: TipoDeLista
    titulo: str
    cabeceras: tuple[str, ...]
    filas: tuple[Fila, ...]
    fuera: Mapping[str, int]
    avisos: tuple[str, ...] = ()


def lista_de_segmento(puntuados: Marco, clientes: Marco, permitido: Permisos, canal: Canal, segmento: str) -> Lista:
    """Los del segmento (o todos, si va vacío) a quienes se puede enviar publicidad por ese canal.

    Nunca quien se opone, tiene los datos bloqueados o vencidos, no acepta o, si la hoja lo pregunta, no consta que
    acepte; tampoco quien no tiene el dato de contacto.
    """
    campo, dato = _CAMPOS_DE_DATO[canal]
    buscados = np.array([not segmento or valor == segmento for valor in textos(puntuados, "segmento")], dtype=bool)
    envio = puede_recibir(permitido, canal)
    puede = envio.si if permitido.hay_consentimiento else envio.si | envio.no_consta
    con_dato = np.array([valor is not None for valor in textos(clientes, campo)], dtype=bool)
    fuera = Counter(str(envio.motivos[i]) for i in np.flatnonzero(buscados & ~puede).tolist())
    sin_dato = int((buscados & puede & ~con_dato).sum())
    fuera |= Counter({f"No consta su {dato}.": sin_dato} if sin_dato else {})
    columnas = (
        textos(clientes, "id_cliente"),
        textos(puntuados, "nombre"),
        textos(clientes, campo),
        textos(puntuados, "segmento"),
        textos(clientes, "responsable"),
    )
    filas = _filas(np.flatnonzero(buscados & puede & con_dato).tolist(), columnas)
    avisos = () if permitido.hay_consentimiento else (SIN_COLUMNA,)
    titulo = f"{segmento or 'Toda la cartera'}, por {canal}"
    cabeceras = ("Código", "Nombre", dato.capitalize(), "Segmento", "Responsable")
    return Lista(TipoDeLista.SEGMENTO, titulo, cabeceras, filas, dict(fuera.most_common()), avisos)


def lista_vip(puntuados: Marco, clientes: Marco, permitido: Permisos) -> Lista:
    """Los que más han gastado y llevan más tiempo, de más a menos gasto."""
    gasto, antiguedad = numeros(puntuados, "importe_neto"), numeros(puntuados, "antiguedad")
    conocidos = gasto[~np.isnan(gasto)]
    corte = np.quantile(conocidos, 1.0 - PARTE_VIP) if len(conocidos) else np.inf
    vip = (gasto >= corte) & (antiguedad >= DIAS_VIP)
    titulo = f"VIP: dos años o más y entre el {PARTE_VIP:.0%} que más gasta".replace("%", " %")
    return _de_clientes(TipoDeLista.VIP, titulo, (puntuados, clientes), vip, permitido, gasto)


def lista_de_casos(puntuados: Marco, clientes: Marco, permitido: Permisos) -> Lista:
    """Candidatos a caso de éxito: importantes y contentos, de más a menos gasto."""
    valiosos = np.array([valor in VALIOSOS for valor in textos(puntuados, "segmento")], dtype=bool)
    contentos = satisfaccion(clientes) >= SATISFACCION_ALTA
    gasto = numeros(puntuados, "importe_neto")
    titulo = "Candidatos a caso de éxito: importantes y satisfechos"
    return _de_clientes(TipoDeLista.CASOS, titulo, (puntuados, clientes), valiosos & contentos, permitido, gasto)


def lista_de_referidos(puntuados: Marco, clientes: Marco, permitido: Permisos) -> Lista:
    """Quién ha recomendado, a cuántos y cuánto valen: neto y CLV de los que ha traído directamente."""
    nombres, quienes = textos(puntuados, "nombre"), textos(clientes, "recomendado_por")
    hallados = posiciones(clientes, nombres, {quien for quien in quienes if quien})
    visibles = puede_aparecer(permitido) & ~permitido.vencidos
    neto, clv = numeros(puntuados, "importe_neto"), numeros(puntuados, "clv")
    sumas: dict[int, list[float]] = {}
    sueltos = 0
    for i, quien in enumerate(quienes):
        suyos = hallados.get(quien or "", ())
        if quien and len(suyos) != 1:
            sueltos += 1
        elif quien and visibles[suyos[0]]:
            suma = sumas.setdefault(suyos[0], [0.0, 0.0, 0.0])
            suma[0] += 1
            suma[1] += float(np.nan_to_num(neto[i]))
            suma[2] += float(np.nan_to_num(clv[i]))
    ordenados = sorted(sumas.items(), key=lambda par: (-par[1][1], par[0]))
    codigos = textos(clientes, "id_cliente")
    filas = tuple(
        (codigos[i] or "", nombres[i] or "", int(cuantos), round(total, 2), round(futuro, 2))
        for i, (cuantos, total, futuro) in ordenados
    )
    fuera = {"Quien los recomienda no está en la hoja, o puede ser más de uno.": sueltos} if sueltos else {}
    cabeceras = ("Código", "Nombre", "Ha recomendado a", "Neto de los recomendados", "CLV de los recomendados")
    return Lista(TipoDeLista.REFERIDOS, "Quién recomienda y cuánto vale su red", cabeceras, filas, fuera)


def _de_clientes(
    tipo: TipoDeLista,
    titulo: str,
    marcos: tuple[Marco, Marco],
    elegidos: Marca,
    permitido: Permisos,
    gasto: Numeros,
) -> Lista:
    puntuados, clientes = marcos
    puede = puede_aparecer(permitido) & ~permitido.vencidos & ~permitido.opuestos
    filas = np.flatnonzero(elegidos & puede)
    ordenadas = filas[np.argsort(-np.nan_to_num(gasto[filas]), kind="stable")].tolist()
    columnas = (
        textos(clientes, "id_cliente"),
        textos(puntuados, "nombre"),
        textos(puntuados, "segmento"),
        textos(clientes, "responsable"),
    )
    cuantos = int((elegidos & ~puede).sum())
    antiguedad = numeros(puntuados, "antiguedad")
    cifras = [(_redondo(gasto[i], 2), _redondo(antiguedad[i], 0)) for i in ordenadas]
    lineas = tuple((*fila, *dos) for fila, dos in zip(_filas(ordenadas, columnas), cifras, strict=True))
    cabeceras = ("Código", "Nombre", "Segmento", "Responsable", "Neto", "Antigüedad (días)")
    return Lista(tipo, titulo, cabeceras, lineas, {NO_SON_PARA_ENVIAR: cuantos} if cuantos else {})


def _redondo(valor: float, decimales: int) -> float | None:
    return None if np.isnan(valor) else round(float(valor), decimales)


def _filas(posiciones_: Sequence[int], columnas: Sequence[Sequence[str | None]]) -> tuple[Fila, ...]:
    return tuple(tuple(columna[i] or "" for columna in columnas) for i in posiciones_)
