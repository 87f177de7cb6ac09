// VAES.
