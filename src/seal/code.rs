//! The code that is handed out: one line of ASCII that a person can read and a key can verify.
//!
//! `QH1;station=…;run=…;kind=…;verdict=…;.figure=…;cut=…;regulation=…;demo=1;by=vca;seq=…;head=…;key=…;suite=…;at=…;sig=…`.
//! The signature is over the exact text before `;sig=`. A figure's key begins with a dot. `cut` counts the figures there was
//! no room for; a text that was too long ends with `~`.

use super::code_mistake::{CodeMistake, CodeWrong};
use super::code_text::{Fitting, fitting, is_break, without_breaks};
use super::hex;
use super::key_error::KeyError;
use super::key_set::KeySet;
use super::public_key::{PublicKey, Signature};
use super::station_key::StationKey;
use super::suite::Suite;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The most signs a code has: what a QR code of moderate size takes.
pub const LONGEST: usize = 600;
/// What every code begins with.
const BEGIN: &str = "QH1";
/// The last field, with what separates it from the text that is signed.
const SIGNED_END: &str = ";sig=";

/// How many signs of base64url 64 bytes have.
const SIGNATURE_SIGNS: usize = 86;

/// Room for the texts, in signs as encoded. With all of them full and every mark there, no figure and the longest numbers a
/// code has less than [`LONGEST`] signs (`tests/seal.rs` builds that one).
const STATION_MAX: usize = 80;
const RUN_MAX: usize = 48;
const KIND_MAX: usize = 24;
const VERDICT_MAX: usize = 24;
const REGULATION_MAX: usize = 60;
const AT_MAX: usize = 40;

/// Who signed the run so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SignedBy {
    /// Whoever verified, signed in.
    pub verifier: bool,
    /// A second person checked.
    pub checker: bool,
    /// It was approved.
    pub approver: bool,
}

impl SignedBy {
    /// Its letters: `v`, `c`, `a`.
    fn letters(self) -> String {
        let all = [(self.verifier, 'v'), (self.checker, 'c'), (self.approver, 'a')];
        all.into_iter().filter_map(|(signed, letter)| signed.then_some(letter)).collect()
    }

    fn of_letters(letters: &str) -> Option<Self> {
        let has = |letter| letters.contains(letter);
        let signed = Self { verifier: has('v'), checker: has('c'), approver: has('a') };
        (!letters.is_empty() && signed.letters() == letters).then_some(signed)
    }
}

/// What is put into a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Id of the station.
    pub station: String,
    /// Id of the run.
    pub run: String,
    /// What kind of run (`lot`, `pile`, `scale`).
    pub kind: String,
    /// The verdict's word.
    pub verdict: String,
    /// Figures, the most telling first: from the end they are dropped when there is no room.
    pub figures: Vec<(String, String)>,
    /// The regulation that was judged by.
    pub regulation: String,
    /// Whether it is play.
    pub demonstration: bool,
    /// Who signed.
    pub signed_by: SignedBy,
    /// Number of the entry at the head of the chain.
    pub seq: u64,
    /// Its hash.
    pub head: [u8; 32],
    /// Wall clock, RFC 3339.
    pub at: String,
}

/// A code, as handed out or as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    station: Fitting,
    run: Fitting,
    kind: Fitting,
    verdict: Fitting,
    figures: Vec<(String, String)>,
    cut: u64,
    regulation: Fitting,
    demonstration: bool,
    signed_by: SignedBy,
    seq: u64,
    head: [u8; 32],
    key: [u8; 8],
    suite: Suite,
    at: Fitting,
    signature: Signature,
}

