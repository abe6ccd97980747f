#!/usr/bin/env python3
"""Reads the products of `segment --emit all` with the programs they are for, and compares them with labels.png and the cube.

    node dist/cli/bin.js segment samples/data/muse.fits --out /tmp/muse --emit all
    /usr/bin/python3 tests/checks/readers.py /tmp/muse samples/data/muse.fits

Debian 12: apt-get install gdal-bin python3-gdal python3-astropy python3-regions python3-healpy python3-zarr python3-shapely python3-onnx
python3-skimage python3-scipy libvips-tools fitsverify; ONNX is run by onnxruntime-node. Prints a table, and ends with 1 where something differs.
"""
import csv
import glob
import json
import os
import re
import subprocess
import sys
import tempfile
import warnings

import numpy as np

warnings.simplefilter("ignore")
result, cube_path = map(os.path.abspath, sys.argv[1:3])
emit = os.path.join(result, "emit")
rows, failed = [], []


def at(*names):
    return os.path.join(emit, *names)


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, f"{command[0]}: {done.stdout[-500:]}{done.stderr[-500:]}"
    return done.stdout


def check(product, reader, what):
    def decorate(function):
        try:
            note = function()
            rows.append((product, reader, what, note or "equal"))
        except Skip as why:
            rows.append((product, reader, what, f"not there: {why}"))
        except Exception as error:  # every check is made, and all that fail are named
            failed.append(product)
            rows.append((product, reader, what, f"FAILED {type(error).__name__}: {error} at line {error.__traceback__.tb_next.tb_lineno}"))
        return function

    return decorate


class Skip(Exception):
    """This result has no such product."""


from PIL import Image  # noqa: E402

document = json.load(open(os.path.join(result, "segmentation.json")))
labels = np.array(Image.open(os.path.join(result, "labels.png"))).astype(int)
height, width = labels.shape
clusters = document["clusters"]
ids = [c["id"] for c in clusters] + ([document["unclassified"]] if document["unclassified"] else [])
ids = [i for i in ids if (labels == i).any()]
names = {c["id"]: c["name"] for c in clusters}
on_sky = document.get("frame", {}).get("kind") == "celestial"

from astropy import __version__ as astropy_version  # noqa: E402
from astropy.io import fits  # noqa: E402
from astropy.table import Table  # noqa: E402
from astropy.wcs import WCS  # noqa: E402
from osgeo import gdal  # noqa: E402

gdal.UseExceptions()
ASTROPY, GDAL = f"astropy {astropy_version}", f"GDAL {gdal.__version__}"
sky = WCS(fits.Header.fromstring("".join(document["frame"]["cards"]))) if on_sky else None


@check("fits", ASTROPY, "labels; bit of every cluster by MSKN, MSKM, MSKD (the keywords of Rubin that Firefly reads)")
def _():
    with fits.open(at("labels-mask.fits"), checksum=True) as hdus:
        assert (hdus[0].data == labels).all()
        seen = {}
        for mask in hdus[1:]:
            assert mask.name == "MASK" and mask.data.dtype.kind == "i"
            for key in mask.header["MSKN*"]:
                n = int(key[4:])
                value = mask.header[f"MSKM{n:04d}"]
                assert value == 1 << (n - 1) and mask.header[f"MSKD{n:04d}"]
                seen[mask.header[key]] = (mask.data & value) != 0
            if on_sky:
                assert np.allclose(WCS(mask.header).wcs_pix2world([[3, 5]], 0), sky.wcs_pix2world([[3, 5]], 0), atol=1e-12)
        for i in ids:
            assert (seen[names.get(i, "Unclassified")] == (labels == i)).all()


@check("fits, moc, sum", "fitsverify (cfitsio)", "errors and warnings of every FITS file")
def _():
    files = sorted(glob.glob(at("**", "*.fits"), recursive=True)) + sorted(glob.glob(os.path.join(result, "*.fits")))
    for path in files:
        out = run("fitsverify", path)
        assert "0 warning(s) and 0 error(s)" in out, out
    return f"{len(files)} files, 0 warnings, 0 errors"


