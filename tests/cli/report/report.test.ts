import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import { reportHtml } from '../../../cli/report/index.js';
import { labelPixels, picture } from '../../../cli/report/picture.js';
import { stylesOf } from '../../../formats/result/index.js';
import { celestial, fakeRun, fakeSegmentation } from '../products/fake.js';

const nasty = '"><img src=x onerror=alert(1)>\'&.fits';

/** The page without its images, whose base64 may spell anything. */
const text = (page: string) => page.replace(/base64,[^"]*/g, '');

describe('the page', () => {
  test('is the same text twice, also after other reports in the same process', () => {
    const first = reportHtml(fakeSegmentation({ exact: false }), fakeRun);
    reportHtml(fakeSegmentation({ format: 'TIFF', latent: 2 }), fakeRun);
    expect(reportHtml(fakeSegmentation({ exact: false }), fakeRun)).toBe(first);
  });

  test('fetches nothing and runs nothing', () => {
    const page = reportHtml(fakeSegmentation({ frame: celestial, exact: false }), fakeRun);
    expect(page.match(/https?:\/\/|url\((?!#)|@import|<script|<link|<iframe|javascript:/i)).toBeNull();
    expect(page.match(/<[^>]*\son[a-z]+\s*=/i)).toBeNull();
    for (const [, target] of page.matchAll(/\s(?:src|href)="([^"]*)"/g)) expect(target).toMatch(/^(data:image\/png;base64,|#)/);
    expect(page).toContain("default-src 'none'; img-src data:; style-src 'unsafe-inline'");
  });

  test('a cube on the sky stands with its first row at the bottom, any other with it on top, whatever its format', () => {
    const labels = { width: 14, height: 9, data: Uint8Array.from({ length: 14 * 9 }, (_, i) => (i < 5 * 14 ? 1 : 2)) };
    for (const format of ['FITS', 'TIFF'] as const)
      for (const frame of [{ kind: 'none' } as const, celestial]) {
        const segmentation = { ...fakeSegmentation({ format, frame, exact: false }), labels };
        const map = picture(labelPixels(labels, [...stylesOf(segmentation, {}).values()]), frame === celestial);
        const page = reportHtml(segmentation, fakeRun);
        expect(page).toContain(map.src);
        expect(page).toContain(`The first row is at the ${frame === celestial ? 'bottom' : 'top'}.`);
      }
  });

  test('escapes whatever comes from the data', () => {
    const segmentation = fakeSegmentation({ name: nasty, unit: nasty, warnings: [nasty] });
    const { card, axis, encoderAxis } = segmentation;
    const hostile = {
      ...segmentation,
      engine: nasty,
      axis: { ...axis, unit: nasty },
      encoderAxis: { ...encoderAxis, label: nasty },
      card: {
        ...card,
        name: nasty,
        description: nasty,
        licence: nasty,
        steps: [{ name: nasty, version: 1 as const, [nasty]: nasty }],
      },
    };
    const styles = [{ id: 1, name: nasty, color: '#102030' }];
    const page = reportHtml(hostile, { ...fakeRun, version: nasty, options: { [nasty]: nasty }, styles });
    const { document } = parseHTML(page);
    expect(page.includes('<img src=x')).toBe(false);
    expect(document.querySelectorAll('[onerror]').length).toBe(0);
    expect(
      [...document.querySelectorAll('img')].every(img => img.getAttribute('src')?.startsWith('data:image/png;base64,')),
    ).toBe(true);
    expect(document.querySelector('h1')?.textContent).toBe(nasty);
    expect(document.querySelector('.warnings li')?.textContent).toBe(nasty);
  });

  test('says how the latents were clustered, and what was measured on the cube', () => {
    const segmentation = fakeSegmentation();
    const methodOf = (page: string): string | undefined =>
      [...parseHTML(page).document.querySelectorAll('.facts div')].find(fact => fact.textContent?.startsWith('Method'))
        ?.textContent ?? undefined;
    expect(methodOf(reportHtml(segmentation, fakeRun))).toMatch(/K.means$/);
    const sweep = segmentation.sweep.map(entry => ({ ...entry, mixture: -1000 * entry.k }));
    expect(methodOf(reportHtml({ ...segmentation, sweep }, fakeRun))).toMatch(/mixtures of Gaussians told apart by neighbours$/);
    const steps = [{ name: 'unit', version: 1 as const, softening: 3, faint: 0.1 }];
    const measured = [{ name: 'unit', values: { level: 93.5171 } }];
    const page = reportHtml({ ...segmentation, card: { ...segmentation.card, steps }, measured }, fakeRun);
    expect(parseHTML(page).document.querySelector('.steps li')?.textContent).toMatch(
      /faint 0\.1\); measured on this cube: level 93\.52$/,
    );
    const off = reportHtml({ ...segmentation, card: { ...segmentation.card, steps } }, { ...fakeRun, options: { faint: 0 } });
    expect(parseHTML(off).document.querySelector('.steps li')?.textContent).toMatch(/\(softening 3\)$/);
  });

  test('refuses a colour that could break out of the style sheet', () => {
    const styles = [{ id: 1, name: 'x', color: 'red}</style><script>' }];
    expect(() => reportHtml(fakeSegmentation(), { ...fakeRun, styles })).toThrow(/colour/);
  });

  test('every picture has a text, every id is used once', () => {
    const { document } = parseHTML(reportHtml(fakeSegmentation({ frame: celestial, exact: false }), fakeRun));
    for (const svg of document.querySelectorAll('svg'))
      expect(svg.getAttribute('aria-label') ?? svg.getAttribute('aria-hidden')).toBeTruthy();
    for (const img of document.querySelectorAll('img')) expect(img.hasAttribute('alt')).toBe(true);
    const ids = [...document.querySelectorAll('[id]')].map(node => node.getAttribute('id'));
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
  });

  test('holds no time and no date', () => {
    expect(reportHtml(fakeSegmentation(), fakeRun).match(/20\d\d-\d\d-\d\d|\d\d:\d\d:\d\d/)).toBeNull();
  });
});

describe('what it shows', () => {
  const { document } = parseHTML(reportHtml(fakeSegmentation({ frame: celestial, exact: false }), fakeRun));
  const labelled = (label: string) => document.querySelector(`svg[aria-label^="${label}"]`);

  test('the chosen K, why, and the runner-up', () => {
    const verdict = document.querySelector('.verdict')?.textContent?.replace(/\u202f/g, ' ');
    expect(verdict).toContain('2 clusters');
    expect(verdict).toContain('largest mean silhouette of clusters: 0.5');
    expect(verdict).toContain('Next best: 3 clusters with 0.4');
  });

  test('a map, a mask, a spectrum and three averages for each cluster, and a map of every K', () => {
    expect(labelled('Brightness of the cube')?.textContent).toMatch(/N.*E|E.*N/);
    expect(labelled('Label map of 2 clusters')).not.toBeNull();
    for (const id of [1, 2]) {
      expect(document.querySelector(`img[alt="Mask of cluster ${id}"]`)).not.toBeNull();
      expect(labelled(`Mean spectrum of cluster ${id}, peaks at 4761.3 Å`)).not.toBeNull();
      expect(labelled(`Three averages of cluster ${id}`)?.querySelectorAll('[stroke-dasharray]').length).toBe(2);
    }
    expect([...document.querySelectorAll('input[name=k]')].map(input => input.getAttribute('value'))).toEqual(['2', '3']);
    expect(document.querySelector('input[name=k][checked]')?.getAttribute('value')).toBe('2');
    expect(document.querySelector('#panel-3 .legend tbody')?.children.length).toBe(3);
  });

  test('axes with units, confidence with colour bars, pairs of latent axes', () => {
    expect(labelled('Mean spectra of 2 clusters')?.textContent).toContain('Wavelength in air (Å)');
    expect(labelled('Mean spectra of 2 clusters')?.textContent).toContain('Mean (counts)');
    for (const name of ['silhouette', 'margin', 'reconstruction error']) expect(labelled(`Colour bar of ${name}`)).not.toBeNull();
    expect(document.querySelectorAll('#latents svg').length).toBe(9);
    const dots = labelled('Latent axis 1 against')?.querySelectorAll('circle').length;
    expect(dots).toBeGreaterThan(90);
    expect(dots).toBeLessThanOrEqual(14 * 9 - 18);
  });

  test("the paper's figures: waterfalls under means, differences, the cube summed up, colours through masks", () => {
    for (const id of [1, 2]) {
      for (const kind of ['Reconstructed', 'True']) {
        const label = `${kind} spectra of cluster ${id}`;
        expect(labelled(label)?.textContent).toContain('Wavelength (Å)');
        expect(labelled(label)?.querySelector('image')?.getAttribute('href')).toMatch(/^data:image\/png;base64,/);
        expect(document.querySelector(`svg[aria-label$="${label}"] path`)).not.toBeNull();
      }
      expect(
        document.querySelector(`#averages [aria-label^="Decoded minus preprocessed spectra of cluster ${id}, 12 of"]`),
      ).not.toBeNull();
      expect(document.querySelector(`#paper img[alt="Colours of cluster ${id}"]`)).not.toBeNull();
    }
    for (const name of ['Original', 'Decoded', 'Embedded']) expect(labelled(`${name} cube integrated`)).not.toBeNull();
    expect(document.querySelector('#paper img[alt="False colours"]')).not.toBeNull();
    for (const bar of ['the waterfalls', 'the differences']) expect(labelled(`Colour bar of ${bar}`)).not.toBeNull();
  });

  test('a matrix of latent axes: histograms on the diagonal, scatter above, contours below', () => {
    const names = [...document.querySelectorAll('#latents svg')].map(svg => svg.getAttribute('aria-label')?.split(',')[0]);
    const kinds = names.map(name => (/^Spaxels/.test(name!) ? 'h' : /^Latent/.test(name!) ? 's' : 'c')).join('');
    expect(kinds).toBe('hsschscch');
    expect(names[1]).toBe('Latent axis 1 against latent axis 2');
    expect(names[3]).toBe('Density of each cluster in latent axes 1 and 2');
    const bars = [...document.querySelectorAll('#latents svg[aria-label$="axis 1, one upon the other"] rect')];
    expect(bars.length).toBeGreaterThan(10);
  });

  test('a given picture stands for the false colours', () => {
    const rgb = { width: 28, height: 18, data: new Uint8Array(28 * 18 * 3).fill(90) };
    const page = parseHTML(reportHtml(fakeSegmentation(), { ...fakeRun, rgb })).document;
    expect(page.querySelector('#paper img[alt="The picture"]')?.getAttribute('width')).toBe('28');
    expect(page.querySelector('#paper img[alt="False colours"]')).toBeNull();
  });

  test('what a result does not carry is not shown', () => {
    const page = parseHTML(reportHtml(fakeSegmentation({ examples: false }), fakeRun)).document;
    expect(page.querySelector('#paper')).toBeNull();
    expect([...page.querySelectorAll('nav a')].map(a => a.getAttribute('href'))).not.toContain('#paper');
    expect(page.querySelector('#averages image')).toBeNull();
  });

  test('standard errors only where the silhouette was sampled', () => {
    const exact = parseHTML(reportHtml(fakeSegmentation(), fakeRun)).document;
    expect(document.querySelector('#choice')?.textContent).toContain('one standard error');
    expect(exact.querySelector('#choice')?.textContent).not.toContain('one standard error');
  });

  test('the provenance: version, engine, seed, checksum, steps in words, options', () => {
    const text = document.querySelector('#provenance')?.textContent ?? '';
    for (const part of ['cloisonne 0.0.0', 'cpu', fakeRun.input.sha256, 'compress with asinh', 'scale 3', '2..3'])
      expect(text).toContain(part);
  });
});

describe('odd segmentations', () => {
  test.each([
    ['one latent axis has no scatter', { latent: 1 }],
    ['many bands are thinned', { bands: 4000 }],
    ['a row of spaxels', { height: 1 }],
    ['no unit', { unit: '' }],
  ])('%s', (_, options) => {
    const page = reportHtml(fakeSegmentation(options), fakeRun);
    expect(text(page).match(/NaN|Infinity|undefined/)).toBeNull();
    expect(page.length).toBeLessThan(1_500_000);
  });

  test('all is missing but the labels', () => {
    const segmentation = fakeSegmentation();
    const nothing = new Float32Array(14 * 9).fill(Number.NaN);
    const confidence = { silhouette: nothing, margin: nothing, reconstruction: nothing };
    const page = reportHtml({ ...segmentation, brightness: nothing, confidence }, fakeRun);
    expect(text(page).match(/NaN|Infinity|undefined/)).toBeNull();
  });
});
