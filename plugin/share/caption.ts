import type { Layer } from '../types.js';
import type { Bar } from './scale.js';

/** An entry of the legend on a picture. */
interface Entry {
  readonly color: string;
  readonly name: string;
  readonly about: string;
}

const font = 'system-ui, sans-serif';
const [ink, soft, paper] = ['#24231f', '#5f5c53', '#fff'];
/** In CSS pixels: around everything, between columns, of a row, of a colour. */
const [pad, gap, row, swatch] = [16, 24, 36, 18];

/** The clusters that are seen of a layer, with their share of the scan and what they may be. */
export function entriesOf(layer: Layer): Entry[] {
  if (!layer.visible || layer.opacity === 0) return [];
  const { clusters, soloed } = layer;
  const total = clusters.reduce((sum, { id }) => sum + layer.count(id), 0);
  const seen = clusters.filter(({ id, visible }) => (soloed === null ? visible !== false : id === soloed));
  return seen.map(({ id, name, color }) => {
    const maybe = layer.suggestion(id)?.name;
    const share = `${((100 * layer.count(id)) / Math.max(1, total)).toFixed(1)} %`;
    return { color, name, about: maybe ? `${share}, may be: ${maybe}` : share };
  });
}

/** What stands under a picture of a view. */
export interface Caption {
  readonly title: string;
  readonly entries: readonly Entry[];
  readonly bar: Bar | undefined;
}

/** The picture of a view with a scale bar in its corner and, under it on white, the title and the legend; `density`: pixels of the canvas for a CSS pixel. */
export function captioned(sight: HTMLCanvasElement, { title, entries, bar }: Caption, density: number): HTMLCanvasElement {
  const [width, height] = [sight.width / density, sight.height / density];
  const columns = Math.max(1, Math.min(entries.length, Math.floor((width - 2 * pad + gap) / (220 + gap))));
  const column = (width - 2 * pad - (columns - 1) * gap) / columns;
  const below = 2 * pad + 20 + Math.ceil(entries.length / columns) * row;
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width: sight.width, height: Math.round((height + below) * density) });
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;
  context.fillStyle = paper;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(sight, 0, 0);
  context.scale(density, density);
  const write = (text: string, x: number, y: number, most: number, style: string, color: string) => {
    context.font = `${style} ${font}`;
    context.fillStyle = color;
    context.fillText(shortened(context, text, most), x, y);
  };
  write(title, pad, height + pad + 13, width - 2 * pad, '650 15px', ink);
  entries.forEach((entry, i) => {
    const [x, y] = [pad + (i % columns) * (column + gap), height + pad + 24 + Math.floor(i / columns) * row];
    context.fillStyle = entry.color;
    context.fillRect(x, y + 5, swatch, swatch);
    context.strokeStyle = '#0006';
    context.lineWidth = 1;
    context.strokeRect(x + 0.5, y + 5.5, swatch - 1, swatch - 1);
    write(entry.name, x + swatch + 8, y + 13, column - swatch - 8, '13px', ink);
    write(entry.about, x + swatch + 8, y + 28, column - swatch - 8, '11.5px', soft);
  });
  if (bar) drawBar(context, bar, width, height);
  return canvas;
}

/** White on black, readable over any picture. */
function drawBar(context: CanvasRenderingContext2D, { length, text }: Bar, width: number, height: number): void {
  const [right, y] = [width - pad, height - pad];
  context.font = `600 12px ${font}`;
  context.textAlign = 'right';
  context.lineCap = 'butt';
  for (const [color, wide] of [
    ['#000c', 6],
    ['#fff', 2.5],
  ] as const) {
    context.strokeStyle = color;
    context.lineWidth = wide;
    context.beginPath();
    context.moveTo(right - length - (wide > 3 ? 1.5 : 0), y);
    context.lineTo(right + (wide > 3 ? 1.5 : 0), y);
    context.stroke();
  }
  context.lineJoin = 'round';
  context.lineWidth = 4;
  context.strokeStyle = '#000c';
  context.strokeText(text, right, y - 9);
  context.fillStyle = '#fff';
  context.fillText(text, right, y - 9);
}

/** The text, or as much of it as is at most `most` wide with three dots. */
function shortened(context: CanvasRenderingContext2D, text: string, most: number): string {
  if (context.measureText(text).width <= most) return text;
  let end = text.length;
  while (end > 0 && context.measureText(`${text.slice(0, end)}…`).width > most) end--;
  return `${text.slice(0, end).trimEnd()}…`;
}
