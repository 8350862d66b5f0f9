#!/usr/bin/env bash
# Makes the sample images beside this script with the encoders that real sites use, each as small as it can be.
#
#   apt-get install imagemagick libjpeg-turbo-progs webp gifsicle libavif-bin libheif-examples libimage-exiftool-perl \
#     apngasm python3
#   test/images/generate.sh
#   test/images/generate.sh planted      # only the folder of that name: needs libjpeg-turbo-progs, libimage-exiftool-perl and python3
#
# The files are committed, so the tests need none of these tools. Encoders change: after a new run the bytes differ and
# the tests must still pass. Every picture is 40 x 30 unless its name says otherwise: not square, so a lost orientation shows.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# --- Metadata that must go ----------------------------------------------------------------------------------------------
# The word PLANTED is wherever metadata can be. `plant` writes what exiftool does not: maker notes, odd places, trailers.
planted() {
  rm -rf planted
  mkdir planted
  { echo P2 8 6 255; seq 0 5 235; } | cjpeg -quality 40 -grayscale -optimize -outfile "$work/thumbnail.jpg"
  python3 -B plant . "$work/thumbnail.jpg" planted
  for sample in jpeg-baseline.jpg png-rgb.png gif-still.gif avif-still.avif heic-still.heic; do
    # What a format has no room for, exiftool leaves out. It writes no WebP.
    exiftool -q -q -m -n -api Compact=NoPadding -Make=Canon -Artist=PLANTED -UserComment=PLANTED -GPSLatitude=52 -GPSLatitudeRef=N \
      -XMP-dc:Creator=PLANTED -XMP-mwg-rs:RegionName=PLANTED -IPTC:By-line=PLANTED -Photoshop:URL=PLANTED -Comment=PLANTED \
      -PNG:Author=PLANTED -o "planted/${sample%%-*}-exiftool.${sample##*.}" "$sample"
  done
}
if [ "${1-}" = planted ]; then
  planted
  exit
fi

rm -f -- *.jpg *.png *.gif *.webp *.avif *.heic

convert -size 40x30 gradient:red-blue -fill lime -draw 'rectangle 0,0 12,8' "$work/a.png"
convert -size 40x30 gradient:navy-gold -fill white -draw 'circle 20,15 20,5' "$work/b.png"
convert -size 40x30 gradient:black-white -fill red -draw 'rectangle 20,10 39,29' "$work/c.png"
convert "$work/a.png" -alpha set -channel A -evaluate multiply 0.5 +channel "$work/alpha.png"
convert "$work/a.png" "$work/a.ppm"
convert "$work/a.png" -colorspace Gray "$work/a.pgm"
convert -size 41x31 gradient:red-blue "$work/odd.png"

# --- JPEG ---------------------------------------------------------------------------------------------------------------
cjpeg -quality 60 -outfile jpeg-baseline.jpg "$work/a.ppm"
cjpeg -quality 60 -progressive -outfile jpeg-progressive.jpg "$work/a.ppm"
cjpeg -quality 60 -optimize -sample 1x1 -outfile jpeg-444.jpg "$work/a.ppm"
cjpeg -quality 60 -grayscale -outfile jpeg-gray.jpg "$work/a.pgm"
cjpeg -quality 60 -restart 1B -outfile jpeg-restart.jpg "$work/a.ppm"
cjpeg -quality 10 -outfile jpeg-extended.jpg "$work/a.ppm" 2> "$work/log"    # quantisers above 255: SOF1
cjpeg -quality 60 -arithmetic -outfile jpeg-arithmetic.jpg "$work/a.ppm"
printf '0;\n1;\n2;\n' > "$work/scans"
cjpeg -quality 60 -scans "$work/scans" -outfile jpeg-three-scans.jpg "$work/a.ppm"
convert "$work/a.png" -colorspace CMYK -quality 60 jpeg-cmyk.jpg
for i in 1 2 3 4 5 6 7 8; do
  for order in II MM; do
    exiftool -q -q -n -ExifByteOrder=$order -Orientation=$i -o "jpeg-orientation-$i-${order,,}.jpg" jpeg-baseline.jpg
  done
