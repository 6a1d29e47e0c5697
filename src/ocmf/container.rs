//! Files with records: one `OCMF|…` text, or the XML container `<values><value><signedData>…<publicKey>…`.

use super::key::KeyText;
use crate::locale::Words;
use roxmltree::{Document, Node, ParsingOptions};

/// Largest file that is read.
pub const BYTES_MAX: usize = 16 << 20;
/// Most nodes of a container; one value has about ten.
const NODES_MAX: u32 = 1 << 20;

/// One record of a file, not yet taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The record's bytes, or why there are none.
    pub record: Result<Vec<u8>, Words>,
    /// The key that lies beside it.
    pub key: Option<KeyText>,
    /// `transactionId` of the container.
    pub transaction: Option<String>,
    /// `context` of the container.
    pub context: Option<String>,
}

/// Every record of a file.
pub fn read(bytes: &[u8]) -> Result<Vec<Item>, Words> {
    if bytes.len() > BYTES_MAX {
        return Err(Words::new("文件大于 16 MiB", "the file is larger than 16 MiB"));
    }
    let plain = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii();
    if plain.starts_with(b"OCMF|") {
        return Ok(vec![Item { record: Ok(plain.to_vec()), key: None, transaction: None, context: None }]);
    }
    let text = decoded(bytes)?;
    let text = text.trim_start_matches('\u{feff}').trim_ascii();
    if text.starts_with("OCMF|") {
        // A text in UTF-16: what was signed is not in these bytes, so nothing could be said about its signature.
        return Err(Words::new("单独的 OCMF 记录应为 UTF-8", "a record by itself must be UTF-8"));
    }
    if !text.starts_with('<') {
        return Err(Words::new(
            "文件既不是 OCMF| 记录，也不是 XML 容器",
            "the file is neither an OCMF| record nor an XML container",
        ));
    }
    let options = ParsingOptions { allow_dtd: false, nodes_limit: NODES_MAX, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options)
        .map_err(|why| Words::new(format!("XML 有误：{why}"), format!("the XML is wrong: {why}")))?;
    let root = document.root_element();
    let values: Vec<Item> = root.children().filter(|node| node.tag_name().name() == "value").map(item).collect();
    if root.tag_name().name() != "values" || values.is_empty() {
        return Err(Words::new("XML 中没有 <values><value>", "there is no <values><value> in the XML"));
    }
    Ok(values)
}

/// Text of a container: UTF-8, or UTF-16 behind its mark.
fn decoded(bytes: &[u8]) -> Result<String, Words> {
    let wide = |from: fn([u8; 2]) -> u16| {
        let pairs = bytes.get(2..).unwrap_or_default().chunks(2);
        let units: Option<Vec<u16>> = pairs.map(|pair| pair.try_into().ok().map(from)).collect();
        units.and_then(|units| String::from_utf16(&units).ok())
    };
    let text = match bytes {
        [0xFF, 0xFE, ..] => wide(u16::from_le_bytes),
        [0xFE, 0xFF, ..] => wide(u16::from_be_bytes),
        _ => std::str::from_utf8(bytes).ok().map(str::to_owned),
    };
    text.ok_or_else(|| Words::new("文件不是 UTF-8 或 UTF-16 文本", "the file is neither UTF-8 nor UTF-16 text"))
}

fn child<'a, 'input>(node: Node<'a, 'input>, name: &str) -> Option<Node<'a, 'input>> {
    node.children().find(|child| child.tag_name().name() == name)
}

/// All text of a node; line ends around it are the container's.
fn content(node: Node<'_, '_>) -> String {
    let texts = node.children().filter(Node::is_text).filter_map(|text| text.text());
    texts.collect::<String>().trim_ascii().to_owned()
}

fn item(value: Node<'_, '_>) -> Item {
    let attribute = |name: &str| value.attribute(name).map(str::to_owned);
    let key = child(value, "publicKey").filter(|key| !content(*key).is_empty());
    Item {
        record: record(value),
        key: key.map(|key| KeyText { text: content(key), encoding: key.attribute("encoding").map(str::to_owned) }),
        transaction: attribute("transactionId"),
        context: attribute("context"),
    }
}

fn record(value: Node<'_, '_>) -> Result<Vec<u8>, Words> {
    let none = || Words::new("<value> 中没有 <signedData>", "the <value> has no <signedData>");
    let data = child(value, "signedData").ok_or_else(none)?;
    let said = |name: &str, wanted: &str| match data.attribute(name) {
        Some(found) if !found.eq_ignore_ascii_case(wanted) => {
            let found = super::signature::quoted(found);
            Err(Words::new(
                format!("signedData 的 {name} 为 {found}，只读取 {wanted}"),
                format!("{name} of the signedData is {found}; only {wanted} is read"),
            ))
        }
        _ => Ok(()),
    };
    said("format", "OCMF")?;
    said("encoding", "plain")?;
    Ok(content(data).into_bytes())
}
