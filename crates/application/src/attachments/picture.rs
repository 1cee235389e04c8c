//! Pictures as their decoders see them. What is in here is hostile until it is decoded.

use std::io::Cursor;

use fasttrack_domain::{attachment::AttachmentKind, error::Cause};
use image::{
    DynamicImage, ImageDecoder as _, ImageError, ImageFormat, ImageReader, Limits, RgbImage,
    codecs::jpeg::JpegEncoder, metadata::Orientation,
};

/// The longest side of a small picture, in pixels.
pub const THUMBNAIL_SIDE: u32 = 320;

/// The longest side that a picture may have, in pixels: what a JPEG can say.
pub const MAX_SIDE: u32 = 65_535;

/// The quality of small pictures, of 100.
const QUALITY: u8 = 80;

/// What one pixel takes when it is decoded: four channels of one byte. A picture of deeper channels
/// may have that much fewer.
const BYTES_PER_PIXEL: u64 = 4;

/// What a decoder may take besides the pixels, in bytes; and all that it takes to read a header.
const SCRATCH: u64 = 16 * 1024 * 1024;

/// What is wrong with a picture.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// It is broken, or of a sort that is not known.
    #[error("the picture cannot be read")]
    Unreadable(#[source] Cause),
    /// It has more pixels than this, or more on a side than [`MAX_SIDE`].
    #[error("the picture has more than {0} pixels, or {MAX_SIDE} on a side")]
    TooLarge(u64),
}

/// What a decoder says, as whoever may decode so many pixels says it.
fn says(max_pixels: u64) -> impl Fn(ImageError) -> PictureError {
    move |error| match error {
        ImageError::Limits(_) => PictureError::TooLarge(max_pixels),
        error => PictureError::Unreadable(error.into()),
    }
}

type Reader = ImageReader<Cursor<Vec<u8>>>;

/// Looks into the header alone, and refuses what has more pixels.
pub(super) fn check(file: Vec<u8>, kind: AttachmentKind, max_pixels: u64) -> Result<(), PictureError> {
    let mut reader = reader(file, kind)?;
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(SCRATCH);
    reader.limits(limits);
    let (width, height) = reader.into_dimensions().map_err(says(max_pixels))?;
    // What is too wide for a WebP, its decoder takes for nothing.
    if width == 0 || height == 0 {
        return Err(PictureError::Unreadable("a side has no pixels".into()));
    }
    let pixels = u64::from(width) * u64::from(height);
    if width.max(height) > MAX_SIDE || pixels > max_pixels {
        return Err(PictureError::TooLarge(max_pixels));
    }
    Ok(())
}

/// A small picture of this one, as a JPEG: upright, on white where it lets through, and without what
/// cameras write beside the pixels.
pub(super) fn thumbnail(
    file: Vec<u8>,
    kind: AttachmentKind,
    max_pixels: u64,
) -> Result<Vec<u8>, PictureError> {
    let (picture, orientation) = decode(reader(file, kind)?, max_pixels).map_err(says(max_pixels))?;
    let mut small = DynamicImage::from(shrink(on_white(picture)));
    small.apply_orientation(orientation);
    let mut jpeg = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut jpeg, QUALITY);
    small.write_with_encoder(encoder).map_err(says(max_pixels))?;
    Ok(jpeg)
}

fn reader(file: Vec<u8>, kind: AttachmentKind) -> Result<Reader, PictureError> {
    let format = match kind {
        AttachmentKind::Png => ImageFormat::Png,
        AttachmentKind::Jpeg => ImageFormat::Jpeg,
        AttachmentKind::WebP => ImageFormat::WebP,
        AttachmentKind::Pdf => return Err(PictureError::Unreadable("a PDF is no picture".into())),
    };
    Ok(ImageReader::with_format(Cursor::new(file), format))
}

