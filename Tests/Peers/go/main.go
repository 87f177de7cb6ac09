// go-peer speaks TLS 1.3 with Go's standard library, for the tests of swift-mtls.
//
//	go-peer server -cert C -key K -ca A [-groups X25519,P256]        echoes until the client closes
//	go-peer client -addr A -cert C -key K -ca A -name N [-bytes N]   sends, checks what comes back
//
// With -count N either does so N times, resuming sessions where it can. The server prints "listening PORT" first. Both print "negotiated …" after a handshake and end with
// status 1 and "error: …" on any failure.
package main

import (
	"bytes"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"time"
)

var groupsByName = map[string]tls.CurveID{
	"X25519": tls.X25519, "P256": tls.CurveP256, "P384": tls.CurveP384, "P521": tls.CurveP521,
	"X25519MLKEM768": tls.X25519MLKEM768, "SecP256r1MLKEM768": tls.SecP256r1MLKEM768,
	"SecP384r1MLKEM1024": tls.SecP384r1MLKEM1024, "MLKEM1024": tls.MLKEM1024,
}

type options struct {
	cert, key, ca, addr, name, groups, staple string
	bytes                             int
	count                             int
	auth                              bool
	goesOn                            bool
	timeout                           time.Duration
}

func main() {
	if len(os.Args) < 2 {
		fail(errors.New("usage: go-peer server|client [flags]"))
	}
	var o options
	flags := flag.NewFlagSet(os.Args[1], flag.ExitOnError)
	flags.StringVar(&o.cert, "cert", "", "certificate chain, PEM")
	flags.StringVar(&o.key, "key", "", "private key, PEM")
	flags.StringVar(&o.ca, "ca", "", "trusted authorities, PEM")
	flags.StringVar(&o.addr, "addr", "127.0.0.1:0", "where to listen or connect to")
	flags.StringVar(&o.name, "name", "localhost", "the server's name")
	flags.StringVar(&o.groups, "groups", "", "groups, most preferred first")
	flags.StringVar(&o.staple, "staple", "", "OCSP response that the server shows, DER")
	flags.IntVar(&o.bytes, "bytes", 1000, "how much the client sends")
	flags.IntVar(&o.count, "count", 1, "connections, one after the other")
	flags.BoolVar(&o.auth, "auth", true, "the server requires certificates")
	flags.BoolVar(&o.goesOn, "goes-on", false, "the server takes the next client where one fails")
	flags.DurationVar(&o.timeout, "timeout", 20*time.Second, "for everything together")
	_ = flags.Parse(os.Args[2:])

	configuration, err := configure(o)
	if err != nil {
		fail(err)
	}
	switch os.Args[1] {
	case "server":
		err = serve(o, configuration)
	case "client":
		err = call(o, configuration)
	default:
		err = errors.New("neither server nor client: " + os.Args[1])
	}
	if err != nil {
		fail(err)
	}
	fmt.Println("done")
}

func fail(err error) {
	fmt.Println("error:", err)
	os.Exit(1)
}

func configure(o options) (*tls.Config, error) {
	configuration := &tls.Config{
		MinVersion: tls.VersionTLS13, MaxVersion: tls.VersionTLS13,
		ServerName: o.name, SessionTicketsDisabled: o.count < 2, NextProtos: []string{"http/1.1"},
	}
	if o.count > 1 {
		configuration.ClientSessionCache = tls.NewLRUClientSessionCache(4)
	}
	if o.cert != "" {
		pair, err := tls.LoadX509KeyPair(o.cert, o.key)
		if err != nil {
			return nil, err
		}
		if o.staple != "" {
			if pair.OCSPStaple, err = os.ReadFile(o.staple); err != nil {
				return nil, err
			}
		}
		configuration.Certificates = []tls.Certificate{pair}
		// Also where the server's list of authorities does not name ours: refusals are to be tested.
		configuration.GetClientCertificate =
			func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return &pair, nil }
	}
	if o.ca != "" {
		text, err := os.ReadFile(o.ca)
		if err != nil {
			return nil, err
		}
		pool := x509.NewCertPool()
		if !pool.AppendCertsFromPEM(text) {
			return nil, errors.New("no certificate in " + o.ca)
		}
		configuration.RootCAs = pool
		configuration.ClientCAs = pool
	}
	if o.auth {
		configuration.ClientAuth = tls.RequireAndVerifyClientCert
	}
	if o.groups != "" {
		for _, name := range strings.Split(o.groups, ",") {
			group, known := groupsByName[name]
			if !known {
				return nil, errors.New("no group " + name)
			}
			configuration.CurvePreferences = append(configuration.CurvePreferences, group)
		}
	}
	return configuration, nil
}

