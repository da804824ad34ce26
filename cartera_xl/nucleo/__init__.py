"""El núcleo: tablas que entran, tablas que salen. Sin archivos, sin reloj, sin red, sin azar."""
