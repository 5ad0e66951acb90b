//! The list of the library that comes with Kith, from its file.

use kith_core::library::{LibraryItem, LibrarySort, LibraryStatus};
use serde::Deserialize;

/// The text of the list.
const LIST: &str = include_str!("../../../docs/library.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ListFile {
    item: Vec<ItemFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ItemFile {
    id: String,
    sort: String,
    title: String,
    version: String,
    dated: String,
    status: String,
    replaced_by: Option<String>,
    #[serde(rename = "where")]
    where_to_read: String,
    says: String,
}

/// The items of the library that come with Kith.
///
/// # Errors
/// What is wrong with the file, in words.
pub fn library() -> Result<Vec<LibraryItem>, String> {
    read(LIST)
}

fn read(text: &str) -> Result<Vec<LibraryItem>, String> {
    let list: ListFile = toml::from_str(text).map_err(|error| error.to_string())?;
    let ids: Vec<String> = list.item.iter().map(|item| item.id.clone()).collect();
    let item = |item: ItemFile| {
        let wrong = |what: &str| format!("{}: {what} is not known", item.id);
        let sort = LibrarySort::from_word(&item.sort).ok_or_else(|| wrong("its sort"))?;
        let status = LibraryStatus::from_word(&item.status).ok_or_else(|| wrong("its status"))?;
        let is_replaced = status == LibraryStatus::Replaced;
        if is_replaced != item.replaced_by.as_ref().is_some_and(|by| ids.contains(by)) {
            return Err(wrong("what took its place"));
        }
        Ok(LibraryItem {
            sort,
            status,
            id: item.id,
            title: item.title,
            version: item.version,
            dated: item.dated,
            replaced_by: item.replaced_by,
            where_to_read: item.where_to_read,
            says: item.says,
        })
    };
    list.item.into_iter().map(item).collect()
}

#[cfg(test)]
mod tests {
    use super::{LIST, library, read};

    #[test]
    fn the_list_reads_and_what_is_replaced_names_what_took_its_place() {
        let items = library().expect("the list reads");
        assert!(items.len() > 10);
        let broken = LIST.replace("replaced_by = \"dpa-2018\"", "replaced_by = \"nothing\"");
        assert_eq!(read(&broken), Err("dpa-1998: what took its place is not known".to_owned()));
        assert!(read(&LIST.replace("status = \"current\"", "status = \"fine\"")).is_err());
    }
}
