//! Clients and servers that shake hands over two vectors.

use crate::now;
use rustls::{
    cipher_suite, kx_group, server::AllowAnyAuthenticatedClient, server::NoServerSessionStorage, Certificate,
    ClientConfig, ClientConnection, PrivateKey, RootCertStore, ServerConfig, ServerConnection, Ticketer,
};
use std::{fs::File, io::BufReader, io::Read, io::Write, sync::Arc};

#[derive(Clone, Copy)]
pub enum Side {
    Client,
    Server,
}

pub struct Pair {
    pub client: ClientConnection,
    pub server: ServerConnection,
}

pub struct Bench {
    client: Arc<ClientConfig>,
    server: Arc<ServerConfig>,
    to_server: Vec<u8>,
    to_client: Vec<u8>,
    /// Bytes that went to the server and to the client.
    pub bytes: [usize; 2],
    mark: Option<f64>,
    spent: [f64; 2],
}

fn certificates(folder: &str, name: &str) -> Vec<Certificate> {
    let mut file = BufReader::new(File::open(format!("{folder}/{name}.pem")).unwrap());
    rustls_pemfile::certs(&mut file).unwrap().into_iter().map(Certificate).collect()
}

fn key(folder: &str, name: &str) -> PrivateKey {
    let mut file = BufReader::new(File::open(format!("{folder}/{name}.key")).unwrap());
    PrivateKey(rustls_pemfile::pkcs8_private_keys(&mut file).unwrap().remove(0))
}

impl Bench {
    pub fn new(folder: &str, group: &str, suite: &str, mode: &str) -> Bench {
        let group = match group {
            "x25519" => &kx_group::X25519,
            "secp256r1" => &kx_group::SECP256R1,
            _ => &kx_group::SECP384R1,
        };
        let suite = match suite {
            "aes128gcm" => cipher_suite::TLS13_AES_128_GCM_SHA256,
            "aes256gcm" => cipher_suite::TLS13_AES_256_GCM_SHA384,
            _ => cipher_suite::TLS13_CHACHA20_POLY1305_SHA256,
        };
        let mut roots = RootCertStore::empty();
        roots.add(&certificates(folder, "root")[0]).unwrap();
        let client = ClientConfig::builder()
            .with_cipher_suites(&[suite])
            .with_kx_groups(&[group])
            .with_protocol_versions(&[&rustls::version::TLS13])
            .unwrap()
            .with_root_certificates(roots.clone());
        let mut client = if mode == "mutual" {
            client.with_single_cert(certificates(folder, "client"), key(folder, "client")).unwrap()
        } else {
            client.with_no_client_auth()
        };
        let server = ServerConfig::builder()
            .with_cipher_suites(&[suite])
            .with_kx_groups(&[group])
            .with_protocol_versions(&[&rustls::version::TLS13])
            .unwrap();
        let server = if mode == "mutual" {
            server.with_client_cert_verifier(AllowAnyAuthenticatedClient::new(roots))
        } else {
            server.with_no_client_auth()
        };
        let mut server =
            server.with_single_cert(certificates(folder, "server"), key(folder, "server")).unwrap();
        if mode == "resumption" {
            server.ticketer = Ticketer::new().unwrap();
        } else {
            server.session_storage = Arc::new(NoServerSessionStorage {});
            client.session_storage = Arc::new(rustls::client::NoClientSessionStorage {});
        }
        let mut bench = Bench {
            client: Arc::new(client),
            server: Arc::new(server),
            to_server: Vec::new(),
            to_client: Vec::new(),
            bytes: [0, 0],
            mark: None,
            spent: [0.0; 2],
        };
        bench.open();
        let before = bench.bytes[1];
        bench.open();
        // A resumed handshake shows no certificate.
        assert!(
            mode != "resumption" || bench.bytes[1] - before < before,
            "rustls did not resume"
        );
        bench
    }

    pub fn start_charging(&mut self) {
        self.spent = [0.0; 2];
        self.mark = Some(now());
    }

    pub fn stop_charging(&mut self) -> (f64, f64) {
        self.mark = None;
        (self.spent[0], self.spent[1])
    }

    pub fn charge(&mut self, side: Side) {
        if let Some(mark) = self.mark {
            let time = now();
            self.spent[side as usize] += time - mark;
            self.mark = Some(time);
        }
    }

    /// A client and a server that have shaken hands.
    pub fn open(&mut self) -> Pair {
        let name = "server.bench.test".try_into().unwrap();
        let mut client = ClientConnection::new(self.client.clone(), name).unwrap();
        self.charge(Side::Client);
        let mut server = ServerConnection::new(self.server.clone()).unwrap();
        self.charge(Side::Server);
        loop {
            while client.wants_write() {
                self.bytes[0] += client.write_tls(&mut self.to_server).unwrap();
            }
            self.charge(Side::Client);
            let mut input = &self.to_server[..];
            while !input.is_empty() {
                server.read_tls(&mut input).unwrap();
                server.process_new_packets().unwrap();
            }
            self.to_server.clear();
            while server.wants_write() {
                self.bytes[1] += server.write_tls(&mut self.to_client).unwrap();
            }
            self.charge(Side::Server);
            if self.to_client.is_empty() {
                break;
            }
            let mut input = &self.to_client[..];
            while !input.is_empty() {
                client.read_tls(&mut input).unwrap();
                client.process_new_packets().unwrap();
            }
            self.to_client.clear();
            self.charge(Side::Client);
        }
        assert!(!client.is_handshaking() && !server.is_handshaking(), "no handshake");
        Pair { client, server }
    }
}

impl Pair {
    /// The client seals one record.
    pub fn seal(&mut self, text: &[u8], wire: &mut Vec<u8>) {
        self.client.writer().write_all(text).unwrap();
        while self.client.wants_write() {
            self.client.write_tls(wire).unwrap();
        }
    }

    /// The server opens what has come; how many bytes there were.
    pub fn open(&mut self, mut wire: &[u8], read: &mut [u8]) -> usize {
        let mut total = 0;
        while !wire.is_empty() {
            self.server.read_tls(&mut wire).unwrap();
            let count = self.server.process_new_packets().unwrap().plaintext_bytes_to_read();
            self.server.reader().read_exact(&mut read[..count]).unwrap();
            total += count;
        }
        total
    }

    /// The server seals one record, and the client reads it.
    pub fn answer(&mut self, text: &[u8]) {
        let (mut wire, mut read) = (Vec::new(), [0; 256]);
        self.server.writer().write_all(text).unwrap();
        self.server.write_tls(&mut wire).unwrap();
        let mut input = &wire[..];
        self.client.read_tls(&mut input).unwrap();
        self.client.process_new_packets().unwrap();
        self.client.reader().read_exact(&mut read[..text.len()]).unwrap();
    }
}