/// Whoever wrote the file also wrote its header: the decoder is told what it may take whatever the
/// header says.
fn decode(mut reader: Reader, max_pixels: u64) -> Result<(DynamicImage, Orientation), ImageError> {
    let mut limits = Limits::no_limits();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(max_pixels.saturating_mul(BYTES_PER_PIXEL).saturating_add(SCRATCH));
    reader.limits(limits.clone());
    let mut decoder = reader.into_decoder()?;
    // What cannot be read of it leaves the picture as it lies.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    limits.reserve(decoder.total_bytes())?;
    decoder.set_limits(limits)?;
    Ok((DynamicImage::from_decoder(decoder)?, orientation))
}

/// Blends what lets through with white, in place where the channels are bytes. Before it is made
/// smaller: what is hidden has colours too, which would show at the edges.
fn on_white(picture: DynamicImage) -> DynamicImage {
    if !picture.color().has_alpha() {
        return picture;
    }
    let mut picture = picture.into_rgba8();
    for pixel in picture.pixels_mut() {
        let [red, green, blue, alpha] = pixel.0;
        let blended = |channel: u8| {
            let (channel, alpha) = (u16::from(channel), u16::from(alpha));
            // Within a byte: at most 255 × 255, divided by 255.
            u8::try_from((channel * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
        };
        pixel.0 = [blended(red), blended(green), blended(blue), 255];
    }
    picture.into()
}

/// Makes it smaller, if it is larger.
fn shrink(picture: DynamicImage) -> RgbImage {
    let fits = picture.width().max(picture.height()) <= THUMBNAIL_SIDE;
    let small = if fits { picture } else { picture.thumbnail(THUMBNAIL_SIDE, THUMBNAIL_SIDE) };
    small.into_rgb8()
}

#[cfg(test)]
mod tests {
    use fasttrack_test_support::pictures::{
        a_jpeg, a_pdf, a_png, a_transparent_png, a_webp, jpeg_claiming, measured, png_claiming, turned,
        webp_claiming,
    };

    use super::*;

    const KINDS: [AttachmentKind; 3] = [AttachmentKind::Png, AttachmentKind::Jpeg, AttachmentKind::WebP];
    const MOST: u64 = 40_000_000;

    /// One of each kind.
    fn pictures(width: u32, height: u32) -> [(AttachmentKind, Vec<u8>); 3] {
        let [png, jpeg, webp] = KINDS;
        [(png, a_png(width, height)), (jpeg, a_jpeg(width, height)), (webp, a_webp(width, height))]
    }

    #[test]
    fn a_picture_may_have_so_many_pixels_and_no_more() {
        for (kind, file) in pictures(20, 10) {
            check(file.clone(), kind, 200).unwrap();
            let refused = check(file, kind, 199);
            assert!(matches!(refused, Err(PictureError::TooLarge(199))), "{kind:?}: {refused:?}");
        }
    }

    #[test]
    fn a_header_of_enormous_size_is_refused_by_itself() {
        for (kind, file) in [
            (AttachmentKind::Png, png_claiming(20_000, 20_000)),
            (AttachmentKind::Png, png_claiming(100_000, 1)),
            (AttachmentKind::Png, png_claiming(1, 100_000)),
            (AttachmentKind::Png, png_claiming(0x7fff_ffff, 1)),
            (AttachmentKind::Png, png_claiming(0x7fff_ffff, 0x7fff_ffff)),
            (AttachmentKind::Jpeg, jpeg_claiming(20_000, 20_000)),
            (AttachmentKind::Jpeg, jpeg_claiming(u16::MAX, u16::MAX)),
            (AttachmentKind::WebP, webp_claiming(16_383)),
        ] {
            let refused = check(file.clone(), kind, MOST);
            assert!(matches!(refused, Err(PictureError::TooLarge(MOST))), "{kind:?}: {refused:?}");
            // The decoder refuses it, too, should it ever get that far.
            let refused = thumbnail(file, kind, MOST);
            assert!(matches!(refused, Err(PictureError::TooLarge(MOST))), "{kind:?}: {refused:?}");
        }
    }

    #[test]
    fn a_picture_without_pixels_is_none() {
        for (kind, file) in [
            (AttachmentKind::Png, png_claiming(0, 10)),
            (AttachmentKind::Jpeg, jpeg_claiming(0, 10)),
            (AttachmentKind::WebP, webp_claiming(16_384)),
        ] {
            let refused = check(file, kind, MOST);
            assert!(matches!(refused, Err(PictureError::Unreadable(_))), "{kind:?}: {refused:?}");
        }
    }

    /// Fewer pixels than may be, of channels that are too deep for the memory that they may take.
    #[test]
    fn a_decoder_takes_no_more_memory_than_it_may() {
        let deep = DynamicImage::new_rgba16(3_000, 1_000);
        let mut file = Cursor::new(Vec::new());
        deep.write_to(&mut file, ImageFormat::Png).unwrap();
        let (file, most) = (file.into_inner(), 3_000_000);
        check(file.clone(), AttachmentKind::Png, most).unwrap();
        // 24 million bytes of 12 million and what a decoder may take besides.
        thumbnail(file.clone(), AttachmentKind::Png, most).unwrap();
        let refused = thumbnail(file, AttachmentKind::Png, 1_000_000);
        assert!(matches!(refused, Err(PictureError::TooLarge(1_000_000))), "{refused:?}");
    }

    #[test]
    fn what_only_begins_as_a_picture_cannot_be_read() {
        for (kind, file) in pictures(20, 10) {
            let mark = file[..12].to_vec();
            let noise = [mark.clone(), vec![0xa5; 1_000]].concat();
            for broken in [mark, noise] {
                let refused = check(broken, kind, MOST);
                assert!(matches!(refused, Err(PictureError::Unreadable(_))), "{kind:?}: {refused:?}");
            }
        }
        let refused = check(a_pdf(), AttachmentKind::Pdf, MOST);
        assert!(matches!(refused, Err(PictureError::Unreadable(_))), "{refused:?}");
    }

    #[test]
    fn of_a_picture_that_breaks_off_there_is_no_small_one() {
        let mut png = a_png(200, 200);
        png.truncate(60);
        check(png.clone(), AttachmentKind::Png, MOST).unwrap();
        let refused = thumbnail(png, AttachmentKind::Png, MOST);
        assert!(matches!(refused, Err(PictureError::Unreadable(_))), "{refused:?}");
    }

    #[test]
    fn a_small_picture_keeps_the_proportions() {
        for (width, height, small) in [
            (640, 480, (320, 240)),
            (480, 640, (240, 320)),
            (321, 321, (320, 320)),
            (4_000, 3, (320, 1)),
            // What is small already stays so.
            (320, 320, (320, 320)),
            (20, 10, (20, 10)),
            (1, 1, (1, 1)),
        ] {
            for (kind, file) in pictures(width, height) {
                let made = thumbnail(file, kind, MOST).unwrap();
                assert!(made.starts_with(b"\xff\xd8\xff"), "no JPEG of {kind:?}");
                let (width, height, _) = measured(&made, (0, 0));
                assert_eq!((width, height), small, "{kind:?}");
            }
        }
    }

    #[test]
    fn what_lets_through_is_white() {
        let made = thumbnail(a_transparent_png(640, 640), AttachmentKind::Png, MOST).unwrap();
        assert_eq!(measured(&made, (160, 160)), (320, 320, 255));
    }

    #[test]
    fn a_small_picture_is_upright_and_tells_nothing_of_the_camera() {
        let jpeg = a_jpeg(64, 32);
        // Where the black half is: at the left, the right, the top, the bottom.
        for (orientation, size, black, white) in [
            (1, (64, 32), (2, 16), (61, 16)),
            (3, (64, 32), (61, 16), (2, 16)),
            (6, (32, 64), (16, 2), (16, 61)),
            (8, (32, 64), (16, 61), (16, 2)),
            // No orientation at all.
            (99, (64, 32), (2, 16), (61, 16)),
        ] {
            let made = thumbnail(turned(&jpeg, orientation), AttachmentKind::Jpeg, MOST).unwrap();
            let (width, height, dark) = measured(&made, black);
            let (_, _, bright) = measured(&made, white);
            assert_eq!((width, height), size, "{orientation}");
            assert!(dark < 30 && bright > 225, "{orientation}: {dark}, {bright}");
            assert!(!made.windows(4).any(|part| part == b"Exif"));
        }
    }
}
