//! The sides file: who is in contention, as a person writes it down.

use std::collections::HashMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{Cast, Side};
use crate::error::{Error, Result};

const HEAD: &str = include_str!("data/sides_file_head.txt");

/// What a sides file says: `[[side]]` and `[[other]]` tables of `id`, `name` and `aliases`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SidesFile {
    /// The sides in contention.
    #[serde(default)]
    pub side: Vec<Side>,
    /// Third parties, which are listed but are no side.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other: Vec<Side>,
}

impl SidesFile {
    /// Reads a sides file.
    ///
    /// # Errors
    /// If it cannot be read or [`SidesFile::parse`] refuses it.
    pub fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| Error::Io { path: path.to_owned(), source })?;
        Self::parse(&text, path)
    }

    /// Reads the text of a sides file; `path` is only named in errors.
    ///
    /// # Errors
    /// If it is no TOML, has a key that sides do not have, or fails [`check`].
    pub fn parse(text: &str, path: &Path) -> Result<Self> {
        let origin = path.display().to_string();
        let file: Self = toml::from_str(text)
            .map_err(|error| refused(&origin, error.to_string().trim_end().to_owned()))?;
        check(&file.side, &file.other, &origin)?;
        Ok(file)
    }

    /// The file's text, with a head that explains it.
    #[must_use]
    pub fn to_toml(&self) -> String {
        let tables = [("side", &self.side), ("other", &self.other)];
        let entries = tables
            .into_iter()
            .flat_map(|(table, sides)| sides.iter().map(move |side| entry(table, side)));
        std::iter::once(HEAD.to_owned()).chain(entries).collect()
    }
}

impl From<SidesFile> for Cast {
    fn from(file: SidesFile) -> Self {
        Self { sides: file.side, others: file.other }
    }
}

impl From<Cast> for SidesFile {
    fn from(cast: Cast) -> Self {
        Self { side: cast.sides, other: cast.others }
    }
}

/// One table, an alias a line so that a person can strike one out.
fn entry(table: &str, side: &Side) -> String {
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let aliases: String =
        side.aliases.iter().map(|alias| format!("    {},\n", quoted(alias))).collect();
    let aliases = if aliases.is_empty() { "[]".to_owned() } else { format!("[\n{aliases}]") };
    let (id, name) = (quoted(side.id.as_str()), quoted(&side.name));
    format!("\n[[{table}]]\nid = {id}\nname = {name}\naliases = {aliases}\n")
}

/// Reads what `--side` was given: `ID=ALIAS,ALIAS`. The first alias is the name.
///
/// # Errors
/// If there is no `=`, no id before it or no alias after it.
pub fn parse_argument(argument: &str) -> Result<Side> {
    let wrong = |reason: &str| refused(&format!("--side {argument}"), reason.to_owned());
    let (id, aliases) =
        argument.split_once('=').ok_or_else(|| wrong("no `=`; write it as ID=ALIAS,ALIAS"))?;
    let mut aliases = aliases.split(',').map(str::trim).filter(|alias| !alias.is_empty());
    let id = id.trim();
    if id.is_empty() {
        return Err(wrong("no id before the `=`; write it as ID=ALIAS,ALIAS"));
    }
    let name = aliases.next().ok_or_else(|| wrong("no alias after the `=`; name at least one"))?;
    let aliases = aliases.map(str::to_owned).collect();
    Ok(Side { id: id.into(), name: name.to_owned(), aliases })
}

/// Refuses sides that cannot be told apart; `origin` is the file or flag they came from.
///
/// # Errors
/// If there are fewer than two sides, two entries with one id, an empty id or name, an id that
/// tables could not show, or two entries with one alias.
pub fn check(sides: &[Side], others: &[Side], origin: &str) -> Result<()> {
    if sides.len() < 2 {
        let count = sides.len();
        return Err(refused(
            origin,
            format!("{count} side(s); name at least two with [[side]] or --side"),
        ));
    }
    let mut ids = HashMap::new();
    let mut names: HashMap<String, &Side> = HashMap::new();
    for side in sides.iter().chain(others) {
        if side.id.as_str().trim().is_empty() || side.name.trim().is_empty() {
            return Err(refused(
                origin,
                "an entry without an id or a name; give it both".to_owned(),
            ));
        }
        if side.id.as_str() == "none" || side.id.as_str().contains([';', '=', ',']) {
            let id = side.id.as_str();
            let reason = format!(
                "id {id:?}: tables say \"none\" of no side, and set ids apart by `;`, `=` and `,`; choose another"
            );
            return Err(refused(origin, reason));
        }
        if ids.insert(&side.id, side).is_some() {
            return Err(refused(
                origin,
                format!("id {:?} is given twice; ids are unique", side.id.as_str()),
            ));
        }
        for alias in side.aliases.iter().chain([&side.name]) {
            if let Some(owner) =
                names.insert(alias.to_lowercase(), side).filter(|owner| owner.id != side.id)
            {
                let (owner, side) = (&owner.id, &side.id);
                let reason =
                    format!("alias {alias:?} belongs to both {owner} and {side}; keep it with one");
                return Err(refused(origin, reason));
            }
        }
    }
    Ok(())
}

fn refused(origin: &str, reason: String) -> Error {
    Error::Sides { origin: origin.to_owned(), reason }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: &str = "[[side]]\nid = \"dravia\"\nname = \"Dravia\"\naliases = [\"Lorvest\"]\n\
                       [[side]]\nid = \"uskar\"\nname = \"Uskar\"\n[[other]]\nid = \"aljara\"\nname = \"Aljara\"\n";

    fn parse(text: &str) -> Result<SidesFile> {
        SidesFile::parse(text, Path::new("sides.toml"))
    }

    fn refusal(text: &str) -> String {
        parse(text).expect_err("refused").to_string()
    }

    #[test]
    fn what_is_written_reads_back() {
        let file = parse(TWO).expect("two sides");
        assert_eq!(parse(&file.to_toml()).expect("what was written"), file);
    }

    #[test]
    fn an_alias_of_two_entries_is_refused_by_name() {
        let twice =
            TWO.replace("name = \"Uskar\"\n", "name = \"Uskar\"\naliases = [\"lorvest\"]\n");
        assert_eq!(
            refusal(&twice),
            "sides.toml: alias \"lorvest\" belongs to both dravia and uskar; keep it with one"
        );
    }

    #[test]
    fn one_side_an_unknown_key_and_a_second_id_are_refused() {
        assert!(refusal("[[side]]\nid = \"a\"\nname = \"A\"\n").contains("name at least two"));
        assert!(refusal(&TWO.replace("aliases", "alias")).contains("unknown field `alias`"));
        assert!(refusal(&TWO.replace("\"uskar\"", "\"dravia\"")).contains("given twice"));
        assert!(refusal(&TWO.replace("\"uskar\"", "\"none\"")).contains("choose another"));
        assert!(refusal(&TWO.replace("\"uskar\"", "\"u;s\"")).contains("choose another"));
    }

    #[test]
    fn a_side_can_be_given_as_an_argument() {
        let side = parse_argument("port=the port, Jens Holm").expect("a side");
        assert_eq!((side.id.as_str(), side.name.as_str()), ("port", "the port"));
        assert_eq!(side.aliases, ["Jens Holm"]);
        for wrong in ["port", "=Holm", "port=", "port= ,"] {
            assert!(parse_argument(wrong).is_err(), "{wrong}");
        }
    }
}
