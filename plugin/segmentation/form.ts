import { UsageError } from '../../core/cube/errors.js';
import { element } from '../legend/dom.js';
import { chosenFiles } from './files.js';
import type { OfferedEncoder } from './panel-types.js';
import { createStatedFields } from './stated-fields.js';
import type { PageRequest } from './types.js';

/** The form of a run. */
export interface SegmentForm {
  readonly root: HTMLFormElement;
  /** Whether the map is to lie over the image that the viewer shows, instead of the cube's own picture. */
  readonly overImage: boolean;
  /** What the person asks for. Throws UsageError, saying which field is empty or wrong. */
  request(): PageRequest;
  /** Takes files that were dropped. */
  take(files: readonly File[]): void;
  /** Shows the field whose option a message names, with the focus in it; nothing where it names none. */
  point(message: string): void;
  /** Locks the fields while a run goes on. */
  lock(locked: boolean): void;
}

const MB = 1024 ** 2;

let forms = 0;

/** Fields for cube, encoder, K, and what is seldom changed. `hasImage`: the viewer shows one; `given`: an address to begin with, or false: none is asked for. */
export function createForm(encoders: readonly OfferedEncoder[], hasImage: boolean, given: string | false = ''): SegmentForm {
  const field = (label: string, ...inputs: HTMLElement[]) => element('label', {}, element('span', {}, label), ...inputs);
  const select = (label: string, ...options: (readonly [value: string, text: string])[]) =>
    element('select', { 'aria-label': label }, ...options.map(([value, text]) => element('option', { value }, text)));
  const number = (value: number, min: number, max: number, label: string) =>
    element('input', { type: 'number', value, min, max, step: 1, required: true, 'aria-label': label });

  // Any ending: data beside a header often have none.
  const file = element('input', { type: 'file', multiple: true });
  const address = element('input', {
    type: 'url',
    placeholder: 'https://',
    value: given || '',
    autocomplete: 'off',
    spellcheck: 'false',
  });
  file.addEventListener('change', () => {
    dropped = undefined;
    if (file.files?.length) address.value = '';
    update();
  });
  address.addEventListener('input', () => {
    if (address.value === '') return;
    file.value = '';
    dropped = undefined;
    update();
  });
  const encoder = select(
    'Encoder',
    ['auto', 'Automatic: by axis, else PCA'],
    ['pca', 'A PCA fitted on this cube'],
    ...encoders.map(({ name }, i) => [String(i), name] as const),
    ['files', 'From disk…'],
  );
  const files = element('input', { type: 'file', multiple: true, accept: '.json,.bin' });
  const filesField = field('Its files: encoder.json, model.json, weights.bin', files);
  const rebin = element('input', { type: 'checkbox' });
  const rebinField = element('label', { class: 'cloisonne-check' }, rebin, 'Resample the cube on to its bins');
  const [kMin, kMax] = [number(1, 1, 255, 'Fewest clusters'), number(10, 1, 255, 'Most clusters')];
  const over = select('Lay the map over', ['image', 'The image in the viewer'], ['own', 'The picture of the cube']);
  const engine = select(
    'Engine',
    ['auto', 'Automatic'],
    ['webgpu', 'WebGPU'],
    ['wasm', 'WebAssembly (reference)'],
    ['cpu', 'JavaScript (slow)'],
  );
  const seed = number(0, 0, 2 ** 31, 'Seed');
  const memory = number(1024, 64, 65536, 'Memory, MB');
  const hdu = element('input', { type: 'text', placeholder: 'DATA or 1', autocomplete: 'off', spellcheck: 'false' });
  const stated = createStatedFields();
  const name = element('span', { class: 'cloisonne-dropped' });
  const fields = element(
    'fieldset',
    {},
    element('legend', { class: 'cloisonne-heard' }, 'Cube and encoder'),
    field('Cube: FITS, TIFF, HDF5 or EDF; ENVI or .rpl with its data file', file),
    name,
    ...(given === false ? [] : [field('or its address', address)]),
    field('Encoder', encoder),
    filesField,
    rebinField,
    element('div', { class: 'cloisonne-pair' }, element('span', {}, 'Clusters'), kMin, ' to ', kMax),
    ...(hasImage ? [field('Lay over', over)] : []),
    element(
      'details',
      {},
      element('summary', {}, 'More'),
      element(
        'div',
        {},
        field('Engine', engine),
        field('Seed', seed),
        field('Memory, MB', memory),
        field('FITS extension', hdu),
        ...stated.fields,
      ),
    ),
  );
  let dropped: readonly File[] | undefined;
  const update = () => {
    filesField.hidden = encoder.value !== 'files';
    rebinField.hidden = ['auto', 'pca'].includes(encoder.value);
    name.textContent = dropped ? `Dropped: ${dropped.map(one => one.name).join(', ')}` : '';
  };
  encoder.addEventListener('change', update);
  update();

  const whole = (input: HTMLInputElement): number => {
    const { valueAsNumber: value } = input;
    if (Number.isInteger(value) && input.checkValidity()) return value;
    throw wrong(input, `${input.getAttribute('aria-label')} must be a whole number from ${input.min} to ${input.max}`);
  };
  const show = (input: HTMLElement) => {
    for (let at = input.closest('details'); at; at = at.parentElement?.closest('details') ?? null) at.open = true;
    input.focus();
  };
  const wrong = (input: HTMLElement, what: string) => {
    show(input);
    return new UsageError(what);
  };
  const chosen = (): Pick<PageRequest, 'source' | 'beside' | 'axis'> => {
    const picked = dropped ?? [...(file.files ?? [])];
    try {
      if (dropped || picked.length > 0) return chosenFiles(picked);
    } catch (err) {
      throw wrong(file, (err as Error).message);
    }
    if (address.value === '') throw wrong(file, given === false ? 'Choose a file' : 'Choose a file, or give an address');
    if (!/^https?:\/\/\S+$/i.test(address.value) || !URL.canParse(address.value))
      throw wrong(address, 'An address begins with https:// or http://');
    return { source: new URL(address.value) };
  };
  const encoderOf = (): PageRequest['encoder'] => {
    if (encoder.value === 'auto' || encoder.value === 'pca') return encoder.value;
    if (encoder.value !== 'files') return new URL(encoders[Number(encoder.value)].url, document.baseURI);
    if (!files.files?.length) throw wrong(files, 'Choose the files of the encoder');
    return [...files.files];
  };
  return {
    root: element('form', { id: `cloisonne-segment-${++forms}`, novalidate: true }, fields),
    get overImage() {
      return hasImage && over.value === 'image';
    },
    take(given) {
      dropped = given;
      file.value = '';
      address.value = '';
      update();
    },
    point(message) {
      const input = stated.named(message);
      if (input) show(input);
    },
    lock(locked) {
      fields.disabled = locked;
    },
    request() {
      const [fewest, most] = [whole(kMin), whole(kMax)];
      if (most < fewest) throw wrong(kMax, 'The most clusters are fewer than the fewest');
      const extension = hdu.value.trim();
      return {
        ...chosen(),
        encoder: encoderOf(),
        encoders: encoders.map(({ url }) => new URL(url, document.baseURI)),
        rebin: rebin.checked && !rebinField.hidden,
        ...{ kMin: fewest, kMax: most, seed: whole(seed), maxMemory: whole(memory) * MB },
        engine: engine.value as PageRequest['engine'],
        ...(extension !== '' && { hdu: /^\d+$/.test(extension) ? Number(extension) : extension }),
        ...stated.request(wrong),
      };
    },
  };
}