impl Code {
    /// Writes and signs a code. Figures for which there is no room are left out, and counted in it.
    pub fn hand_out(facts: &Facts, key: &StationKey) -> Result<Self, KeyError> {
        let mut code = Self {
            station: fitting(&facts.station, STATION_MAX),
            run: fitting(&facts.run, RUN_MAX),
            kind: fitting(&facts.kind, KIND_MAX),
            verdict: fitting(&facts.verdict, VERDICT_MAX),
            figures: facts.figures.clone(),
            cut: 0,
            regulation: fitting(&facts.regulation, REGULATION_MAX),
            demonstration: facts.demonstration,
            signed_by: facts.signed_by,
            seq: facts.seq,
            head: facts.head,
            key: key.public().fingerprint().beginning(),
            suite: key.suite(),
            at: fitting(&facts.at, AT_MAX),
            signature: Signature([0; 64]),
        };
        while code.text().len() > LONGEST && code.figures.pop().is_some() {
            code.cut += 1;
        }
        code.signature = key.sign(code.signed().as_bytes())?;
        Ok(code)
    }

    /// The whole text.
    pub fn text(&self) -> String {
        format!("{}{SIGNED_END}{}", self.signed(), self.signature)
    }

    /// The text that is signed.
    fn signed(&self) -> String {
        let mut text = BEGIN.to_owned();
        let mut field = |name: &str, value: &str| text.push_str(&format!(";{name}={value}"));
        field("station", &self.station.encoded());
        field("run", &self.run.encoded());
        field("kind", &self.kind.encoded());
        field("verdict", &self.verdict.encoded());
        for (name, value) in &self.figures {
            field(&format!(".{}", super::code_text::encode(name)), &super::code_text::encode(value));
        }
        if self.cut > 0 {
            field("cut", &self.cut.to_string());
        }
        field("regulation", &self.regulation.encoded());
        if self.demonstration {
            field("demo", "1");
        }
        if self.signed_by != SignedBy::default() {
            field("by", &self.signed_by.letters());
        }
        field("seq", &self.seq.to_string());
        field("head", &URL_SAFE_NO_PAD.encode(self.head));
        field("key", &self.key());
        field("suite", self.suite.name());
        field("at", &self.at.encoded());
        text
    }

    /// Reads a code, whatever blanks and line breaks came into it on the way.
    pub fn parse(text: &str) -> Result<Self, CodeMistake> {
        let text = without_breaks(text);
        // What it is comes before what is wrong with it: any other text is not a bad code but none.
        let fields = text.strip_prefix(BEGIN).and_then(|rest| rest.strip_prefix(';')).ok_or(CodeMistake::NotACode)?;
        if let Some((at, sign)) = text.chars().enumerate().find(|(_, sign)| !sign.is_ascii_graphic()) {
            return Err(CodeMistake::Sign(sign, at + 1));
        }
        if text.len() > LONGEST {
            return Err(CodeMistake::TooLong(text.len()));
        }
        let code = Fields::split(fields)?.read()?;
        // One code has one text: whatever reads the same and is written otherwise was not written by this program.
        let own = code.text();
        let differs = own.split(';').zip(text.split(';')).find(|(own, read)| own != read);
        match differs {
            None if own == text => Ok(code),
            other => {
                let (own, read) = other.unwrap_or((own.as_str(), text.as_str()));
                Err(field_mistake(
                    own.split('=').next().unwrap_or_default(),
                    read,
                    "本程序的写法",
                    "written as this program writes it",
                ))
            }
        }
    }

    /// Every code in a text of any lines: each begins with `QH1;` and ends where the next begins.
    pub fn parse_all(text: &str) -> Vec<Result<Self, CodeMistake>> {
        let begin = format!("{BEGIN};");
        text.split(begin.as_str()).skip(1).map(|rest| Self::parse(&one_of(&begin, rest))).collect()
    }

