//! Temporary driver.
fn main() {
    let recipe = parallax::train::Recipe::read(std::path::Path::new(&std::env::args().nth(1).unwrap())).unwrap();
    let folders = parallax::train::Folders { data: "/work/data".into(), run: std::env::args().nth(2).unwrap().into(), model: std::env::args().nth(3).unwrap().into() };
    let t = std::time::Instant::now();
    let r = parallax::train::train(&recipe, &folders, |p| match p { parallax::train::Progress::Step { step, steps, loss, speed } => if step % 20 == 0 { println!("{step}/{steps} {loss:.3} {speed:.1}/s {:.0}s", t.elapsed().as_secs_f64()) }, p => println!("{p:?}") });
    if let Err(e) = r { eprintln!("{e}"); std::process::exit(1) }
}
