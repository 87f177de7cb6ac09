module swift-mtls/go-peer

go 1.23
