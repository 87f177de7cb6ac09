module swift-mtls/benchmarks/go

go 1.25
