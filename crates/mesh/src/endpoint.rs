use std::fmt;
use std::str::FromStr;

use crate::MeshError;

/// Where the exchange is, for example `https://mesh-sync.spineservices.nhs.uk`.
/// Without TLS only on this machine, for trying things out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    base: String,
}

impl Endpoint {
    /// Whether the way there is encrypted.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.base.starts_with("https://")
    }

    pub(crate) fn address(&self, path: &str) -> String {
        format!("{}/messageexchange/{path}", self.base)
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.base)
    }
}

impl FromStr for Endpoint {
    type Err = MeshError;

    fn from_str(text: &str) -> Result<Self, MeshError> {
        let base = text.trim().trim_end_matches('/');
        let (scheme, authority) = base.split_once("://").ok_or(MeshError::Address)?;
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
            _ => (authority, None),
        };
        let is_port = port.is_none_or(|port| port.parse::<u16>().is_ok());
        let is_sign = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
        let is_host = host == "[::1]" || (!host.is_empty() && host.bytes().all(is_sign));
        if !is_port || !is_host {
            return Err(MeshError::Address);
        }
        match scheme {
            "https" => Ok(Self { base: base.to_owned() }),
            "http" if matches!(host, "localhost" | "127.0.0.1" | "[::1]") => Ok(Self { base: base.to_owned() }),
            "http" => Err(MeshError::NotSecure),
            _ => Err(MeshError::Address),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Endpoint;
    use crate::MeshError;

    #[test]
    fn only_this_machine_is_spoken_to_without_tls() {
        let read = |text: &str| text.parse::<Endpoint>();
        for text in ["https://exchange.example", "https://exchange.example:8443/", "http://127.0.0.1:8700"] {
            assert!(read(text).is_ok(), "{text}");
        }
        for text in ["http://localhost", "http://[::1]:80"] {
            assert!(read(text).is_ok_and(|endpoint| !endpoint.is_secure()), "{text}");
        }
        for text in ["http://exchange.example", "http://127.0.0.1.example", "http://localhost.example:80"] {
            assert!(matches!(read(text), Err(MeshError::NotSecure)), "{text}");
        }
        for text in
            ["", "exchange.example", "ftp://localhost", "https://", "https://a b", "https://a/b", "https://u:p@a"]
        {
            assert!(matches!(read(text), Err(MeshError::Address)), "{text}");
        }
        assert!(read("http://127.0.0.1:80@exchange.example").is_err(), "a name before the host is no host");
    }
}