@check("cog", GDAL, "labels, colours, overviews by majority, place on the map; validate_cloud_optimized_geotiff")
def _():
    from osgeo_utils.samples.validate_cloud_optimized_geotiff import validate

    warned, errors, _ = validate(at("labels-cog.tif"), full_check=True)
    assert not errors and not warned, (errors, warned)
    data = gdal.Open(at("labels-cog.tif"))
    band = data.GetRasterBand(1)
    assert (band.ReadAsArray() == labels).all() and band.GetNoDataValue() == 0
    assert data.GetMetadataItem("LAYOUT", "IMAGE_STRUCTURE") == "COG"
    table = band.GetColorTable()
    for c in clusters:
        assert "#%02x%02x%02x" % table.GetColorEntry(c["id"])[:3] == c["color"]
    for level in range(band.GetOverviewCount()):
        part, side = band.GetOverview(level).ReadAsArray(), 2 ** (level + 1)
        for y in range(part.shape[0]):
            for x in range(part.shape[1]):
                block = labels[y * side : (y + 1) * side, x * side : (x + 1) * side]
                counts = np.bincount(block.ravel())
                assert counts[part[y, x]] == counts.max()
    original = gdal.Open(cube_path)
    if original.GetDriver().ShortName == "GTiff":
        assert data.GetGeoTransform() == original.GetGeoTransform() and data.GetProjection() == original.GetProjection()
    return f"equal, {band.GetOverviewCount()} overviews, valid"


def majority(a):
    h, w = (a.shape[0] + 1) // 2, (a.shape[1] + 1) // 2
    out = np.zeros((h, w), int)
    for y in range(h):
        for x in range(w):
            four = a[2 * y : 2 * y + 2, 2 * x : 2 * x + 2]
            flat = list(four.ravel())
            out[y, x] = max(flat, key=lambda v: (flat.count(v), -flat.index(v)))
    return out


@check("dzi", "Pillow", "every tile of every level against our own halving in numpy")
def _():
    levels, part = sorted(int(n) for n in os.listdir(at("dzi", "labels_files"))), labels
    for level in reversed(levels):
        whole = np.zeros_like(part)
        for path in glob.glob(at("dzi", "labels_files", str(level), "*.png")):
            column, row = map(int, os.path.basename(path)[:-4].split("_"))
            tile = np.array(Image.open(path))
            whole[row * 512 : row * 512 + tile.shape[0], column * 512 : column * 512 + tile.shape[1]] = tile
        assert (whole == part).all(), level
        part = majority(part)
    return f"equal, {len(levels)} levels"


@check("iiif", "libvips " + run("vips", "--version").split()[0].replace("vips-", ""), "full-resolution tiles named by info.json")
def _():
    info = json.load(open(at("iiif", "info.json")))
    assert info["profile"] == "level0" and (info["width"], info["height"]) == (width, height)
    whole = np.zeros_like(labels)
    for y in range(0, height, 512):
        for x in range(0, width, 512):
            w, h = min(512, width - x), min(512, height - y)
            region = "full" if (w, h) == (width, height) else f"{x},{y},{w},{h}"
            size = "max" if (w, h) == (width, height) else f"{w},{h}"
            with tempfile.TemporaryDirectory() as folder:
                run("vips", "copy", at("iiif", region, size, "0", "default.png"), os.path.join(folder, "tile.v"))
                run("vips", "rawsave", os.path.join(folder, "tile.v"), os.path.join(folder, "tile.raw"))
                whole[y : y + h, x : x + w] = np.fromfile(os.path.join(folder, "tile.raw"), np.uint8).reshape(h, w)
    assert (whole == labels).all()


import zarr  # noqa: E402


@check("ngff", f"zarr {zarr.__version__}", "labels of level 0, majority below; latents; colours and names in image-label")
def _():
    group = zarr.open_group(at("labels.ome.zarr"), mode="r")
    part = group["labels/clusters"]
    levels = [d["path"] for d in part.attrs["multiscales"][0]["datasets"]]
    assert [d["path"] for d in group.attrs["multiscales"][0]["datasets"]] == levels
    assert (part["0"][:] == labels).all()
    for level in levels[1:]:
        side, found = 2 ** int(level), part[level][:]
        for y in range(found.shape[0]):
            for x in range(found.shape[1]):
                counts = np.bincount(labels[y * side : (y + 1) * side, x * side : (x + 1) * side].ravel())
                assert counts[found[y, x]] == counts.max()
    told = part.attrs["image-label"]
    colors = {c["label-value"]: "#%02x%02x%02x" % tuple(c["rgba"][:3]) for c in told["colors"]}
    called = {p["label-value"]: p["name"] for p in told["properties"]}
    for c in clusters:
        assert colors[c["id"]] == c["color"] and called[c["id"]] == c["name"]
    path = os.path.join(result, "latents.fits")
    latents = fits.getdata(path) if os.path.exists(path) else gdal.Open(path[:-4] + "tif").ReadAsArray()
    assert np.array_equal(group["0"][:], latents.astype("f4"), equal_nan=True)
    return f"equal, {len(levels)} levels"


