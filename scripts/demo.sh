#!/usr/bin/env bash
# Prepara todo y recalcula el libro de ejemplo en salida/cartera-ejemplo.xlsx.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scripts/preparar.sh
codigo=0
"${CARTERA_VENV:-.venv}/bin/cartera" demo --carpeta salida "$@" || codigo=$?
# 3 es «hecho, pero algún dato se ha quedado fuera»: el ejemplo los trae a propósito.
[ "$codigo" -eq 3 ] && codigo=0
exit "$codigo"
