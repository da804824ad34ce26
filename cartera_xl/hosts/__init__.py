"""Where a sheet lives: one adapter per kind of host, all behind the same protocol."""
