import { join } from 'node:path';
import { VerificationError } from '../../core/cube/errors.js';
import { isObject } from '../../core/cube/json.js';
import { jsonText } from '../../formats/result/index.js';
import { codeOf } from '../output/errors.js';
import { isRecordedFile, type RecordedFile } from '../provenance/index.js';
import { readRegularText } from '../regular.js';
import { packageVersion } from '../version.js';
import { emitters, isOfKind } from './kinds.js';

/** The record of products that were written later than their result. */
export const emitRecordName = 'emit.json';

/** A kind of product that was written. */
export interface EmittedKind {
  readonly as: string;
  /** What --source was. */
  readonly source?: string;
  /** SHA-256 of the segmentation.json it was made from. */
  readonly segmentation: string;
}

/** What the record says that is needed to write them again. */
export interface EmitRecord {
  /** In the order of the kinds. */
  readonly products: readonly EmittedKind[];
  /** By path. */
  readonly files: readonly RecordedFile[];
}

/** The record as it stands in its file, without times: the same products, the same bytes. */
export const recordText = ({ products, files }: EmitRecord): string =>
  jsonText({
    ...{ format: 'cloisonne-emit', version: '1.1', software: `cloisonne ${packageVersion()}` },
    ...{ as: products.map(({ as }) => as), segmentation: shared(products, 'segmentation'), source: shared(products, 'source') },
    ...{ products, files },
  });

/** What all products have alike. */
function shared(products: readonly EmittedKind[], key: 'segmentation' | 'source'): string | undefined {
  const [first] = products;
  return products.every(product => product[key] === first[key]) ? first?.[key] : undefined;
}

/** An earlier record with products that were written anew, or for the first time. */
export function mergedRecord(
  earlier: EmitRecord | undefined,
  fresh: readonly EmittedKind[],
  files: readonly RecordedFile[],
): EmitRecord {
  const order = Object.keys(emitters);
  const kept = (earlier?.products ?? []).filter(({ as }) => !fresh.some(product => product.as === as));
  const others = (earlier?.files ?? []).filter(({ path }) => !fresh.some(({ as }) => isOfKind(as, path)));
  return {
    products: [...kept, ...fresh].sort((a, b) => order.indexOf(a.as) - order.indexOf(b.as)),
    files: [...others, ...files].sort((a, b) => (a.path < b.path ? -1 : 1)),
  };
}

/** Reads the record of a folder of products; undefined where there is none. Throws VerificationError for a damaged one. */
export async function readEmitRecord(folder: string): Promise<EmitRecord | undefined> {
  const where = join(folder, emitRecordName);
  try {
    return parse(JSON.parse(await readRegularText(where)));
  } catch (err) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(err))) return undefined;
    throw new VerificationError('the record of the products is damaged', { where, why: (err as Error).message, cause: err });
  }
}

function parse(json: unknown): EmitRecord {
  const { as, source, segmentation, files, products } = isObject(json) ? json : {};
  // Version 1.0 knew one source and one segmentation of all.
  const all: unknown[] = Array.isArray(products)
    ? products
    : Array.isArray(as)
      ? as.map(kind => ({ as: kind, source, segmentation }))
      : [undefined];
  const isKind = (value: unknown): value is EmittedKind => isObject(value) && Object.hasOwn(emitters, String(value.as));
  const strange = all.find(value => !isKind(value));
  if (strange !== undefined || !all.every(isKind)) throw new Error(`a kind of product is ${JSON.stringify(strange)}`);
  if (!Array.isArray(files) || !files.every(isRecordedFile)) throw new Error('a product is not described as it should be');
  return { products: all, files };
}
