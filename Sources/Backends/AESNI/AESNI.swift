// AESNI.