func report(state tls.ConnectionState) {
	peer := "none"
	if len(state.PeerCertificates) > 0 {
		peer = state.PeerCertificates[0].Subject.CommonName
	}
	fmt.Printf("negotiated version=%s suite=%s group=%v retried=%v alpn=%s peer=%s resumed=%v staple=%x\n",
		tls.VersionName(state.Version), tls.CipherSuiteName(state.CipherSuite), state.CurveID,
		state.HelloRetryRequest, state.NegotiatedProtocol, peer, state.DidResume, state.OCSPResponse)
}

// serve takes connections and sends everything back.
func serve(o options, configuration *tls.Config) error {
	listener, err := net.Listen("tcp", o.addr)
	if err != nil {
		return err
	}
	fmt.Println("listening", listener.Addr().(*net.TCPAddr).Port)
	_ = listener.(*net.TCPListener).SetDeadline(time.Now().Add(o.timeout))
	for i := 0; i < o.count; i++ {
		if err := serveOne(o, listener, configuration); err != nil && !o.goesOn {
			return err
		}
	}
	return nil
}

func serveOne(o options, listener net.Listener, configuration *tls.Config) error {
	raw, err := listener.Accept()
	if err != nil {
		return err
	}
	defer raw.Close()
	_ = raw.SetDeadline(time.Now().Add(o.timeout))
	connection := tls.Server(raw, configuration)
	if err := connection.Handshake(); err != nil {
		drain(raw)
		return err
	}
	report(connection.ConnectionState())
	if _, err := io.Copy(connection, connection); err != nil {
		return err
	}
	if err := connection.CloseWrite(); err != nil {
		return err
	}
	drain(raw)
	return nil
}

// drain keeps the end of this side from destroying an alert under way.
func drain(raw net.Conn) {
	_ = raw.(*net.TCPConn).CloseWrite()
	_ = raw.SetDeadline(time.Now().Add(2 * time.Second))
	_, _ = io.Copy(io.Discard, raw)
}

func call(o options, configuration *tls.Config) error {
	for i := 0; i < o.count; i++ {
		if err := callOnce(o, configuration); err != nil {
			return err
		}
	}
	return nil
}

// callOnce sends random bytes and compares what comes back.
func callOnce(o options, configuration *tls.Config) error {
	raw, err := net.DialTimeout("tcp", o.addr, o.timeout)
	if err != nil {
		return err
	}
	defer raw.Close()
	_ = raw.SetDeadline(time.Now().Add(o.timeout))
	connection := tls.Client(raw, configuration)
	if err := connection.Handshake(); err != nil {
		drain(raw)
		return err
	}
	report(connection.ConnectionState())
	sent := make([]byte, o.bytes)
	_, _ = rand.Read(sent)
	written := make(chan error, 1)
	go func() {
		_, err := connection.Write(sent)
		written <- err
	}()
	received := make([]byte, o.bytes)
	if _, err := io.ReadFull(connection, received); err != nil {
		return err
	}
	if err := <-written; err != nil {
		return err
	}
	if !bytes.Equal(sent, received) {
		return errors.New("what came back differs from what was sent")
	}
	if err := connection.CloseWrite(); err != nil {
		return err
	}
	if rest, err := io.ReadAll(connection); err != nil || len(rest) > 0 {
		return fmt.Errorf("%d bytes too many, %v", len(rest), err)
	}
	return nil
}
