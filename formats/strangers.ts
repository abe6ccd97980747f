/** A kind of file that is not read here: how it begins, what it is, and what to do with it. */
interface Stranger {
  readonly start: string;
  /** Where it begins (default 0). */
  readonly at?: number;
  readonly kind: string;
  /** The remedy for a file of this name, as a shell takes it. */
  remedy?(file: string): string;
}

const unpack =
  (command: string) =>
  (file: string): string =>
    `Unpack it first: ${command} ${file}.`;

const PICTURE = (): string => 'A picture has no spectrum: give the cube that it belongs to.';

/** The primary header that a lone extension lacks. */
const primary = (file: string): string =>
  `A FITS file begins with a primary header; with astropy: python3 -c "from astropy.io import fits; e = fits.PrimaryHDU().header.tostring().encode(); open('whole.fits', 'wb').write(e + open('${bare(file)}', 'rb').read())".`;

const bare = (file: string): string => file.replace(/^'|'$/g, '');

const STRANGERS: readonly Stranger[] = [
  { start: '\x89PNG', kind: 'a PNG image', remedy: PICTURE },
  { start: '\xff\xd8\xff', kind: 'a JPEG image', remedy: PICTURE },
  { start: '\0\0\0\x0cjP  ', kind: 'a JPEG 2000 image', remedy: file => `Write it as a TIFF: gdal_translate ${file} cube.tif.` },
  { start: 'PK\x03\x04', kind: 'a ZIP archive', remedy: unpack('unzip') },
  { start: 'BZh', kind: 'bzip2 data', remedy: unpack('bunzip2 -k') },
  { start: '\xfd7zXZ', kind: 'xz data', remedy: unpack('unxz -k') },
  { start: '\x1f\x9d', kind: 'data packed by compress (.Z)', remedy: unpack('gzip -d') },
  { start: '\x28\xb5\x2f\xfd', kind: 'zstd data', remedy: unpack('zstd -d') },
  { start: '7z\xbc\xaf', kind: 'a 7z archive', remedy: unpack('7z x') },
  { start: 'ustar', at: 257, kind: 'a tar archive', remedy: unpack('tar xf') },
  { start: '%PDF', kind: 'a PDF' },
  {
    start: 'version https://git-lfs',
    kind: 'a Git LFS pointer, not the file itself',
    remedy: () => 'Fetch the file: git lfs pull.',
  },
  { start: 'XTENSION', kind: 'a FITS extension without a primary header', remedy: primary },
  {
    start: 'MATLAB 5.0',
    kind: 'a MATLAB file of version 5',
    remedy: () => "Save it in MATLAB as HDF5: save('cube.mat', 'cube', '-v7.3'); or in Python: scipy.io.loadmat, then h5py.",
  },
  {
    start: '\x93NUMPY',
    kind: 'a NumPy array',
    remedy: file =>
      `Write it as HDF5: python3 -c "import h5py, numpy; h5py.File('cube.h5', 'w')['img'] = numpy.load('${bare(file)}')".`,
  },
  {
    start: 'AAMVHFSS',
    kind: 'a Bruker Esprit map (.bcf)',
    remedy: () => 'Export it in Esprit as RAW (Lispix, .rpl with .raw), or write it with HyperSpy: hs.load(...).save("map.rpl").',
  },
  {
    start: 'CDF',
    kind: 'a netCDF file of the classic format',
    remedy: file => `Write it as netCDF-4: nccopy -k nc4 ${file} cube.nc.`,
  },
  { start: '\x0e\x03\x13\x01', kind: 'an HDF4 file', remedy: file => `Write it as HDF5: h4toh5 ${file} cube.h5.` },
  { start: 'EHFA_HEADER_TAG', kind: 'an ERDAS image', remedy: file => `Write it as a TIFF: gdal_translate ${file} cube.tif.` },
  { start: 'PDS_VERSION_ID', kind: 'a PDS image', remedy: file => `Write it as ENVI: gdal_translate -of ENVI ${file} cube.dat.` },
  { start: 'WDF1', kind: 'a Renishaw WiRE map (.wdf)', remedy: () => 'Write it with HyperSpy: hs.load(...).save("map.hspy").' },
  { start: '<', kind: 'an HTML or XML text', remedy: () => 'A server that answers with a page sends it instead of a file.' },
  { start: '{', kind: 'a JSON text' },
];

/** A file name as a shell takes it. */
const quoted = (name: string): string => (/^[\w./:+-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`);

/** What a file is by its first bytes (a character a byte) and what to do with it; undefined for one of no known kind. */
export function strangerOf(text: string, name: string): { readonly kind: string; readonly remedy?: string } | undefined {
  const found = STRANGERS.find(({ start, at = 0 }) => text.startsWith(start, at));
  return found && { kind: found.kind, remedy: found.remedy?.(quoted(name)) };
}