@check("png", "Pillow", "ids and colours of the palette, transparency of 0, masks")
def _():
    image = Image.open(at("labels-indexed.png"))
    assert image.mode == "P" and (np.array(image) == labels).all()
    rgba = np.array(image.convert("RGBA"))
    assert (rgba[labels == 0][:, 3] == 0).all()
    for c in clusters:
        assert all("#%02x%02x%02x" % tuple(p[:3]) == c["color"] for p in rgba[labels == c["id"]])
    for i in ids:
        assert (np.array(Image.open(at("masks", f"label-{i}.png"))).astype(bool) == (labels == i)).all()


def read_cube():
    """The cube as [band, y, x] float64, NaN where bad, and its variance."""
    if not on_sky and not cube_path.endswith(".fits"):
        return gdal.Open(cube_path).ReadAsArray().astype(float), None
    with fits.open(cube_path) as hdus:
        data = next(h for h in hdus if h.data is not None and h.data.ndim == 3)
        stat = hdus["STAT"].data.astype(float) if "STAT" in hdus else None
        return data.data.astype(float), stat


cube, variance = read_cube()
excluded = np.zeros(len(cube), bool)
for first, last in document["cube"]["excludedBands"]:
    excluded[first : last + 1] = True
good = np.isfinite(cube) & ~excluded[:, None, None]


@check("csv, ecsv", ASTROPY, "mean and standard deviation of every cluster against numpy on the cube; units of the ECSV")
def _():
    table, plain = Table.read(at("spectra.ecsv"), format="ascii.ecsv"), Table.read(at("spectra.csv"), format="ascii.csv")
    axis = table.columns[0]
    assert np.allclose(axis, document["axis"]["values"], rtol=1e-8)
    assert str(axis.unit or "") == document["axis"]["unit"] or axis.unit is not None
    worst = 0
    for c in clusters:
        samples = np.where(good, cube, np.nan)[:, labels == c["id"]]
        for word, numbers in (("mean", np.nanmean(samples, 1)), ("std", np.nanstd(samples, 1))):
            column = np.ma.filled(np.ma.asarray(table[f"{word}_{c['id']}"], float), np.nan)
            assert np.array_equal(np.isnan(column), np.isnan(numbers))
            worst = max(worst, np.nanmax(np.abs(column - numbers)) / np.nanmax(np.abs(numbers)))
            other = next(plain[n] for n in plain.colnames if re.match(rf"{word}_{c['id']}( |$)", n))
            assert np.array_equal(np.ma.filled(np.ma.asarray(other, float), np.nan).astype("f4"), column.astype("f4"), equal_nan=True)
    assert worst < 1e-6
    return f"to {worst:.0e} of the largest value"


@check("regions", "scipy.ndimage, skimage, " + ASTROPY, "number, area, centroid and box of the regions; RA and Dec by wcslib")
def _():
    from scipy import ndimage
    from skimage.measure import regionprops

    table = list(csv.DictReader(open(at("regions.csv"))))
    total, worst = 0, 0
    for i in ids:
        found, n = ndimage.label(labels == i)
        mine = [r for r in table if int(r["label"]) == i]
        assert len(mine) == n, (i, len(mine), n)
        total += n
        theirs = sorted((p.area, *(p.bbox[k] for k in (1, 0, 3, 2)), p.centroid[1] + 0.5, p.centroid[0] + 0.5) for p in regionprops(found))
        ours = sorted(tuple(float(r[k]) for k in ("area", "x0", "y0", "x1", "y1", "x", "y")) for r in mine)
        assert np.allclose(theirs, ours, atol=1e-9)
    if on_sky:
        for r in table:
            ra, dec = sky.wcs_pix2world([[float(r["x"]) - 0.5, float(r["y"]) - 0.5]], 0)[0]
            worst = max(worst, abs(float(r["ra (deg)"]) - ra), abs(float(r["dec (deg)"]) - dec))
        assert worst < 1e-9
    return f"equal, {total} regions" + (f", sky to {worst:.0e} deg" if on_sky else "")


