// SHANI.
