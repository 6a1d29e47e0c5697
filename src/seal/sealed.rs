//! A seal as it lies in the ledger: the statement, the signature and whose it is.

use super::key_error::KeyError;
use super::public_key::{Fingerprint, PublicKey, Signature};
use super::statement::Statement;
use super::station_key::StationKey;
use crate::locale::{Lang, Say};
use serde_json::{Value, json};

/// A signed statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal {
    /// What is signed.
    pub statement: Statement,
    /// The signature over [`Statement::text`].
    pub signature: Signature,
    /// Fingerprint of the key that signed.
    pub key: Fingerprint,
}

/// Why the data of an entry is no seal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SealMistake {
    /// A field is missing or no text.
    Field(&'static str),
    /// The statement is not as this program writes it.
    Statement,
    /// The signature is no base64url of 64 bytes.
    Signature,
    /// The fingerprint is not of 64 hexadecimal digits.
    Key,
    /// The entry says another run or purpose than the statement that was signed.
    NotItsStatement(&'static str),
}

impl Say for SealMistake {
    fn say(&self, lang: Lang) -> String {
        let zh = lang == Lang::Zh;
        match self {
            Self::Field(field) if zh => format!("封记缺少 {field}"),
            Self::Field(field) => format!("the seal has no {field}"),
            Self::Statement if zh => "封记的签名内容不成立".to_owned(),
            Self::Statement => "the statement of the seal is not a canonical one of version 1".to_owned(),
            Self::Signature if zh => "封记的签名不是 64 字节的 base64url".to_owned(),
            Self::Signature => "the signature of the seal is no base64url of 64 bytes".to_owned(),
            Self::Key if zh => "封记的密钥指纹不是 64 位十六进制数".to_owned(),
            Self::Key => "the key's fingerprint in the seal has no 64 hexadecimal digits".to_owned(),
            Self::NotItsStatement(field) if zh => format!("封记的 {field} 与签名内容不一致"),
            Self::NotItsStatement(field) => format!("the seal's {field} is not that of the statement that was signed"),
        }
    }
}

impl Seal {
    /// Signs a statement. Its suite is made that of the key.
    pub fn make(statement: Statement, key: &StationKey) -> Result<Self, KeyError> {
        let statement = Statement { suite: key.suite(), v: Statement::VERSION, ..statement };
        let signature = key.sign(statement.text().as_bytes())?;
        Ok(Self { statement, signature, key: key.public().fingerprint() })
    }

    /// Whether the signature is this key's.
    pub fn holds(&self, key: &PublicKey) -> bool {
        self.key == key.fingerprint()
            && self.statement.suite == key.suite()
            && key.verify(self.statement.text().as_bytes(), &self.signature)
    }

    /// The data of the entry `seal`.
    pub fn data(&self) -> Value {
        json!({ "run": self.statement.run, "purpose": self.statement.purpose.name(), "statement": self.statement.text(),
            "signature": self.signature.to_string(), "key": self.key.whole() })
    }

    /// From the data of an entry `seal`.
    pub fn from_data(data: &Value) -> Result<Self, SealMistake> {
        let text = |key: &'static str| data.get(key).and_then(Value::as_str).ok_or(SealMistake::Field(key));
        let statement = Statement::parse(text("statement")?).ok_or(SealMistake::Statement)?;
        let signature = Signature::parse(text("signature")?).ok_or(SealMistake::Signature)?;
        let key = Fingerprint::parse(text("key")?).ok_or(SealMistake::Key)?;
        if text("run")? != statement.run {
            return Err(SealMistake::NotItsStatement("run"));
        }
        if text("purpose")? != statement.purpose.name() {
            return Err(SealMistake::NotItsStatement("purpose"));
        }
        Ok(Self { statement, signature, key })
    }
}