done
exiftool -q -q -XMP-dc:Title=Sample -Comment=Hello -n -GPSLatitude=52 -GPSLatitudeRef=N -Orientation=6 \
  -o jpeg-metadata.jpg jpeg-progressive.jpg
cat jpeg-orientation-6-mm.jpg jpeg-baseline.jpg > jpeg-multi-picture.jpg   # as phones append a second view or a depth map

# --- PNG ----------------------------------------------------------------------------------------------------------------
convert "$work/a.png" png:- | convert - -define png:exclude-chunks=date,time PNG24:png-rgb.png
convert "$work/alpha.png" -define png:exclude-chunks=date,time PNG32:png-rgba.png
convert "$work/a.png" -define png:exclude-chunks=date,time -interlace PNG PNG24:png-interlaced.png
convert "$work/a.png" -define png:exclude-chunks=date,time PNG48:png-rgb16.png
convert "$work/a.png" -colorspace Gray -define png:exclude-chunks=date,time -define png:color-type=0 png-gray.png
convert "$work/a.png" -colorspace Gray -threshold 50% -define png:exclude-chunks=date,time -define png:color-type=0 \
  -define png:bit-depth=1 png-gray1.png
for depth in 1 2 4 8; do
  convert -size 40x30 gradient:red-blue +dither -colors $((1 << depth)) -depth 8 -type Palette \
    -define png:exclude-chunks=date,time -define png:bit-depth=$depth "PNG8:png-palette$depth.png"
done
convert -seed 1 -size 80x60 plasma: "$work/noise.png"
cwebp -quiet -lossless "$work/noise.png" -o "$work/noise.webp"
dwebp -quiet "$work/noise.webp" -o png-many-idat-80x60.png      # libpng starts a new IDAT after 8 KB
for i in 1 2 3 4 5 6 7 8; do
  exiftool -q -q -n -ExifByteOrder=$([ $((i % 2)) = 0 ] && echo II || echo MM) -Orientation=$i -o "png-orientation-$i.png" png-rgb.png
done
cp "$work/a.png" "$work/frame1.png"; cp "$work/b.png" "$work/frame2.png"; cp "$work/c.png" "$work/frame3.png"
apngasm "$work/animated.png" "$work"/frame*.png 1 10 > "$work/log"
apngasm "$work/hidden-first.png" "$work"/frame*.png -f 1 10 > "$work/log"      # the still is no frame of the animation
cp "$work/animated.png" png-animated.png
cp "$work/hidden-first.png" png-animated-hidden-first.png

# --- GIF ----------------------------------------------------------------------------------------------------------------
convert "$work/a.png" -colors 16 gif-still.gif
convert "$work/a.png" -colors 16 GIF87:gif-87a.gif
convert "$work/a.png" -colors 16 -interlace GIF gif-interlaced.gif
convert "$work/a.png" -colors 2 gif-two-colours.gif
convert -delay 10 -loop 0 "$work/a.png" "$work/b.png" "$work/c.png" -colors 16 gif-animated.gif
gifsicle -O3 gif-animated.gif > gif-animated-optimized.gif
gifsicle --colors 8 --comment Hello --name first gif-animated.gif > gif-animated-comment.gif
# ImageMagick notes the gamma in an extension of its own, which is metadata. One file keeps it.
python3 - gif-still.gif gif-interlaced.gif gif-two-colours.gif gif-animated.gif gif-animated-optimized.gif <<'EOF'
import re, sys
for name in sys.argv[1:]:
    with open(name, "rb+") as file:
        image = re.sub(rb"!\xff\x0bImageMagick\x0d[^\0]{13}\0", b"", file.read())
        file.seek(0)
        file.write(image)
        file.truncate()
EOF

