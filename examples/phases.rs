//! x
use std::time::Instant;
use std::collections::BTreeSet;
use escale::*;
fn main(){
 let p=std::env::args().nth(1).unwrap();
 let t=Instant::now(); let s=read::read(std::path::Path::new(&p)).unwrap(); println!("read {:?} {} files",t.elapsed(), s.iter().count());
 let now="2027-05-10T06:00:00Z".parse().unwrap();
 let mem=parse::Memory::default(); for _ in 0..3 {
 let t=Instant::now(); let parsed=parse::parse_again(&s,now,&mem); println!("parse {:?}",t.elapsed());
 let c=parsed.content.unwrap();
 let pubd=model::site::Published::new();
 let t=Instant::now(); let (r,_)=render::Renderer::new(&c,now,&pubd); let r=r.unwrap(); println!("renderer {:?}",t.elapsed());
 let t=Instant::now(); parse::lost(&c,&BTreeSet::new()); println!("lost {:?}",t.elapsed());
 let mut rt=std::time::Duration::ZERO; let mut ct=rt; let mut n=0;
 for id in c.sites.keys(){
  let t=Instant::now(); let (o,_)=r.site(id,&BTreeSet::new()); let e=t.elapsed(); rt+=e; n+=o.len();
  let t=Instant::now(); let sur=check::Surroundings{sources:&s,redirects:BTreeSet::new(),elsewhere:&|_|true}; check::check(id,&o,&sur); let e2=t.elapsed(); ct+=e2;
  if id.to_string().len()<9 {println!("  {id} render {e:?} check {e2:?} files {}",o.len());}
 }
 println!("render {rt:?} check {ct:?} files {n}");
 let t=Instant::now(); c.programme.next_change(now); println!("next_change {:?}",t.elapsed());
 }
}
