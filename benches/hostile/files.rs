//! Files: their names, their number, how deep they are, and links that lead elsewhere.

use super::project::{Content, EVENT, Input, files, many, words};

pub fn all() -> Vec<Input> {
    [names(), numbers(), links(), commands()].into_iter().flatten().collect()
}

fn names() -> Vec<Input> {
    let long = "a".repeat(250);
    let names = [
        "<script>alert(1)</script>".replace('/', "_"),
        "a\" onmouseover=\"alert(1)".to_owned(),
        "{{ site }}".to_owned(),
        "%2e%2e%2f".to_owned(),
        "..".to_owned() + "a",
        "CON".to_owned(),
        "aux.txt".to_owned(),
        "a\nb".to_owned(),
        "a\u{202e}dm".to_owned(),
        "\u{1b}[31mrouge".to_owned(),
        " a ".to_owned(),
        "a.".to_owned(),
        "Événement à Lyon (juin)".to_owned(),
        "e\u{301}te\u{301}".to_owned(),
        "👩‍👩‍👧‍👦".to_owned(),
        "日本語".to_owned(),
        "\u{200b}".to_owned(),
        "-rf".to_owned(),
        long,
    ];
    let text = b"---\ntitre: P\n---\nTexte\n";
    let of_page = |name: &String| {
        let path = format!("regions/occitanie/pages/{name}.md");
        files(&format!("a page named {name:.40?}"), vec![(path, text.to_vec())])
    };
    let mut inputs: Vec<Input> = names.iter().map(of_page).collect();
    let same =
        ["É", "E\u{301}", "e", "E", "é"].map(|name| (format!("regions/occitanie/pages/{name}.md"), text.to_vec()));
    inputs.push(files("names that become the same address", same.to_vec()));
    inputs.push(files("a folder named as a file", vec![(format!("{EVENT}.d/{EVENT}"), text.to_vec())]));
    inputs
}

fn numbers() -> Vec<Input> {
    let page = |text: String| format!("---\ntitre: P\n---\n{text}\n").into_bytes();
    let pages = |count: usize, text: &dyn Fn(usize) -> String| {
        (0..count).map(|at| (format!("regions/occitanie/pages/n{at}.md"), page(text(at)))).collect::<Vec<_>>()
    };
    let event = |at: usize, id: usize| {
        let text = format!(
            "---\nid: e{id}\ntitre: Forum\ntype: forum\nresume: R.\ndate: 2027-05-17\nheure: 14:00\nheure_fin: 17:00\n\
             mode: en-ligne\ninscription: libre\n---\n"
        );
        (format!("regions/occitanie/evenements/n{at}.md"), text.into_bytes())
    };
    let deep = format!("regions/occitanie/pages/{}p.md", "a/".repeat(200));
    vec![
        files(
            "2,000 pages that lead to each other",
            pages(2_000, &|at| many(40, |to| format!("[a](n{}.md) ", (at * 31 + to) % 2_000))),
        ),
        files("2,000 pages that lead nowhere", pages(2_000, &|at| format!("[a](x{at}.md)"))),
        files("2,000 pages of the same title", pages(2_000, &|_| "a".to_owned())),
        files("3,000 events", (0..3_000).map(|at| event(at, at)).collect()),
        files("3,000 events of one id", (0..3_000).map(|at| event(at, 0)).collect()),
        files(
            "20,000 files that are no files of ours",
            (0..20_000).map(|at| (format!("regions/occitanie/pages/{at}.txt"), Vec::new())).collect(),
        ),
        files(
            "1,000 regions that are none",
            (0..1_000).map(|at| (format!("regions/r{at}/region.yaml"), b"nom: R\n".to_vec())).collect(),
        ),
        files("200 folders within folders", vec![(deep, page(String::new()))]),
        files("a page of 2 MB", vec![(super::project::PAGE.to_owned(), page("a ".repeat(1 << 20)))]),
        files("a picture of 45 MB", vec![("regions/occitanie/images/a.png".to_owned(), vec![0; 45 << 20])]),
        files(
            "200,000 lines of published addresses",
            vec![(".escale/adresses.txt".to_owned(), many(200_000, |at| format!("/occitanie/a{at}/\n")).into_bytes())],
        ),
        files("published addresses that are none", vec![(".escale/adresses.txt".to_owned(), vec![b'/'; 4 << 20])]),
    ]
}

fn links() -> Vec<Input> {
    let links = [
        ("a page that is a link to passwords", "regions/occitanie/pages/l.md", "/etc/passwd"),
        ("a page that is a device without end", "regions/occitanie/pages/l.md", "/dev/zero"),
        ("a page that is a link to itself", "regions/occitanie/pages/l.md", "l.md"),
        ("a folder that is a link to its own", "regions/occitanie/pages/l", "."),
        ("a folder that is a link to the root", "content/images", "/"),
        ("a picture that is a link", "regions/occitanie/images/a.png", "/etc/hostname"),
        ("a theme's file that is a link", "themes/declics/static/a.css", "/etc/passwd"),
        ("an output that is a link", "public", "../elsewhere"),
        ("a lock that is a link", ".public.escale/lock", "../../victim"),
    ];
    links
        .into_iter()
        .map(|(name, path, target)| Input {
            name: name.to_owned(),
            arguments: words("build --date 2027-03-15"),
            files: vec![(path.to_owned(), Content::Link(target.to_owned()))],
        })
        .collect()
}

/// Arguments that nobody means.
fn commands() -> Vec<Input> {
    let long = "a".repeat(100_000);
    let lines = [
        "build --date 9999-12-31T23:59".to_owned(),
        "build --date -9999-01-01".to_owned(),
        format!("build --date {long}"),
        format!("build --region {long}"),
        "build --base-url javascript:alert(1)".to_owned(),
        format!("build --base-url https://a.fr/{long}"),
        "check --format sarif --strict".to_owned(),
        "check --format html".to_owned(),
        "agenda --days 99999999999".to_owned(),
        "agenda --until 9999-12-31".to_owned(),
        format!("explain {long}"),
        "explain /../../etc/passwd".to_owned(),
        "export ../../e.csv".to_owned(),
        "schedule --format cron".to_owned(),
    ];
    let input = |line: &String| Input { name: format!("escale {line:.60}"), arguments: words(line), files: Vec::new() };
    lines.iter().map(input).collect()
}