@check("geojson", GDAL + " (OGR, gdal_rasterize)", "polygons burnt in give labels.png; reference system of the cube")
def _():
    data = gdal.Open(at("labels-cog.tif"))
    placed = bool(data.GetProjection())
    with tempfile.TemporaryDirectory() as folder:
        target = os.path.join(folder, "burnt.tif")
        made = gdal.GetDriverByName("GTiff").Create(target, width, height, 1, gdal.GDT_UInt16)
        if placed:
            made.SetGeoTransform(data.GetGeoTransform())
            made.SetProjection(data.GetProjection())
        else:
            made.SetGeoTransform((0, 1, 0, 0, 0, 1))
        made = None
        run("gdal_rasterize", "-q", "-a", "label", at("regions.geojson"), target)
        assert (gdal.Open(target).ReadAsArray() == labels).all()
    info = run("ogrinfo", "-so", "-al", at("regions.geojson"))
    assert "Multi Polygon" in info
    if placed:
        from osgeo import ogr

        opened = ogr.Open(at("regions.geojson"))
        here = opened.GetLayer(0).GetSpatialRef()
        assert here.IsSame(data.GetSpatialRef())
    return "equal" + (" in map coordinates" if placed else " in pixels")


import shapely  # noqa: E402
from shapely.geometry import shape  # noqa: E402


@check("geojson", f"shapely {shapely.__version__}", "valid polygons, area, no overlap, exterior rings counterclockwise")
def _():
    collection = json.load(open(at("regions.geojson")))
    polygons = [shape(f["geometry"]) for f in collection["features"]]
    unit = abs(gdal.Open(at("labels-cog.tif")).GetGeoTransform()[1]) if "crs" in collection else 1
    for feature, polygon in zip(collection["features"], polygons):
        assert polygon.is_valid
        assert abs(polygon.area / unit**2 - (labels == feature["properties"]["label"]).sum()) < 1e-6 * labels.size
        assert all(part.exterior.is_ccw and not any(hole.is_ccw for hole in part.interiors) for part in polygon.geoms)
    if sum(len(p.geoms) for p in polygons) < 3000:
        for i, a in enumerate(polygons):
            assert all(a.intersection(b).area < 1e-9 for b in polygons[:i])
    return f"{sum(len(p.geoms) for p in polygons)} polygons"


@check("w3c", "libvips svgload (librsvg)", "every page drawn by its SVG selectors")
def _():
    for i in ids:
        page = json.load(open(at("annotations", f"label-{i}.json")))
        assert page["type"] == "AnnotationPage" and page["@context"] == "http://www.w3.org/ns/anno.jsonld"
        paths = []
        for item in page["items"]:
            assert item["type"] == "Annotation" and item["target"]["selector"]["type"] == "SvgSelector"
            paths.append(re.search(r"<path .*?/>", item["target"]["selector"]["value"]).group())
        with tempfile.TemporaryDirectory() as folder:
            svg = os.path.join(folder, "page.svg")
            head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" shape-rendering="crispEdges">'
            open(svg, "w").write(head + "".join(paths) + "</svg>")
            run("vips", "copy", svg + "[unlimited]", os.path.join(folder, "page.png"))
            alpha = np.array(Image.open(os.path.join(folder, "page.png")).convert("RGBA"))[..., 3]
            assert ((alpha > 127) == (labels == i)).all(), i


import regions  # noqa: E402


