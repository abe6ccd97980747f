import type { H5Dataset } from './library.js';
import { attributeOf, numberOf, textOf } from './values.js';
import type { VirtualFile } from './virtual-file.js';

/** What attributes say of the samples of a dataset. */
export interface SampleFacts {
  /** Stored value that stands for missing. */
  readonly nodata?: number;
  /** CF: a sample is what is stored times `scale` plus `offset`. */
  readonly scale: number;
  readonly offset: number;
  /** Unit of the samples, or ''. */
  readonly unit: string;
  /** MATLAB stores the axes of an array in reverse. */
  readonly matlab: boolean;
}

/** Reads the value that stands for missing, the scale and the unit of a dataset's samples, by the names of CF and of NEON. */
export async function sampleFacts(file: VirtualFile, dataset: H5Dataset, signal?: AbortSignal): Promise<SampleFacts> {
  return file.run(() => {
    const { attrs } = dataset;
    const finite = (value: number, absent: number): number => (Number.isFinite(value) ? value : absent);
    const missing = numberOf(attributeOf(attrs, '_FillValue', 'missing_value', 'Data_Ignore_Value'));
    return {
      nodata: Number.isNaN(missing) ? undefined : missing,
      scale: finite(numberOf(attributeOf(attrs, 'scale_factor')), 1) || 1,
      offset: finite(numberOf(attributeOf(attrs, 'add_offset')), 0),
      unit: textOf(attributeOf(attrs, 'units', 'Units')).replace(/^1$/, ''),
      matlab: 'MATLAB_class' in attrs,
    };
  }, signal);
}