# --- WebP ---------------------------------------------------------------------------------------------------------------
cwebp -quiet -q 50 "$work/a.png" -o webp-lossy.webp
cwebp -quiet -lossless "$work/a.png" -o webp-lossless.webp
cwebp -quiet -q 50 "$work/alpha.png" -o webp-lossy-alpha.webp
cwebp -quiet -lossless "$work/alpha.png" -o webp-lossless-alpha.webp
cwebp -quiet -q 50 "$work/odd.png" -o webp-lossy-41x31.webp
gif2webp -quiet gif-animated.gif -o webp-animated.webp
gif2webp -quiet -lossy gif-animated-optimized.gif -o webp-animated-lossy.webp
img2webp -o webp-animated-img2webp.webp -d 100 -lossy "$work/a.png" -lossless "$work/alpha.png" "$work/c.png" > "$work/log" 2>&1
# A raw EXIF (TIFF) block with orientation 6, for the formats in which browsers ignore it.
exiftool -b -Exif jpeg-orientation-6-ii.jpg > "$work/exif"
printf '<x:xmpmeta xmlns:x="adobe:ns:meta/"/>' > "$work/xmp"
webpmux -set exif "$work/exif" webp-lossy.webp -o "$work/exif.webp" > "$work/log" 2>&1
webpmux -set xmp "$work/xmp" "$work/exif.webp" -o webp-metadata-orientation-6.webp > "$work/log" 2>&1

# --- AVIF ---------------------------------------------------------------------------------------------------------------
avif() { avifenc --speed 8 --min 40 --max 50 --jobs 1 "$@" > "$work/log"; }
avif "$work/a.png" avif-still.avif
avif "$work/alpha.png" avif-alpha.avif
avif --depth 10 --yuv 420 "$work/a.png" avif-10-bit.avif
avif --yuv 400 "$work/a.png" avif-gray.avif
for angle in 1 2 3; do avif --irot $angle "$work/a.png" avif-irot-$angle.avif; done
for mode in 0 1; do avif --imir $mode "$work/a.png" avif-imir-$mode.avif; done
avif --irot 1 --imir 1 "$work/a.png" avif-irot-1-imir-1.avif
avif --exif "$work/exif" --xmp "$work/xmp" "$work/a.png" avif-metadata-30x40.avif       # turns the orientation into irot
exiftool -q -q -n -Orientation=6 -o avif-exif-orientation-6.avif avif-still.avif         # and this does not
avif --yuv 444 --crop 0,0,24,20 "$work/a.png" avif-crop-0-0-24x20.avif
avif --yuv 444 --crop 4,6,24,20 "$work/a.png" avif-crop-4-6-24x20.avif
for picture in a b c; do convert "$work/$picture.png" -resize '64x64!' "$work/tile-$picture.png"; done
avif --yuv 444 --grid 2x1 "$work/tile-a.png" "$work/tile-b.png" avif-grid-128x64.avif
avif --duration 1 "$work/a.png" "$work/b.png" "$work/c.png" avif-animated.avif
avif --duration 1 "$work/alpha.png" "$work/alpha.png" avif-animated-alpha.avif

# --- HEIC ---------------------------------------------------------------------------------------------------------------
heif-enc -q 30 "$work/a.png" -o heic-still.heic > "$work/log" 2>&1
heif-enc -q 30 "$work/odd.png" -o heic-41x31.heic > "$work/log" 2>&1
heif-enc -q 30 "$work/alpha.png" -o heic-alpha.heic > "$work/log" 2>&1
heif-enc -q 30 -t 16 "$work/a.png" -o heic-thumbnail.heic > "$work/log" 2>&1
heif-enc -q 30 "$work/a.png" "$work/b.png" -o heic-two-images.heic > "$work/log" 2>&1
heif-enc -q 30 jpeg-orientation-6-ii.jpg -o heic-exif-orientation-6.heic > "$work/log" 2>&1   # Exif, but no irot

planted
