"""The commands of `cartera` that are not in `cli`: one module each, every heavy import inside its function."""
