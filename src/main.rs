//! The program `parallax`.

fn main() -> std::process::ExitCode {
    parallax::cli::run()
}
