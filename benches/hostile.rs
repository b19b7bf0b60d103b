//! What the worst inputs cost: more than 200 small projects, tables and pictures that somebody made to hurt, each given
//! to the program as users run it.
//!
//! ```text
//! cargo bench --bench hostile               # all of them, then the ten worst by time and by memory
//! cargo bench --bench hostile -- yaml       # those with this word in their names
//! ```
//! Every run must end by itself with one of the documented exit codes, without a panic; the first that does not is told
//! with its folder, which stays. The inputs are the same in every run.

#[path = "measure/copy.rs"]
mod copy;
#[path = "hostile/files.rs"]
mod files;
#[path = "hostile/headers.rs"]
mod headers;
#[path = "hostile/heavy.rs"]
mod heavy;
#[path = "hostile/markdown.rs"]
mod markdown;
#[path = "hostile/pictures.rs"]
mod pictures;
#[path = "measure/process.rs"]
mod process;
#[path = "hostile/project.rs"]
mod project;
#[path = "hostile/tables.rs"]
mod tables;
#[path = "hostile/themes.rs"]
mod themes;

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use process::watch;
use project::Input;

/// No input is worth more of a processor.
const MOST_TIME: Duration = Duration::from_mins(5);
/// How many of the worst are shown.
const SHOWN: usize = 10;

/// What one input came to.
struct Cost {
    name: String,
    code: Option<i32>,
    wall: Duration,
    processor: Duration,
    peak_kib: u64,
}

fn main() -> ExitCode {
    let word = std::env::args().skip(1).find(|argument| argument != "--bench").unwrap_or_default();
    let heavy = heavy::all().into_iter().map(|(name, files)| {
        let table = files.iter().map(|(path, _)| path.clone()).find(|path| path.starts_with("tableau."));
        let input = project::files(&name, files);
        match table {
            Some(table) => Input { arguments: project::words(&format!("import --region occitanie {table}")), ..input },
            None => input,
        }
    });
    let all =
        [headers::all(), markdown::all(), tables::all(), pictures::all(), themes::all(), files::all(), heavy.collect()];
    let inputs: Vec<Input> = all.into_iter().flatten().filter(|input| input.name.contains(&word)).collect();
    let mut costs = Vec::new();
    for input in inputs {
        match cost_of(&input) {
            Ok(cost) => costs.push(cost),
            Err(why) => {
                eprintln!("{}: {why}", input.name);
                return ExitCode::FAILURE;
            }
        }
    }
    report(&mut costs);
    ExitCode::SUCCESS
}

fn cost_of(input: &Input) -> Result<Cost, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    project::write(folder.path(), input).map_err(|error| format!("cannot be written: {error}"))?;
    let said = folder.path().join("said.txt");
    let output = File::create(&said).map_err(|error| error.to_string())?;
    let start = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_escale"))
        .args(&input.arguments)
        .current_dir(folder.path().join("project"))
        .env("ESCALE_CACHE_DIR", folder.path().join("cache"))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(output)
        .spawn()
        .map_err(|error| error.to_string())?;
    let (processor, peak_kib) = watch(&mut child, |time| time > MOST_TIME);
    let wall = start.elapsed();
    let code = child.wait().map_err(|error| error.to_string())?.code();
    let said = fs::read(&said).map_err(|error| error.to_string())?;
    let has_panicked = String::from_utf8_lossy(&said).contains("panicked at");
    if has_panicked || !code.is_some_and(|code| (0..=4).contains(&code)) {
        let kept = folder.keep();
        let Input { arguments, .. } = input;
        let how = if has_panicked { "panics" } else { "does not end as it should" };
        return Err(format!("escale {} {how} ({code:?}) in {}", arguments.join(" "), kept.display()));
    }
    Ok(Cost { name: input.name.clone(), code, wall, processor, peak_kib })
}

fn report(costs: &mut [Cost]) {
    let total = |of: fn(&Cost) -> Duration| costs.iter().map(of).sum::<Duration>();
    println!(
        "{} inputs: {:.1} s, {:.1} s of processor time",
        costs.len(),
        total(|cost| cost.wall).as_secs_f64(),
        total(|cost| cost.processor).as_secs_f64(),
    );
    for code in 0..=4 {
        println!("exit code {code}: {}", costs.iter().filter(|cost| cost.code == Some(code)).count());
    }
    costs.sort_by_key(|cost| std::cmp::Reverse(cost.processor.max(cost.wall)));
    table("the longest", costs);
    costs.sort_by_key(|cost| std::cmp::Reverse(cost.peak_kib));
    table("the largest", costs);
}

fn table(title: &str, costs: &[Cost]) {
    println!("\n{title}\n{:>8} {:>9} {:>8}  code  input", "wall", "processor", "peak");
    for Cost { name, code, wall, processor, peak_kib } in costs.iter().take(SHOWN) {
        let code = code.unwrap_or_default();
        let mib = peak_kib / 1024;
        println!("{:>6.2} s {:>7.2} s {mib:>4} MiB  {code:>4}  {name}", wall.as_secs_f64(), processor.as_secs_f64());
    }
}

/// The theme of this repository.
fn theme() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/declics")
}
