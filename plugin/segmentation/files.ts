import { UsageError } from '../../core/cube/errors.js';

/** What a person chose, taken apart. */
export interface ChosenFiles {
  /** The cube, or the header that describes it. */
  readonly source: File;
  /** What belongs to it, and is found by its name. */
  readonly beside: readonly File[];
  /** A file with the spectral axis. */
  readonly axis?: File;
}

const HEADERS = /\.(hdr|rpl)$/i;
const DATA = /\.(raw|dat|img|bil|bip|bsq)$/i;
const AXES = /\.(csv|json)$/i;
const CUBES = /\.(fits?|fts|tiff?|h5|hdf5?|he5|hspy|nxs|nc|mat|edf|emd|zip)(\.gz|\.fz)?$/i;
/** Endings of the data of a header, as people know them. */
const dataOf = (stem: string, header: string) =>
  /rpl$/i.test(header)
    ? `${stem}.raw`
    : ['raw', 'dat', 'img']
        .map(end => `${stem}.${end}`)
        .join(', ')
        .replace(/, ([^,]*)$/, ' or $1');

const stemOf = (name: string) => name.replace(/\.[^.]*$/, '');
const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

/** Whether a file is the data of a header: `scan.raw`, `scan` or `scan.raw` for `scan.raw.hdr`. */
const belongs = (header: File, data: File) =>
  data !== header &&
  !HEADERS.test(data.name) &&
  !AXES.test(data.name) &&
  [data.name, stemOf(data.name)].some(name => same(name, stemOf(header.name)));

/** The cube among the files that a person chose or dropped. Throws UsageError that says, for a person, what is missing or too much. */
export function chosenFiles(files: readonly File[]): ChosenFiles {
  const seen = files.filter(({ name }) => !name.startsWith('.'));
  const axes = seen.filter(({ name }) => AXES.test(name));
  const rest = seen.filter(file => !axes.includes(file));
  const headers = rest.filter(({ name }) => HEADERS.test(name));
  const described = headers.flatMap(header => rest.filter(file => belongs(header, file)));
  const pairs = headers.filter(header => rest.some(file => belongs(header, file)));
  const whole = rest.filter(({ name }) => CUBES.test(name));
  const cubes = [...pairs, ...whole.filter(file => !described.includes(file))];
  // The parts of a series of one format belong together.
  const series = cubes.length > 1 && cubes.every(({ name }) => /\.edf$/i.test(name));
  if (cubes.length > 1 && !series) throw new UsageError(`There are ${cubes.length} cubes: ${namesOf(cubes)}. Choose one of them`);
  const [source = rest[0]] = cubes.toSorted((p, q) => p.name.localeCompare(q.name, 'en', { numeric: true }));
  if (!source) throw new UsageError(seen.length === 0 ? 'The folder is empty' : `${namesOf(seen)}: there is no cube among them`);
  if (cubes.length === 0) {
    const [header] = headers;
    if (header) throw new UsageError(`${header.name} is the header; choose ${dataOf(stemOf(header.name), header.name)} as well`);
    if (DATA.test(source.name))
      throw new UsageError(
        `${source.name} is the data; choose its header, ${stemOf(source.name)}.hdr or ${stemOf(source.name)}.rpl, as well`,
      );
    if (rest.length > 1) throw new UsageError(`Which of these is the cube? ${namesOf(rest)}. Choose one of them`);
  }
  const [axis] = axes;
  return { source, beside: rest.filter(file => file !== source), ...(axes.length === 1 && { axis }) };
}

const namesOf = (files: readonly File[]) => {
  const names = files.map(({ name }) => name);
  return names.length > 4 ? `${names.slice(0, 4).join(', ')} and ${names.length - 4} more` : names.join(', ');
};

/** The files of a drop, with those of its folders. */
export async function droppedFiles(data: DataTransfer): Promise<readonly File[]> {
  const entries = [...data.items].flatMap(item => item.webkitGetAsEntry?.() ?? []);
  if (entries.length === 0) return [...data.files];
  const filesOf = async (entry: FileSystemEntry): Promise<readonly File[]> => {
    if (entry.isFile) return [await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject))];
    const reader = (entry as FileSystemDirectoryEntry).createReader();
    const found: FileSystemEntry[] = [];
    // A call gives some of them; the last gives none.
    for (;;) {
      const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
      if (some.length === 0) break;
      found.push(...some);
    }
    // What lies deeper is not of this cube.
    return (await Promise.all(found.filter(one => one.isFile).map(filesOf))).flat();
  };
  return (await Promise.all(entries.map(filesOf))).flat();
}
