//! Makes the list of device profiles that come with the program: every file under `devices/`, so that a new model needs no
//! Rust.

use std::error::Error;
use std::path::Path;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let root = env::var("CARGO_MANIFEST_DIR")?;
    let devices = Path::new(&root).join("devices");
    println!("cargo::rerun-if-changed=devices");
    let mut files = Vec::new();
    for folder in fs::read_dir(&devices)? {
        let folder = folder?.path();
        if !folder.is_dir() {
            continue;
        }
        println!("cargo::rerun-if-changed={}", folder.display());
        for file in fs::read_dir(&folder)? {
            let file = file?.path();
            if file.extension().is_some_and(|ending| ending == "toml") {
                files.push(file);
            }
        }
    }
    files.sort();
    let mut list = String::from("&[\n");
    for file in files {
        let name = file.strip_prefix(&devices)?.to_string_lossy().replace('\\', "/");
        list += &format!("    ({name:?}, include_str!({:?})),\n", file.display().to_string());
    }
    list += "]\n";
    fs::write(Path::new(&env::var("OUT_DIR")?).join("devices.rs"), list)?;
    Ok(())
}
