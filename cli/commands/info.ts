import { axisLabel } from '../../core/cube/axis.js';
import { UsageError } from '../../core/cube/errors.js';
import { formatBytes } from '../../core/cube/memory.js';
import type { SampleSource, SpectralAxis } from '../../core/cube/types.js';
import { displayUnit } from '../../core/cube/units.js';
import { checkAxis } from '../../core/encoder/check-axis.js';
import type { EncoderCard } from '../../core/encoder/types.js';
import { exampleNames } from '../../formats/registry.js';
import { axisToJson } from '../../formats/table/index.js';
import type { Command } from '../command.js';
import { openInput } from '../inputs.js';
import { inputOptions, jsonOption } from '../options.js';
import { print } from '../print.js';
import { inputFrom } from '../selection.js';
import { shippedCards } from '../shipped.js';

/** `cloisonne info CUBE` and `cloisonne info --engines`. */
export const infoCommand: Command = {
  positionals: {
    cube: {
      describe: `${exampleNames()}, a URL or - (a pipe)`,
      type: 'string',
    },
  },
  options: {
    ...inputOptions,
    engines: { type: 'boolean', default: false, describe: 'list the compute engines, and the command that adds a missing one' },
    ...jsonOption,
  },
  examples: [
    ['cloisonne info cube.fits', 'shape, axis, units, warnings'],
    ['cloisonne info --engines', 'which engines can be used here'],
  ],
  async run(argv) {
    if (argv.engines) return printEngines(argv.json === true);
    if (argv.cube === undefined)
      throw new UsageError('info needs a cube', { remedy: 'cloisonne info cube.fits, or cloisonne info --engines.' });
    const source = await openInput(String(argv.cube), inputFrom(argv));
    try {
      const encoders = fittingEncoders(source.spectralAxis);
      print(argv.json ? `${JSON.stringify(asJson(source, encoders))}\n` : `${asText(source, encoders)}\n`);
    } finally {
      await source.close();
    }
  },
};

/** Names of the shipped encoders that fit a spectral axis. */
function fittingEncoders(axis: SpectralAxis): string[] {
  const fits = (card: EncoderCard): boolean => {
    try {
      return checkAxis(card, axis).length >= 0;
    } catch {
      return false;
    }
  };
  return shippedCards()
    .filter(fits)
    .map(({ name }) => name);
}

/** What `info --json` says of a cube; `options` are those of the command. Throws InputError and UsageError. */
export async function infoOf(cube: string, options: Record<string, unknown> = {}): Promise<ReturnType<typeof asJson>> {
  const source = await openInput(cube, inputFrom(options));
  try {
    return asJson(source, fittingEncoders(source.spectralAxis));
  } finally {
    await source.close();
  }
}

function asJson(source: SampleSource, encoders: readonly string[]) {
  const { name, format, shape, dtype, unit, spectralAxis, frame, warnings } = source;
  return {
    ...{ name, format, ...shape, dtype, unit, spectralAxis: axisToJson(spectralAxis), frame: frame.kind },
    ...{
      variance: source.variance !== undefined,
      quality: source.flagged?.()?.by ?? null,
      axisFrom: source.axisFrom || null,
      contents: source.contents ?? [],
      samples: shape.width * shape.height * shape.bands,
      notes: source.notes ?? [],
      warnings,
      encoders,
    },
  };
}

function asText(source: SampleSource, encoders: readonly string[]): string {
  const { shape, spectralAxis: axis, frame } = source;
  const { width, height, bands } = shape;
  const place = frame.kind === 'celestial' ? 'celestial WCS' : frame.kind === 'geotiff' ? 'GeoTIFF' : 'none';
  const rows: [string, string][] = [
    ['cube', source.name],
    ['format', `${source.format}, ${source.dtype}${source.unit ? `, in ${source.unit}` : ''}`],
    ['shape', `${width} x ${height} spaxels x ${bands} bands (${formatBytes(width * height * bands * 4)} as float32)`],
    ['spectral axis', axisText(axis)],
    ...(source.axisFrom ? [['  taken from', source.axisFrom] as [string, string]] : []),
    ['frame', place],
    ['variance', source.variance ? 'yes' : 'no'],
    ['quality', source.flagged?.()?.by ?? 'no flags'],
    ...contentsText(source),
    [
      'encoders',
      encoders.length > 0
        ? encoders.join(', ')
        : 'no shipped one fits as it is; segment tries those of coarser bins, else fits a PCA on a sample',
    ],
    ...(source.notes ?? []).map((note): [string, string] => ['note', note]),
    ...source.warnings.map((warning): [string, string] => ['warning', warning]),
  ];
  return rows.map(([key, value]) => `${key.padEnd(14)} ${value}`).join('\n');
}

/** Parts that are listed at most. */
const MOST_PARTS = 60;

/** A row for each part of the file. */
function contentsText({ contents = [] }: SampleSource): [string, string][] {
  if (contents.length < 2) return [];
  const shown = contents.slice(0, MOST_PARTS);
  const width = (key: 'part' | 'size' | 'type'): number => Math.max(...shown.map(part => part[key].length));
  const [parts, sizes, types] = [width('part'), width('size'), width('type')];
  const rows = shown.map(({ part, size, type, unit, taken, why }) => {
    const facts = [part.padEnd(parts), size.padEnd(sizes), type.padEnd(types), unit].join('  ').trimEnd();
    const said = [taken === 'another cube' ? taken : taken && `taken as ${taken}`, why].filter(Boolean).join(': ');
    return said ? `${facts}  ${said}` : facts;
  });
  if (contents.length > shown.length) rows.push(`and ${contents.length - shown.length} more`);
  return rows.map((row, i): [string, string] => [i === 0 ? 'in the file' : '', row]);
}

function axisText(axis: SpectralAxis): string {
  const { values, names, unit } = axis;
  const bands = values.length;
  const [first, last] = [values[0], values[bands - 1]].map(v => Number(v.toPrecision(8)));
  if (axis.kind === 'channel') return names ? `bands ${listed(names)}` : `band numbers ${first} to ${last}`;
  const step = bands > 1 ? Number(((values[bands - 1] - values[0]) / (bands - 1)).toPrecision(5)) : 0;
  const range = `${first} to ${last} ${displayUnit(unit)}`.trim();
  return `${axisLabel({ kind: axis.kind, unit: '' })}, ${range}${bands > 1 ? `, about ${step} a band` : ''}`;
}

const listed = (names: readonly string[]): string =>
  names.length > 8 ? `${names.slice(0, 3).join(', ')} ... ${names[names.length - 1]}` : names.join(', ');

async function printEngines(json: boolean): Promise<void> {
  const { engineReports } = await import('../../core/engine/index.js');
  const reports = await engineReports();
  if (json) {
    print(`${JSON.stringify(reports)}\n`);
    return;
  }
  for (const { name, available, detail, install, trains } of reports) {
    const use = available ? (trains ? 'encode, train' : 'encode') : '-';
    const line = `${available ? '✓' : '·'} ${name.padEnd(14)} ${use.padEnd(14)} ${detail}`;
    print(`${line}${install ? `; \`${install}\` adds it` : ''}\n`);
  }
}
