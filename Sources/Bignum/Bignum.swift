// Modular arithmetic over GMP.
