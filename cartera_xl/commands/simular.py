"""`cartera simular`: what would happen with other settings, without touching the book's clients."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from cartera_xl.commands.common import BOOK, print_json, read_options, reading_options, screen, writing_options


@click.command()
@click.argument("libro", type=BOOK)
@reading_options
@click.option("--ajuste", "ajustes", multiple=True, metavar='"AJUSTE=VALOR"', help="Otro valor: riesgo_alto=0,4.")
@click.option("--peso", "pesos", multiple=True, metavar='"PARTE=PESO"', help="Otro peso: recencia=0,5.")
@click.option("--borde", "bordes", multiple=True, metavar='"EJE HOY=OTRO"', help="Mueve un corte en todas las reglas.")
@click.option("--regla", "reglas", multiple=True, metavar='"REGLA.EJE=CONDICIÓN"', help="Cambia una sola regla.")
@click.option("--retencion", metavar="PUNTOS", help="Retiene a tantos clientes más de cada 100: +5.")
@click.option("--veces", metavar='"5 a 25"', help="Cuántas veces cuesta captar lo que retener.")
@click.option("--contactos", multiple=True, metavar='"SEGMENTO=N"', help="Contactos al año con cada cliente: Clave=6.")
@click.option("--coste-hora", metavar="IMPORTE", help="Lo que cuesta una hora de trabajo.")
@click.option("--recalibrar", is_flag=True, help="Mide el baremo otra vez, también con las hipótesis.")
@writing_options("Simulación")
@click.pass_context
def simular(ctx: click.Context, /, libro: Path, **options: Any) -> None:
    """Enseña quién cambiaría con otros ajustes, y qué supondría.

    Usa las hipótesis de la orden y las que haya en la hoja «Simulación», que --guardar crea. Nunca toca la hoja de
    clientes ni Configuración. Sin ninguna hipótesis, dice qué se puede cambiar.

    \b
    Ejemplos:
      cartera simular clientes.xlsx
      cartera simular clientes.xlsx --ajuste riesgo_alto=0,4 --peso recencia=0,5
      cartera simular clientes.xlsx --borde "valor 80=75"
      cartera simular clientes.xlsx --regla "creciente.potencial=55"
      cartera simular clientes.xlsx --retencion +5 --ajuste coste_retencion=30
      cartera simular clientes.xlsx --guardar
    """
    from cartera_xl.casos.simular import simular as use_case
    from cartera_xl.commands.simulation_screen import show_simulation
    from cartera_xl.commands.written import show_left_out, show_written
    from cartera_xl.console import progress_bar
    from cartera_xl.nucleo.simulacion.escenario_texto import EnLaOrden
    from cartera_xl.opening import open_book, open_journal, request

    several = {name: options.pop(name) for name in ("ajustes", "pesos", "bordes", "reglas", "contactos")}
    single = {name: options.pop(name) for name in ("retencion", "veces", "coste_hora")}
    save = options.pop("guardar")
    chosen = read_options(libro, {"simular": not save} | options)
    console = screen(chosen)
    with progress_bar(console, 5) as steps, open_book(chosen) as book:
        given = EnLaOrden(**several, **single)
        simulation = use_case(book.host, open_journal(), request(chosen, steps), given, guardar=save)
    if chosen.as_json:
        print_json(simulation.a_dict())
    else:
        show_simulation(console, simulation, libro)
        show_left_out(console, libro, simulation.datos_fuera)
        if save:
            show_written(console, chosen.salida or libro, simulation.hoja, simulation.escrita)
    ctx.exit(3 if simulation.con_errores() else 0)
