// IFMA.
