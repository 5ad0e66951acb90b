//! The map on a welcome card: a picture that the centre brings, with what it
//! shows in words. Kith draws none: a map cannot be drawn without asking
//! somebody outside for it.

use std::sync::Arc;

use krilla::geom::Size;
use krilla::image::Image;
use krilla::page::PageSettings;
use krilla::{Data, Document, SerializeSettings};

/// The most bytes of a picture: each card of a batch refers to one copy.
const MOST_BYTES: usize = 1_000_000;
/// The fewest dots on a side that print clearly.
const FEWEST_DOTS: u32 = 300;
/// The most dots on a side.
const MOST_DOTS: u32 = 3_000;
/// A side is at most so many times the other.
const LONGEST: u32 = 3;

/// Why a picture cannot be the map on a card, and what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MapProblem {
    /// It is another kind of file.
    #[error("This is not a PNG picture. Save the map as PNG and choose it again")]
    NotPng,
    /// It has too many bytes or dots.
    #[error("This picture is too large. Make it at most 1 MB, and at most 3,000 dots wide and high")]
    TooLarge,
    /// It has too few dots.
    #[error("This picture is too small to print clearly. Make it at least 300 dots wide and high")]
    TooSmall,
    /// It is much longer than wide, or the other way round.
    #[error("This picture is too long for a card. Make its longer side at most three times the other")]
    TooLong,
    /// It cannot be read to its end.
    #[error("This picture cannot be read. Save it as PNG anew and choose it again")]
    Broken,
}

/// A picture of the way to a centre, read to its end.
#[derive(Clone, PartialEq, Eq)]
pub struct MapPicture {
    bytes: Arc<Vec<u8>>,
    width: u32,
    height: u32,
}

impl std::fmt::Debug for MapPicture {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "MapPicture({} by {})", self.width, self.height)
    }
}

impl MapPicture {
    /// Reads a PNG. What else stands in the file, when and where it was made
    /// say, is left behind when it is printed.
    ///
    /// # Errors
    /// [`MapProblem`] with what to do.
    pub fn read(bytes: Vec<u8>) -> Result<Self, MapProblem> {
        let (width, height) = dots(&bytes).ok_or(MapProblem::NotPng)?;
        if bytes.len() > MOST_BYTES || width > MOST_DOTS || height > MOST_DOTS {
            return Err(MapProblem::TooLarge);
        }
        if width < FEWEST_DOTS || height < FEWEST_DOTS {
            return Err(MapProblem::TooSmall);
        }
        if width > LONGEST * height || height > LONGEST * width {
            return Err(MapProblem::TooLong);
        }
        let picture = Self { bytes: Arc::new(bytes), width, height };
        if picture.is_whole() { Ok(picture) } else { Err(MapProblem::Broken) }
    }

    /// The file.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// How high it is where it is so wide.
    pub(crate) fn height_at(&self, width: f32) -> f32 {
        width * self.height as f32 / self.width as f32
    }

    pub(crate) fn image(&self) -> Option<Image> {
        Image::from_png(Data::from(self.bytes.to_vec()), false).ok()
    }

    /// Whether every dot of it can be printed: it is, on paper that nobody
    /// sees.
    fn is_whole(&self) -> bool {
        let (Some(image), Some(settings)) = (self.image(), PageSettings::from_wh(100.0, 100.0)) else { return false };
        let Some(size) = Size::from_wh(100.0, 100.0) else { return false };
        let mut document = Document::new_with(SerializeSettings::default());
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        surface.draw_image(image, size);
        surface.finish();
        page.finish();
        document.finish().is_ok()
    }
}

/// How many dots wide and high a PNG says that it is; none for another file.
fn dots(bytes: &[u8]) -> Option<(u32, u32)> {
    let head = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n")?.get(4..16)?.strip_prefix(b"IHDR")?;
    let number = |at: usize| Some(u32::from_be_bytes(head.get(at..at + 4)?.try_into().ok()?));
    Some((number(0)?, number(4)?))
}

#[cfg(test)]
mod tests {
    use super::{MapPicture, MapProblem};
    use crate::card::tests::MAP;

    #[test]
    fn a_map_that_cannot_be_printed_is_refused_with_what_to_do() {
        assert!(MapPicture::read(MAP.to_vec()).is_ok());
        let with = |at: usize, dots: u32| {
            let mut bytes = MAP.to_vec();
            bytes[at..at + 4].copy_from_slice(&dots.to_be_bytes());
            MapPicture::read(bytes).expect_err("refused")
        };
        assert_eq!(with(16, 60_000), MapProblem::TooLarge);
        assert_eq!(with(20, 1), MapProblem::TooSmall);
        assert_eq!(with(16, 2_900), MapProblem::TooLong);
        assert_eq!(MapPicture::read(MAP[..MAP.len() / 2].to_vec()), Err(MapProblem::Broken));
        assert_eq!(MapPicture::read([MAP, &[0; 1_000_001]].concat()), Err(MapProblem::TooLarge));
        for other in [&b""[..], b"\xff\xd8\xff\xe0", b"<svg/>", b"\x89PNG\r\n\x1a\n"] {
            assert_eq!(MapPicture::read(other.to_vec()), Err(MapProblem::NotPng));
        }
    }
}
