#!/usr/bin/env bash
# Prepara todo y pasa todas las comprobaciones; los argumentos van a pytest.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scripts/preparar.sh --pruebas || exit 1
BIN="${CARTERA_VENV:-.venv}/bin"
fallos=()
comprobar() {
    printf '· %s\n' "$*" >&2
    "$BIN/$1" "${@:2}" || fallos+=("$1 ${2:-}")
}

comprobar ruff check .
comprobar ruff format --check .
comprobar mypy
comprobar pytest "$@"
if [ ${#fallos[@]} -gt 0 ]; then
    printf '✗ No pasan: %s\n' "$(IFS=,; echo "${fallos[*]}")" >&2
    exit 1
fi
