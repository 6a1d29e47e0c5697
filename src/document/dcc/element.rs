//! A tree of XML elements, written with every text escaped.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use std::io;

/// An element: a text, or other elements.
#[derive(Debug)]
pub(super) struct Element {
    name: &'static str,
    attributes: Vec<(&'static str, String)>,
    text: String,
    elements: Vec<Element>,
}

impl Element {
    /// An element of elements.
    pub fn of(name: &'static str, elements: Vec<Self>) -> Self {
        Self { name, attributes: Vec::new(), text: String::new(), elements }
    }

    /// An element with a text: no blank at its ends, and never empty, as the schema asks.
    pub fn text(name: &'static str, text: &str) -> Self {
        let written: String = text.trim().chars().filter(|c| !c.is_control()).collect();
        let written = if written.is_empty() { "—".to_owned() } else { written };
        Self { name, attributes: Vec::new(), text: written, elements: Vec::new() }
    }

    /// The same with an attribute.
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.attributes.push((name, value.to_owned()));
        self
    }

    /// The whole file.
    pub fn document(&self) -> io::Result<String> {
        let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        self.write(&mut writer)?;
        let mut text = String::from_utf8(writer.into_inner()).map_err(io::Error::other)?;
        text.push('\n');
        Ok(text)
    }

    fn write(&self, writer: &mut Writer<Vec<u8>>) -> io::Result<()> {
        let mut start = BytesStart::new(self.name);
        for (name, value) in &self.attributes {
            start.push_attribute((*name, value.as_str()));
        }
        writer.write_event(Event::Start(start))?;
        if !self.text.is_empty() {
            writer.write_event(Event::Text(BytesText::new(&self.text)))?;
        }
        for element in &self.elements {
            element.write(writer)?;
        }
        writer.write_event(Event::End(BytesEnd::new(self.name)))
    }
}
