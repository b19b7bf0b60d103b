//! Ten thousand files with one problem each, told in every form.
//!
//! ```text
//! cargo bench --bench problems             # time and peak memory of `escale check`, each form
//! cargo bench --bench problems -- 2000     # another number of files
//! ```
//! Every file has a field that nothing reads: nothing blocks, so that all sites are made and checked as well. Then
//! every file names a partner that does not exist: each region is blocked.

#[path = "measure/copy.rs"]
mod copy;
#[path = "measure/process.rs"]
mod process;
#[path = "measure/regions.rs"]
mod regions;

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use copy::copy;
use process::watch;
use regions::REGIONS;

const FORMS: [(&str, &[&str]); 6] = [
    ("text", &[]),
    ("text, all", &["--all"]),
    ("html", &["--format", "html"]),
    ("json", &["--format", "json"]),
    ("sarif", &["--format", "sarif"]),
    ("github", &["--format", "github"]),
];
/// How often each is measured; the least time counts.
const RUNS: usize = 3;

fn main() {
    let asked = std::env::args().skip(1).find_map(|argument| argument.parse().ok());
    let files: usize = asked.unwrap_or(10_000);
    for (name, line) in [("unknown field", "titel: Atelier"), ("unknown partner", "partenaires: [agephif]")] {
        let temporary = tempfile::tempdir().expect("a temporary folder can be made");
        write_project(temporary.path(), files, line);
        println!("{files} files, each with an {name}");
        for (form, arguments) in FORMS {
            measure(form, arguments, temporary.path(), files);
        }
    }
}

/// Runs `escale check` and makes sure that it tells every problem, unless it is brief on purpose.
fn measure(form: &str, arguments: &[&str], project: &Path, files: usize) {
    let (mut least_ms, mut peak_kib) = (u128::MAX, 0);
    let told = project.join("told");
    for _ in 0..RUNS {
        let out = File::create(&told).expect("a file can be made");
        let start = Instant::now();
        let mut child = Command::new(env!("CARGO_BIN_EXE_escale"))
            .args(["check", "--date", "2027-05-10T08:00"])
            .args(arguments)
            .current_dir(project)
            .stdout(out.try_clone().expect("a file can be opened twice"))
            .stderr(out)
            .spawn()
            .expect("the program runs");
        let (_, peak) = watch(&mut child, |_| false);
        least_ms = least_ms.min(start.elapsed().as_millis());
        peak_kib = peak_kib.max(peak);
    }
    let text = fs::read_to_string(&told).expect("the program wrote text");
    let named: BTreeSet<&str> = text.split("/atelier-").skip(1).filter_map(|rest| rest.split(".md").next()).collect();
    assert!(form == "text" || named.len() == files, "{form} tells {} of {files}", named.len());
    let (kilobytes, megabytes) = (text.len() / 1000, peak_kib / 1024);
    println!("{form:>10}: {least_ms:>5} ms   peak memory {megabytes:>4} MB   {kilobytes:>6} KB written");
}

fn write_project(project: &Path, files: usize, line: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    copy(&root.join("themes"), &project.join("themes"));
    copy(&root.join("content/partenaires"), &project.join("content/partenaires"));
    fs::copy(root.join("escale.yaml"), project.join("escale.yaml")).expect("files can be copied");
    for (id, name, iso, insee) in REGIONS {
        fs::create_dir_all(project.join(format!("regions/{id}/evenements"))).expect("folders can be made");
        let region = format!(
            "nom: {name}\npreposition: en\niso: \"{iso}\"\ninsee: \"{insee}\"\ncouleurs:\n  accent: \"#1f4e79\"\n"
        );
        fs::write(project.join(format!("regions/{id}/region.yaml")), region).expect("files can be written");
    }
    for number in 0..files {
        let id = REGIONS[number % REGIONS.len()].0;
        let day = format!("2027-{:02}-{:02}", 6 + number % 6, 1 + number % 28);
        let event = format!(
            "---\nid: atelier-{number}\ntitre: Atelier {number}\ntype: atelier\nresume: Un atelier d'exemple.\ndate: {day}\n\
             mode: en-ligne\ninscription: libre\n{line}\n---\nVenez comme vous êtes.\n"
        );
        let path = project.join(format!("regions/{id}/evenements/atelier-{number}.md"));
        fs::write(path, event).expect("files can be written");
    }
}
