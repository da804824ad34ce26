"""Los días señalados: cuáles salen, con qué identificador y sin más dato personal que el nombre."""

from datetime import date
from typing import Any

from cartera_xl.nucleo.acciones.agenda import EventoDeAgenda, PedidoDeAgenda, eventos_de_agenda
from cartera_xl.nucleo.acciones.avisos import ContextoDeAcciones
from cartera_xl.nucleo.acciones.proximas import con_acciones
from tests.support.acciones import CORTE, hoja, puntuadas


def _eventos(filas: list[dict[str, Any]], clientes: list[dict[str, Any]], **pedido: Any) -> tuple[EventoDeAgenda, ...]:
    contexto = ContextoDeAcciones(CORTE, hoja(clientes))
    return eventos_de_agenda(con_acciones(puntuadas(filas), contexto), contexto, PedidoDeAgenda("libro", **pedido))


def test_salen_la_accion_la_caida_el_contrato_con_sus_avisos_y_la_revision() -> None:
    fila = {
        "nombre": "Bar Pepe",
        "vence": 60,
        "prob_renovacion": 0.5,
        "antiguedad": 7,
        "fecha_caida": date(2026, 5, 1),
        "cae_a": "Emergente",
    }

    eventos = _eventos([fila], [{"id_cliente": "C1"}], ultima_revision=date(2026, 1, 1))

    assert [(evento.dia, evento.titulo) for evento in eventos] == [
        (date(2026, 1, 31), "Faltan 60 días para que venza el contrato de Bar Pepe"),
        (date(2026, 2, 1), "Proponerle la renovación: Bar Pepe"),
        (date(2026, 3, 2), "Faltan 30 días para que venza el contrato de Bar Pepe"),
        (date(2026, 4, 1), "Revisar la cartera de clientes"),
        (date(2026, 4, 1), "Vence el contrato de Bar Pepe"),
        (date(2026, 5, 1), "Bar Pepe bajaría a Emergente"),
    ]


def test_una_revision_atrasada_toca_el_dia_del_corte() -> None:
    (_, revision) = _eventos([{"dias_sin_comprar": 1}], [{}], ultima_revision=date(2025, 1, 1))[::-1]

    assert revision.dia == CORTE


def test_los_identificadores_no_cambian_con_la_fecha_y_son_distintos_entre_si() -> None:
    filas, clientes = [{"vence": 100}, {"vence": 200}], [{"id_cliente": "A"}, {"id_cliente": "B"}]
    antes = _eventos(filas, clientes)
    despues = _eventos([{**fila, "vence": fila["vence"] - 5} for fila in filas], clientes)

    assert {evento.uid for evento in antes} == {evento.uid for evento in despues}
    assert len({evento.uid for evento in antes}) == len(antes)


def test_el_identificador_sigue_al_codigo_aunque_la_fila_se_mueva() -> None:
    clientes = [{"id_cliente": "A"}, {"id_cliente": "B"}]
    antes, despues = (
        {evento.titulo: evento.uid for evento in _eventos([{}, {}], orden, con_nombres=False)}
        for orden in (clientes, clientes[::-1])
    )

    assert antes == despues


def test_sin_nombres_se_pone_el_codigo_y_el_nombre_no_aparece() -> None:
    fila = {"nombre": "Bar Pepe", "vence": 60}
    cliente = {"id_cliente": "C1", "correo": "pepe@ejemplo.es"}

    junto = repr(_eventos([fila], [cliente], con_nombres=False))

    assert "C1" in junto
    assert "Pepe" not in junto
    assert "pepe@ejemplo" not in repr(_eventos([fila], [cliente]))


def test_de_un_bloqueado_no_sale_nada_y_se_puede_pedir_solo_lo_de_uno() -> None:
    filas = [{"nombre": "Uno"}, {"nombre": "Dos"}, {"nombre": "Tres"}]
    clientes = [{"bloqueado": True}, {"responsable": "Ana"}, {"responsable": "Bea"}]

    assert "Uno" not in repr(_eventos(filas, clientes))
    de_ana = repr(_eventos(filas, clientes, responsable="ana"))
    assert "Dos" in de_ana
    assert "Tres" not in de_ana


def test_un_contrato_vencido_ya_no_se_senala() -> None:
    assert "contrato" not in repr([evento.titulo for evento in _eventos([{"vence": -1}], [{}])])