    /// Whose signature it is, of the keys that are known.
    pub fn verify<'k>(&self, keys: &'k KeySet) -> Result<&'k PublicKey, CodeWrong> {
        let text = self.signed();
        let key = self.key();
        let mut known = false;
        for candidate in keys.beginning(&key) {
            known = true;
            if candidate.suite() == self.suite && candidate.verify(text.as_bytes(), &self.signature) {
                return Ok(candidate);
            }
        }
        if known {
            return Err(CodeWrong::Signature { key });
        }
        // Perhaps only the name of the key was changed: then the signature is one of a known key over its own name.
        for candidate in keys.all().filter(|candidate| candidate.suite() == self.suite) {
            let text = Self { key: candidate.fingerprint().beginning(), ..self.clone() }.signed();
            if candidate.verify(text.as_bytes(), &self.signature) {
                return Err(CodeWrong::KeyField { key, signed_by: candidate.fingerprint().short() });
            }
        }
        Err(CodeWrong::UnknownKey { key })
    }

    /// Id of the station, with `…` where there was no room for all of it.
    pub fn station(&self) -> String {
        self.station.shown()
    }

    /// Id of the run, with `…` where there was no room for all of it.
    pub fn run(&self) -> String {
        self.run.shown()
    }

    /// What kind of run.
    pub fn kind(&self) -> String {
        self.kind.shown()
    }

    /// The verdict's word.
    pub fn verdict(&self) -> String {
        self.verdict.shown()
    }

    /// The figures there was room for.
    pub fn figures(&self) -> &[(String, String)] {
        &self.figures
    }

    /// How many figures were left out.
    pub const fn cut(&self) -> u64 {
        self.cut
    }

    /// The regulation.
    pub fn regulation(&self) -> String {
        self.regulation.shown()
    }

    /// Whether it is play.
    pub const fn demonstration(&self) -> bool {
        self.demonstration
    }

    /// Who signed.
    pub const fn signed_by(&self) -> SignedBy {
        self.signed_by
    }

    /// Number of the entry at the head of the chain.
    pub const fn seq(&self) -> u64 {
        self.seq
    }

    /// Its hash.
    pub const fn head(&self) -> [u8; 32] {
        self.head
    }

    /// Its key's fingerprint: 16 hexadecimal digits.
    pub fn key(&self) -> String {
        hex::digits(&self.key)
    }

    /// Its suite.
    pub const fn suite(&self) -> Suite {
        self.suite
    }

    /// Wall clock.
    pub fn at(&self) -> String {
        self.at.shown()
    }
}

/// One code out of a text of several lines: its lines joined up to where its signature is whole; what follows is talk,
/// unless it touches the signature.
fn one_of(begin: &str, rest: &str) -> String {
    let mut code = begin.to_owned();
    let mut missing: Option<usize> = None;
    for sign in rest.chars() {
        if missing == Some(0) && !in_signature(sign) {
            break;
        }
        if !is_break(sign) {
            code.push(sign);
            missing = match missing {
                Some(signs) => Some(signs.saturating_sub(1)),
                None => code.ends_with(SIGNED_END).then_some(SIGNATURE_SIGNS),
            };
        }
    }
    code
}

const fn in_signature(sign: char) -> bool {
    sign.is_ascii_alphanumeric() || matches!(sign, '-' | '_' | '=')
}

fn field_mistake(field: &str, value: &str, zh: &'static str, en: &'static str) -> CodeMistake {
    CodeMistake::Field { field: field.to_owned(), value: value.to_owned(), zh, en }
}

/// The fields of a code that is being read, in their order.
struct Fields<'t> {
    fields: std::iter::Peekable<std::vec::IntoIter<(&'t str, &'t str)>>,
}

impl<'t> Fields<'t> {
    fn split(text: &'t str) -> Result<Self, CodeMistake> {
        let part = |part: &'t str| part.split_once('=').ok_or_else(|| CodeMistake::Part(part.to_owned()));
        let fields = text.split(';').map(part).collect::<Result<Vec<_>, _>>()?;
        Ok(Self { fields: fields.into_iter().peekable() })
    }

