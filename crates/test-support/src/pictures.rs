//! Small pictures as files: real ones, and real ones whose headers lie.
#![expect(clippy::indexing_slicing, reason = "a picture that is made otherwise must fail at once")]

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

/// A PNG of one colour.
#[must_use]
pub fn a_png(width: u32, height: u32) -> Vec<u8> {
    encoded(&RgbImage::from_pixel(width, height, Rgb([200, 30, 30])).into(), ImageFormat::Png)
}

/// A PNG that is all see-through, over black.
#[must_use]
pub fn a_transparent_png(width: u32, height: u32) -> Vec<u8> {
    encoded(&RgbaImage::from_pixel(width, height, Rgba([0, 0, 0, 0])).into(), ImageFormat::Png)
}

/// A JPEG, whose left half is black and whose right half is white.
#[must_use]
pub fn a_jpeg(width: u32, height: u32) -> Vec<u8> {
    let half = |x| if x < width / 2 { Rgb([0, 0, 0]) } else { Rgb([255, 255, 255]) };
    encoded(&RgbImage::from_fn(width, height, |x, _| half(x)).into(), ImageFormat::Jpeg)
}

/// A WebP of one colour.
#[must_use]
pub fn a_webp(width: u32, height: u32) -> Vec<u8> {
    encoded(&RgbImage::from_pixel(width, height, Rgb([30, 200, 30])).into(), ImageFormat::WebP)
}

/// What begins as a PDF does.
#[must_use]
pub fn a_pdf() -> Vec<u8> {
    b"%PDF-1.4\n1 0 obj <</Type/Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n".to_vec()
}

/// The JPEG, which says that the camera was turned: the orientation of Exif, 1 to 8.
#[must_use]
pub fn turned(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
    let length = u16::try_from(exif.len() + 2).unwrap();
    let (start, rest) = jpeg.split_at(2);
    [start, &[0xff, 0xe1], &length.to_be_bytes(), &exif, rest].concat()
}

/// The PNG, whose header says that it is of this size.
#[must_use]
pub fn png_claiming(width: u32, height: u32) -> Vec<u8> {
    let mut png = a_png(2, 2);
    png[16..20].copy_from_slice(&width.to_be_bytes());
    png[20..24].copy_from_slice(&height.to_be_bytes());
    let sum = crc32(&png[12..29]);
    png[29..33].copy_from_slice(&sum.to_be_bytes());
    png
}

/// A JPEG, whose header says that it is of this size.
#[must_use]
pub fn jpeg_claiming(width: u16, height: u16) -> Vec<u8> {
    let mut jpeg = a_jpeg(8, 8);
    // The first "start of frame": its mark, its length and the depth of a channel.
    let frame = jpeg.windows(2).position(|mark| mark == [0xff, 0xc0]).unwrap();
    jpeg[frame + 5..frame + 7].copy_from_slice(&height.to_be_bytes());
    jpeg[frame + 7..frame + 9].copy_from_slice(&width.to_be_bytes());
    jpeg
}

/// A WebP, whose header says that each of its sides is of so many pixels, up to 16,384.
#[must_use]
pub fn webp_claiming(side: u32) -> Vec<u8> {
    let mut webp = a_webp(2, 2);
    // Behind the marks of the file and of the chunk, and that of a lossless picture: twice 14 bits.
    assert_eq!(&webp[12..16], b"VP8L");
    let bits = u32::from_le_bytes(webp[21..25].try_into().unwrap()) >> 28 << 28;
    let size = bits | (side - 1) << 14 | (side - 1);
    webp[21..25].copy_from_slice(&size.to_le_bytes());
    webp
}

/// The width and height of a picture, and how bright it is at a point, of 255.
#[must_use]
pub fn measured(picture: &[u8], at: (u32, u32)) -> (u32, u32, u8) {
    let picture = image::load_from_memory(picture).unwrap().into_luma8();
    let (width, height) = picture.dimensions();
    (width, height, picture.get_pixel(at.0, at.1).0[0])
}

fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    picture.write_to(&mut file, format).unwrap();
    file.into_inner()
}

/// The checksum of a chunk of a PNG.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg()))
    })
}
