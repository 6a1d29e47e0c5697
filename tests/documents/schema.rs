//! The published schema of the JSON form, and documents against it: a small validator of the words that the schema uses. A
//! word it does not know fails the test, so that nothing in the schema is passed over.

use super::{report, runs};
use serde_json::{Map, Value, json};

pub struct Schema(Value);

impl Schema {
    pub fn published() -> Self {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/schema/report.schema.json");
        Self(serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap())
    }

    /// What is wrong with a value, with its place.
    pub fn wrong(&self, value: &Value) -> Option<String> {
        self.check(&self.0, value, "$").err()
    }

    fn check(&self, schema: &Value, value: &Value, at: &str) -> Result<(), String> {
        let schema = schema.as_object().unwrap();
        for (word, told) in schema {
            let holds = match word.as_str() {
                "$schema" | "title" | "description" | "$defs" | "additionalProperties" => true,
                "$ref" => {
                    let target = self.0.pointer(told.as_str().unwrap().trim_start_matches('#')).expect("a target");
                    self.check(target, value, at)?;
                    true
                }
                "const" => value == told,
                "enum" => told.as_array().unwrap().contains(value),
                "type" => match told {
                    Value::String(name) => is(value, name),
                    names => names.as_array().unwrap().iter().any(|name| is(value, name.as_str().unwrap())),
                },
                "pattern" => value.as_str().is_none_or(|text| matches(told.as_str().unwrap(), text)),
                "required" => value.as_object().is_none_or(|fields| {
                    told.as_array().unwrap().iter().all(|name| fields.contains_key(name.as_str().unwrap()))
                }),
                "properties" => {
                    if let Some(fields) = value.as_object() {
                        self.fields(schema, told.as_object().unwrap(), fields, at)?;
                    }
                    true
                }
                "items" => {
                    for (number, item) in value.as_array().into_iter().flatten().enumerate() {
                        self.check(told, item, &format!("{at}[{number}]"))?;
                    }
                    true
                }
                "oneOf" => {
                    let told = told.as_array().unwrap();
                    told.iter().filter(|one| self.check(one, value, at).is_ok()).count() == 1
                }
                other => panic!("the validator does not know {other:?}"),
            };
            if !holds {
                return Err(format!("{at}: {word} {told} does not hold for {value}"));
            }
        }
        Ok(())
    }

    fn fields(
        &self,
        schema: &Map<String, Value>,
        told: &Map<String, Value>,
        fields: &Map<String, Value>,
        at: &str,
    ) -> Result<(), String> {
        for (name, field) in fields {
            match told.get(name) {
                Some(inner) => self.check(inner, field, &format!("{at}.{name}"))?,
                None if schema["additionalProperties"] == json!(false) => return Err(format!("{at}: unknown {name}")),
                None => {}
            }
        }
        Ok(())
    }
}

fn is(value: &Value, name: &str) -> bool {
    match name {
        "null" => value.is_null(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("the validator does not know the type {other:?}"),
    }
}

/// The three patterns of the schema.
fn matches(pattern: &str, text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match pattern {
        "^[+-]?[0-9]+(\\.[0-9]+)?$" => {
            let text = text.strip_prefix(['+', '-']).unwrap_or(text);
            text.split_once('.').map_or_else(|| digits(text), |(whole, rest)| digits(whole) && digits(rest))
        }
        "^[a-z0-9-]+$" => {
            !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        }
        "^([0-9]{4}-[0-9]{2}-[0-9]{2})?$" => {
            let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
            text.is_empty() || shape == "0000-00-00"
        }
        other => panic!("the validator does not know the pattern {other:?}"),
    }
}

#[test]
fn every_document_is_as_the_published_schema_says() {
    let (schema, runs) = (Schema::published(), runs());
    let hold = |arguments: &[&str]| {
        let value: Value = serde_json::from_str(&report(runs.data(), arguments)).unwrap();
        assert_eq!(schema.wrong(&value), None, "{arguments:?}");
        value
    };
    for run in runs.all() {
        hold(&[run, "--as", "json"]);
    }
    hold(&[&runs.pile_pass, "--as", "json", "--paper", "certificate"]);
    hold(&[&runs.pile_fail, "--as", "json", "--paper", "notice"]);
    hold(&[&runs.lot_pass, "--as", "json", "--paper", "sampling"]);
    for kind in ["lot", "pile", "scale"] {
        hold(&["--as", "json", "--blank", kind]);
    }
    let list = hold(&[&[&runs.all()[..]].concat()[..], &["--as", "json"]].concat());
    assert_eq!(list.as_array().unwrap().len(), runs.all().len());
    let document = hold(&[&runs.lot_fail, "--as", "json", "--paper", "report"]);
    assert!(document["parts"].to_string().contains("\"chart\""), "a lot has its charts");
    // The validator finds what is wrong.
    let spoiled: [(&str, Value); 5] = [
        ("/paper", json!("letter")),
        ("/day", json!("25.11.2026")),
        ("/head/0/value", json!({ "number": 5 })),
        ("/judgement", json!("pass")),
        ("/signatures", json!({})),
    ];
    for (place, value) in spoiled {
        let mut wrong = document.clone();
        *wrong.pointer_mut(place).unwrap() = value;
        assert!(schema.wrong(&wrong).is_some(), "{place}");
    }
    let mut more = document;
    more["surprise"] = json!(1);
    assert!(schema.wrong(&more).is_some());
}