    fn read(mut self) -> Result<Code, CodeMistake> {
        let code = Code {
            station: self.text("station")?,
            run: self.text("run")?,
            kind: self.text("kind")?,
            verdict: self.text("verdict")?,
            figures: self.figures()?,
            cut: self.optional("cut").map_or(Ok(0), |value| number("cut", value))?,
            regulation: self.text("regulation")?,
            demonstration: match self.optional("demo") {
                None => false,
                Some("1") => true,
                Some(other) => return Err(field_mistake("demo", other, "1", "1")),
            },
            signed_by: self.optional("by").map_or(Ok(SignedBy::default()), |letters| {
                let must = || field_mistake("by", letters, "字母 v c a，按此顺序", "the letters v c a, in this order");
                SignedBy::of_letters(letters).ok_or_else(must)
            })?,
            seq: number("seq", self.must("seq")?)?,
            head: self.head()?,
            key: {
                let value = self.must("key")?;
                let must =
                    || field_mistake("key", value, " 16 位小写十六进制数", "16 hexadecimal digits in lower case");
                hex::bytes(value).ok_or_else(must)?
            },
            suite: {
                let value = self.must("suite")?;
                value.parse().map_err(|_| field_mistake("suite", value, " ed25519 或 sm2-sm3", "ed25519 or sm2-sm3"))?
            },
            at: self.text("at")?,
            signature: {
                let value = self.must("sig")?;
                let must = || field_mistake("sig", value, " 86 个 base64url 字符", "86 signs of base64url");
                Signature::parse(value).ok_or_else(must)?
            },
        };
        match self.fields.next() {
            None => Ok(code),
            Some((name, _)) => Err(CodeMistake::Unexpected(name.to_owned())),
        }
    }

    /// The value of the next field, which must have this name.
    fn must(&mut self, name: &'static str) -> Result<&'t str, CodeMistake> {
        match self.fields.next() {
            Some((found, value)) if found == name => Ok(value),
            // A field that is missing is missed; one that is there under another name is the one to look at.
            Some((found, _)) if !self.fields.any(|(later, _)| later == name) => {
                Err(if known(found) { CodeMistake::Missing(name) } else { CodeMistake::Unexpected(found.to_owned()) })
            }
            Some((found, _)) => Err(CodeMistake::Unexpected(found.to_owned())),
            None => Err(CodeMistake::Missing(name)),
        }
    }

    fn optional(&mut self, name: &str) -> Option<&'t str> {
        self.fields.next_if(|(found, _)| *found == name).map(|(_, value)| value)
    }

    fn text(&mut self, name: &'static str) -> Result<Fitting, CodeMistake> {
        let value = self.must(name)?;
        Fitting::decoded(value).ok_or_else(|| not_encoded(name, value))
    }

    fn figures(&mut self) -> Result<Vec<(String, String)>, CodeMistake> {
        let mut figures = Vec::new();
        while let Some((name, value)) = self.fields.next_if(|(name, _)| name.starts_with('.')) {
            let decoded = |text: &str| super::code_text::decode(text).ok_or_else(|| not_encoded(name, text));
            figures.push((decoded(name.strip_prefix('.').unwrap_or(name))?, decoded(value)?));
        }
        Ok(figures)
    }

    fn head(&mut self) -> Result<[u8; 32], CodeMistake> {
        let value = self.must("head")?;
        let head = URL_SAFE_NO_PAD.decode(value).ok().and_then(|bytes| bytes.try_into().ok());
        head.ok_or_else(|| field_mistake("head", value, " 43 个 base64url 字符", "43 signs of base64url"))
    }
}

fn known(name: &str) -> bool {
    const NAMES: &[&str] = &[
        "station",
        "run",
        "kind",
        "verdict",
        "cut",
        "regulation",
        "demo",
        "by",
        "seq",
        "head",
        "key",
        "suite",
        "at",
        "sig",
    ];
    NAMES.contains(&name)
}

fn number(field: &str, value: &str) -> Result<u64, CodeMistake> {
    value.parse().map_err(|_| field_mistake(field, value, "整数", "a whole number"))
}

fn not_encoded(field: &str, value: &str) -> CodeMistake {
    field_mistake(field, value, "百分号编码的 UTF-8", "percent-encoded UTF-8")
}
