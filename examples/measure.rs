use std::sync::Arc;
use std::time::Instant;
fn main() {
    let folder = std::env::args().nth(1).unwrap();
    let mut sources = escale::read::read(std::path::Path::new(&folder)).unwrap();
    let options = escale::Options::at("2027-05-10T06:00:00Z".parse().unwrap());
    let t = Instant::now();
    let (out, problems) = escale::build(&sources, &options);
    println!("cold {:?}, {} files, {} ics, {} ics bytes, {} problems", t.elapsed(), out.len(), out.paths().filter(|p| p.ends_with(".ics")).count(), out.iter().filter(|(p,_)| p.ends_with(".ics")).map(|(_,f)| f.bytes.len()).sum::<usize>(), problems.len());
    for _ in 0..3 { let t = Instant::now(); escale::build(&sources, &options); println!("cold {:?}", t.elapsed()); }
    drop(out);
    let mut remaker = escale::remake::Remaker::new(options);
    let t = Instant::now();
    remaker.make(&Arc::new(sources.clone()));
    println!("first make {:?}", t.elapsed());
    let file = sources.below("regions/occitanie/evenements/").nth(3).unwrap().0.clone();
    let text = String::from_utf8(sources.get(&file).unwrap().to_vec()).unwrap();
    let mut times = Vec::new();
    for n in 0..40 {
        let edited = if std::env::args().nth(2).is_some() { text.replacen("resume: ", &format!("resume: {n} "), 1) } else { format!("{text}\nMise à jour {n}.\n") };
        sources.insert(file.clone(), edited.into_bytes());
        let s = Arc::new(sources.clone());
        let t = Instant::now();
        let changed = remaker.make(&s);
        times.push((t.elapsed(), changed.len()));
    }
    times.sort();
    println!("median {:?} min {:?} max {:?}", times[20], times[0], times[39]);
}
