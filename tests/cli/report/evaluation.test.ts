import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import { mislabelled } from '../../../cli/report/evaluation.js';
import { evaluationHtml } from '../../../cli/report/index.js';
import { fakeEvaluation } from './fake-evaluation.js';

const page = (more = {}) => parseHTML(evaluationHtml(fakeEvaluation(more))).document;

describe('the page of an evaluation', () => {
  const document = page();

  test('names what is wrong and what has no label, spaxel by spaxel', () => {
    const { data } = mislabelled(fakeEvaluation());
    expect([...data.subarray(0, 12)]).toEqual(Array(12).fill(0));
    expect([...data.subarray(12, 24)]).toEqual([1, 1, 1, 2, 1, 1, 1, 2, 3, 3, 3, 2]);
    const caption = document.querySelector('#maps figure:nth-child(3) figcaption')?.textContent;
    expect(caption).toMatch(/Right: 48 \(50.%\).*Wrong: 24 \(25.%\).*No label: 24 \(25.%\)/);
  });

  test('the confusion has its matches on the diagonal and no cell for a partner that is missing', () => {
    const svg = document.querySelector('svg[aria-label^="Confusion of 3 true classes"]');
    const shares = [...svg!.querySelectorAll('text')].map(node => node.textContent);
    expect(shares.filter(text => text === '0.75').length).toBe(2);
    expect(svg?.textContent).toContain('Label 4');
    expect(svg?.textContent).toContain('none for 3');
    expect(svg?.textContent).toContain('Unclassified');
    expect(svg?.textContent).toContain('No data');
    // Three classes by the labels 4, 2, 0 and 9; the column of the missing partner stays empty.
    expect(svg?.querySelectorAll('rect[fill="var(--accent)"], g[fill="var(--accent)"] rect').length).toBe(12);
  });

  test('methods and classes in tables; counts add up', () => {
    const row = [...document.querySelectorAll('#methods tbody tr')].map(tr => tr.textContent);
    expect(row).toHaveLength(1);
    expect(row[0]).toContain('its own');
    const cells = [...document.querySelectorAll('#classes tbody tr:first-child td.n')].map(td => Number(td.textContent));
    expect(cells.slice(0, 5)).toEqual([32, 24, 8, 8, 56]);
    expect(document.querySelector('.facts')?.textContent).toMatch(/Unclassified16; of the others/);
  });

  test('a class takes the colour of its label, one without a partner a colour of its own', () => {
    expect(document.querySelector('#classes .chip-4')).not.toBeNull();
    expect(document.querySelector('style')?.textContent).toContain('.chip-4{background:#336699');
    expect(document.querySelectorAll('#maps image').length).toBe(3);
  });

  test('a picture through each mask', () => {
    expect(document.querySelector('#masks')).toBeNull();
    const rgb = { width: 12, height: 9, data: new Uint8Array(12 * 9 * 3).fill(99) };
    expect([...page({ rgb }).querySelectorAll('#masks img')].map(img => img.getAttribute('alt'))).toEqual([
      'The picture',
      'Colours of cluster 2',
      'Colours of cluster 4',
      'Colours of cluster 9',
    ]);
  });

  test('escapes names, fetches nothing, runs nothing, uses every id once, and is the same twice', () => {
    const nasty = '"><img src=x onerror=alert(1)>';
    const facts = fakeEvaluation({ name: nasty, truthName: nasty, styles: [{ id: 2, name: nasty, color: '#112233' }] });
    const text = evaluationHtml(facts);
    expect(evaluationHtml(facts)).toBe(text);
    const hostile = parseHTML(text).document;
    expect(hostile.querySelectorAll('[onerror],script').length).toBe(0);
    expect(hostile.querySelector('h1')?.textContent).toBe(nasty);
    expect(text.match(/https?:\/\/|url\((?!#)|@import|<script|<link/i)).toBeNull();
    const ids = [...hostile.querySelectorAll('[id]')].map(node => node.getAttribute('id'));
    expect(new Set(ids).size).toBe(ids.length);
    for (const svg of hostile.querySelectorAll('svg')) expect(svg.getAttribute('aria-label')).toBeTruthy();
  });
});
