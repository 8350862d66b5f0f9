"""Writes images with a marker in every place that metadata can be in.

    python3 test/images/plant SAMPLES THUMBNAIL FOLDER

generate.sh calls it. SAMPLES is the folder of the samples around whose pictures the files are made, THUMBNAIL a small JPEG.
"""
import pathlib
import sys

import gif
import heif
import jpeg
import png
import webp

samples_folder, thumbnail_file, folder = map(pathlib.Path, sys.argv[1:])
samples = {file.name: file.read_bytes() for file in samples_folder.iterdir() if file.is_file()}
thumbnail = thumbnail_file.read_bytes()
for module in (jpeg, png, gif, webp, heif):
    for name, data in module.files(samples, thumbnail):
        (folder / name).write_bytes(data)