@check("reg", f"regions {regions.__version__}", "centres of pixels inside the polygons, holes taken out")
def _():
    from matplotlib.path import Path

    whole = np.zeros_like(labels)
    y, x = np.mgrid[:height, :width]
    text = open(at("regions.reg")).read()
    found = regions.Regions.parse(text, format="ds9")
    lines = [line for line in text.split("\n") if "polygon" in line]
    assert len(found) == len(lines)
    for region, line in zip(found, lines):
        pixel = region.to_pixel(sky) if hasattr(region, "to_pixel") else region
        px, py = np.asarray(pixel.vertices.x), np.asarray(pixel.vertices.y)
        x0, x1 = max(0, int(px.min()) - 1), min(width, int(px.max()) + 2)
        y0, y1 = max(0, int(py.min()) - 1), min(height, int(py.max()) + 2)
        part = np.s_[y0:y1, x0:x1]
        inside = Path(np.column_stack([px, py])).contains_points(np.column_stack([x[part].ravel(), y[part].ravel()]))
        label = int(re.search(r"tag=\{cluster (\d+)\}", line).group(1))
        whole[part] += (-label if line.startswith("-") else label) * inside.reshape(x[part].shape)
        assert region.meta["include"] == (not line.startswith("-"))
    assert (whole == labels).all()
    return f"equal, {len(found)} polygons"


import healpy  # noqa: E402


