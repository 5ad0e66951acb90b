use std::fmt;
use std::path::Path;

use ureq::tls::{Certificate, ClientCert, PemItem, PrivateKey, RootCerts, TlsConfig, parse_pem};

use crate::MeshError;

/// What the exchange asks for on a secure connection: our certificate with its
/// key, and the authority that signed the exchange's own. Nobody else's
/// authority is believed, not even the system's.
#[derive(Clone)]
pub struct Credentials {
    certificate: ClientCert,
    authority: Vec<Certificate<'static>>,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Credentials")
    }
}

impl Credentials {
    /// Reads the three files, each in PEM form.
    ///
    /// # Errors
    /// [`MeshError::File`] or [`MeshError::Pem`], with the file.
    pub fn read(certificate: &Path, key: &Path, authority: &Path) -> Result<Self, MeshError> {
        let file =
            |path: &Path| std::fs::read(path).map_err(|source| MeshError::File { path: path.to_owned(), source });
        Self::from_pem(&file(certificate)?, &file(key)?, &file(authority)?)
    }

    /// Takes the texts of the three files.
    ///
    /// # Errors
    /// [`MeshError::Pem`] when one holds something else.
    pub fn from_pem(certificate: &[u8], key: &[u8], authority: &[u8]) -> Result<Self, MeshError> {
        let chain = certificates(certificate, "our certificate")?;
        let key = PrivateKey::from_pem(key).map_err(|_| MeshError::Pem { what: "the key of our certificate" })?;
        Ok(Self {
            certificate: ClientCert::new_with_certs(&chain, key),
            authority: certificates(authority, "the authority of the exchange")?,
        })
    }

    pub(crate) fn config(&self) -> TlsConfig {
        TlsConfig::builder()
            .client_cert(Some(self.certificate.clone()))
            .root_certs(RootCerts::new_with_certs(&self.authority))
            .build()
    }
}

fn certificates(pem: &[u8], what: &'static str) -> Result<Vec<Certificate<'static>>, MeshError> {
    let mut found = Vec::new();
    for item in parse_pem(pem) {
        if let PemItem::Certificate(certificate) = item.map_err(|_| MeshError::Pem { what })? {
            found.push(certificate);
        }
    }
    if found.is_empty() { Err(MeshError::Pem { what }) } else { Ok(found) }
}

#[cfg(test)]
mod tests {
    use super::Credentials;

    #[test]
    fn files_that_are_something_else_are_named() {
        let missing = std::path::Path::new("no/such/file.pem");
        let problem = Credentials::read(missing, missing, missing).expect_err("it is not there");
        assert!(problem.to_string().contains("file.pem"), "{problem}");
        let problem = Credentials::from_pem(b"hello", b"", b"").expect_err("no certificate");
        assert!(problem.to_string().contains("our certificate"), "{problem}");
    }
}
