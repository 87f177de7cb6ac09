# Two commands for a fresh machine (Debian 12 with a Swift toolchain): `make demo`, then `make test`.

SWIFT ?= swift
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
RELEASE = -c release -Xswiftc -enable-testing
WARNINGS = -Xswiftc -warnings-as-errors
FORMED = Package.swift Sources $(wildcard Tests/*Tests) Tests/TestSupport Benchmarks/Package.swift Benchmarks/Sources \
  Tests/ConstantTime/Package.swift Tests/ConstantTime/Sources Tests/Fuzz/Package.swift Tests/Fuzz/Sources

.PHONY: help demo build test vectors test-fast test-constant-time test-authority-crash test-traits fuzz bogo conformance bench bench-check bench-crypto lint format peers clean published-vectors test-emulated laboratory-cost

help: ## what there is to make
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: build ## an authority, a client and a server authenticate each other over TLS 1.3
	@.build/release/mtls demo

build: libgmp ## the tool, for release
	$(SWIFT) build -c release --product mtls

test: peers ## everything: known answers, broken rules, real peers
	$(SWIFT) build $(RELEASE) $(WARNINGS) --build-tests
	timeout --kill-after=10 20m $(SWIFT) test $(RELEASE) $(WARNINGS) --skip-build </dev/null
	@$(MAKE) --no-print-directory vectors

vectors: ## Vectors through the tool, on every level of the processor; needs what make test builds
	@test -x .build/release/mtls || $(SWIFT) build $(RELEASE) $(WARNINGS) --product mtls
	@for level in portable aesni avx2 avx512; do \
	  .build/release/mtls vectors Vectors --backend $$level >.build/vectors.txt \
	    || { cat .build/vectors.txt; exit 1; }; \
	  echo "mtls vectors, $$level: $$(tail -n 1 .build/vectors.txt)"; \
	done

published-vectors: peers ## the files of cryptography-vectors through the tool, against docs/conformance.md; needs the tool
	@Tests/published-vectors.py

test-fast: peers ## known answers and broken rules, without the programs as peers
	$(SWIFT) test $(RELEASE) --skip InteropTests --skip ToolTests --skip OpenSSL

test-constant-time: libgmp ## no branch and no index depends on a secret: under valgrind's memcheck
	@SWIFT="$(SWIFT)" Tests/constant-time.sh

test-traits: libgmp ## the traits PKCS11 (keys in a hardware module, with SoftHSM2) and Zlib (compressed certificates)
	@SWIFT="$(SWIFT)" Tests/traits.sh

test-emulated: libgmp ## the code for AVX-512 in an emulator, where the processor has none; takes a while
	@SWIFT="$(SWIFT)" Tests/emulated.sh

test-authority-crash: peers ## 1,000 certificates issued while kill -9 ends two processes of three
	$(SWIFT) build $(RELEASE) $(WARNINGS) --build-tests
	MTLS_CRASH_ISSUANCES=1000 $(SWIFT) test $(RELEASE) $(WARNINGS) --skip-build --filter 'processes are killed'

fuzz: peers ## libFuzzer against what takes strangers' bytes: make fuzz SECONDS=60 [TARGETS='client server']
	@SWIFT="$(SWIFT)" Tests/fuzz.sh $(or $(SECONDS),60) $(TARGETS)

bogo: libgmp ## BoringSSL's test runner against us: make bogo BORINGSSL=<checkout, runner built>
	@SWIFT="$(SWIFT)" Tests/bogo.sh "$(BORINGSSL)" $(BOGO)

bench: libgmp peers ## handshakes and records, ours and five peers' in turn; writes Benchmarks/results
	@Benchmarks/install-peers.sh
	cd Benchmarks && $(SWIFT) build -c release --product peer-swift-mtls
	cd Benchmarks && $(SWIFT) build -c release --product bench-handshake && .build/release/bench-handshake $(BENCH)

bench-check: libgmp ## instructions of handshakes and records against those that are expected; UPDATE=1 to set them
	$(SWIFT) build $(RELEASE) $(WARNINGS) --product count-instructions
	@Benchmarks/check-instructions.sh $(if $(UPDATE),--update)

laboratory-cost: libgmp ## what the laboratory's hooks cost where nobody looks: more than 1 % fails
	@SWIFT="$(SWIFT)" Benchmarks/laboratory-cost.sh

bench-crypto: libgmp peers ## our primitives beside `openssl speed`, in turn; writes Benchmarks/results/crypto.json
	cd Benchmarks && $(SWIFT) build -c release --product bench-crypto && .build/release/bench-crypto $(BENCH)

conformance: ## writes the table of RFC 9846's requirements into docs/conformance.md
	@Tests/conformance.py

lint: ## the form of the sources
	$(SWIFT) format lint --strict --recursive $(FORMED)

format: ## brings the sources into form
	$(SWIFT) format --in-place --recursive $(FORMED)

# The one library that the products need.
.PHONY: libgmp
libgmp:
	@test -e /usr/include/x86_64-linux-gnu/gmp.h || pkg-config --exists gmp 2>/dev/null \
	  || { $(SUDO) apt-get update -q && $(SUDO) apt-get install -qy libgmp-dev pkg-config; }

peers: libgmp ## the programs that the tests speak with: OpenSSL, GnuTLS, curl, Go
	@Tests/install-peers.sh

clean: ## what was built
	rm -rf .build .build-traits .peers Benchmarks/.build Tests/ConstantTime/.build Tests/Fuzz/.build
