// DER.
