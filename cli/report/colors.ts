const channels = (color: string) => [1, 3, 5].map(i => Number.parseInt(color.slice(i, i + 2), 16));

/** Relative luminance (WCAG 2) of #rrggbb. */
export function luminance(color: string): number {
  const [r, g, b] = channels(color).map(byte => (byte <= 10 ? byte / 3294.6 : ((byte / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function towards(color: string, end: number, done: (luminance: number) => boolean): string {
  let mixed = color;
  for (let share = 0; share <= 1 && !done(luminance(mixed)); share += 0.05)
    mixed = `#${channels(color)
      .map(byte =>
        Math.round(byte + (end - byte) * share)
          .toString(16)
          .padStart(2, '0'),
      )
      .join('')}`;
  return mixed;
}

/** The colour, darkened or lightened until a thin line of it stands out (contrast 2.4 or more) on a light and on a dark page. */
export const lineColors = (color: string): { light: string; dark: string } => ({
  light: towards(color, 0, y => 1.02 / (y + 0.05) >= 2.4),
  dark: towards(color, 255, y => (y + 0.05) / 0.058 >= 2.8),
});
