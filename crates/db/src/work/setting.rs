//! Settings of the company: a name and a text.

use base::Result;

use crate::tx::Tx;

impl Tx<'_> {
    /// # Errors
    /// A fault when the database fails.
    pub fn setting(&mut self, name: &str) -> Result<Option<String>> {
        Ok(self
            .first("SELECT value FROM setting WHERE name = $1", &[&name])?
            .map(|(value,): (String,)| value))
    }

    /// Sets, or with `None` takes back, a setting.
    ///
    /// # Errors
    /// A fault when the database fails.
    pub fn set_setting(&mut self, name: &str, value: Option<&str>) -> Result<()> {
        match value {
            None => self.send("DELETE FROM setting WHERE name = $1", &[&name]),
            Some(value) => self.send(
                "INSERT INTO setting (name, value) VALUES ($1, $2)
                 ON CONFLICT (name) DO UPDATE SET value = EXCLUDED.value",
                &[&name, &value],
            ),
        }
    }
}