@check("moc", f"healpy {healpy.__version__}, {ASTROPY}", "every cell's centre lies in its cluster, every cell of the field in one; keywords of MOC 2.0")
def _():
    files = sorted(glob.glob(at("moc", "*.fits")))
    if not files:
        raise Skip("this cube is not on the sky")
    every, order = [], None
    for path in files:
        header, data = fits.getheader(path, 1), fits.getdata(path, 1)
        assert (header["ORDERING"], header["COORDSYS"], header["MOCVERS"], header["MOCDIM"]) == ("NUNIQ", "C", "2.0", "SPACE")
        order, uniq = header["MOCORD_S"], np.asarray(data["UNIQ"], np.int64)
        assert (np.diff(uniq) > 0).all()
        orders = (np.floor(np.log2(uniq / 4) / 2)).astype(int)
        cells = uniq - 4 * 4**orders
        assert orders.max() <= order
        for o in np.unique(orders):
            mine = cells[orders == o]
            _, counts = np.unique(mine // 4, return_counts=True)
            assert counts.max() < 4  # canonical: four siblings would be their parent
        deep = np.concatenate([np.arange(c << 2 * (order - o), (c + 1) << 2 * (order - o)) for c, o in zip(cells, orders)])
        ra, dec = healpy.pix2ang(2**order, deep, nest=True, lonlat=True)
        xy = np.floor(sky.wcs_world2pix(np.column_stack([ra, dec]), 0) + 0.5).astype(int)
        label = int(re.search(r"label-(\d+)", path).group(1))
        assert (labels[xy[:, 1], xy[:, 0]] == label).all()
        every.append(deep)
    deep = np.concatenate(every)
    assert len(np.unique(deep)) == len(deep)
    fine = (np.arange(12 * max(width, height)) + 0.5) / 12 - 0.5
    y, x = [a.ravel() for a in np.meshgrid(fine[fine < height - 0.5], fine[fine < width - 0.5], indexing="ij")]
    lon, lat = sky.wcs_pix2world(np.column_stack([x, y]), 0).T
    field = np.unique(healpy.ang2pix(2**order, lon, lat, nest=True, lonlat=True))
    ra, dec = healpy.pix2ang(2**order, field, nest=True, lonlat=True)
    xy = np.floor(sky.wcs_world2pix(np.column_stack([ra, dec]), 0) + 0.5).astype(int)
    inside = (xy >= 0).all(1) & (xy[:, 0] < width) & (xy[:, 1] < height)
    wanted = field[inside][labels[xy[inside, 1], xy[inside, 0]] > 0]
    assert np.array_equal(np.sort(deep), wanted)
    return f"equal, order {order}, {len(deep)} cells"


@check("sum", ASTROPY, "sums of samples and variances over every cluster against numpy; the axis by wcslib")
def _():
    worst = 0
    for i in ids:
        with fits.open(at("sums", f"label-{i}.fits"), checksum=True) as hdus:
            usable = good if variance is None else good & np.isfinite(variance)
            mine = usable[:, labels == i]
            samples = mine.sum(1)
            assert np.array_equal(hdus["NPIX"].data, samples)
            flux = np.where(samples > 0, np.where(mine, cube[:, labels == i], 0).sum(1), np.nan)
            pairs = [(hdus["DATA"].data, flux)]
            if variance is not None:
                noise = np.where(mine, variance[:, labels == i], 0).sum(1)
                pairs.append((hdus["STAT"].data, np.where(samples > 0, noise, np.nan)))
            else:
                assert "STAT" not in hdus
            for ours, theirs in pairs:
                assert np.array_equal(np.isnan(ours), np.isnan(theirs))
                worst = max(worst, np.nanmax(np.abs(ours - theirs)) / np.nanmax(np.abs(theirs)))
            header = hdus["DATA"].header
            if "CRVAL1" in header:
                axis = header["CRVAL1"] + header["CDELT1"] * (np.arange(len(flux)) + 1 - header["CRPIX1"])
            else:
                axis = hdus["WAVE"].data
            assert np.allclose(axis, document["axis"]["values"], rtol=1e-8)
    assert worst < 1e-12
    return f"to {worst:.0e}" + (", with variance" if variance is not None else ", no variance in the cube")


import onnx  # noqa: E402
import onnx.numpy_helper  # noqa: E402

def prepared_spectra(card):
    """Spectra of the cube as the encoder takes them, where numpy can do its steps in a line each, and their latents."""
    bands = card["input"]["bands"]
    steps = {s["name"]: s for s in card["steps"]}
    if set(steps) != {"rebin", "asinh"} or steps["rebin"]["mode"] != "mean" or bands % steps["rebin"]["bands"] or not on_sky:
        return np.zeros((0, steps["rebin"]["bands"] if "rebin" in steps else bands), "f4"), None
    whole = np.isfinite(cube).all(0) & (labels > 0)
    spectra = cube[:, whole].T.reshape(whole.sum(), steps["rebin"]["bands"], -1).mean(2)
    x = np.arcsinh((spectra - steps["asinh"]["offset"]) / steps["asinh"]["scale"]).astype("f4")
    return x, fits.getdata(os.path.join(result, "latents.fits"))[:, whole].T


RUN = """
const ort = require('onnxruntime-node');
(async () => {
  const session = await ort.InferenceSession.create(process.argv[1]);
  const spectra = JSON.parse(require('fs').readFileSync(0, 'utf8'));
  const [n, x] = [spectra.length, Float32Array.from(spectra.flat())];
  const { y } = await session.run({ x: new ort.Tensor('float32', x, [n, x.length / n]) });
  console.log(JSON.stringify([...y.data]));
})();
"""


@check("onnx", f"onnx {onnx.__version__} (checker), onnxruntime-node", "model check; random spectra and those of the cube against the layers in numpy, and against the latents")
def _():
    model = onnx.load(at("encoder", "encoder.onnx"))
    onnx.checker.check_model(model, full_check=True)
    weights = {t.name: onnx.numpy_helper.to_array(t) for t in model.graph.initializer}
    layers = sum(name.startswith("kernel") for name in weights)
    x = np.random.default_rng(0).normal(size=(5, weights["kernel0"].shape[0])).astype("f4")
    operators = [n.op_type for n in model.graph.node]
    card = json.load(open(at("encoder", "encoder.json")))
    words = [w for w in card["layers"]["encoder"] if "input" not in w]
    prepared, latents = prepared_spectra(card)
    x = np.concatenate([x, prepared])
    y = x.astype(float)
    for i in range(layers):
        y = y @ weights[f"kernel{i}"] + weights[f"bias{i}"]
        if "selu" in words[i]:
            y = 1.0507009873554805 * np.where(y > 0, y, 1.6732632423543772 * (np.exp(np.minimum(y, 0)) - 1))
        else:
            assert "linear" in words[i], words[i]
    here = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    command = ["node", "-e", RUN, at("encoder", "encoder.onnx")]
    done = subprocess.run(command, capture_output=True, text=True, cwd=here, input=json.dumps(x.tolist()))
    assert done.returncode == 0, done.stderr[-500:]
    theirs = np.array(json.loads(done.stdout)).reshape(y.shape)
    worst = np.abs(theirs - y).max() / np.abs(y).max()
    assert worst < 1e-5, worst
    if len(prepared):
        difference = np.abs(theirs[5:] - latents).max() / np.abs(latents).max()
        assert difference < 1e-5, difference
    return f"valid, {len(operators)} nodes, to {worst:.0e}" + (f"; {len(prepared)} latents to {difference:.0e}" if len(prepared) else "")


for product, reader, what, note in rows:
    print(f"| {product} | {reader} | {what} | {note} |")
sys.exit(1 if failed else 0)
