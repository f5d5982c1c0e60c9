//! Values become strings: terminal, JSON, Markdown. Nothing here computes a score or prints.

pub mod report;
