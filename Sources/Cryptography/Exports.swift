// Who imports `Cryptography` gets hashes, AEADs and the key types that its own API speaks of.
@_exported public import Ciphers
@_exported public import Hashing
@_exported public import MLDSA
@_exported public import RSA
@_exported public import Weierstrass
