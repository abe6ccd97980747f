/** A number to nine digits, which is all a float32 holds; null for what JSON has no word for. */
export const jsonNumber = (value: number): number | null => (Number.isFinite(value) ? Number(value.toPrecision(9)) : null);

/** Numbers of a typed array for JSON. */
export const jsonNumbers = (values: ArrayLike<number>): (number | null)[] => Array.from(values, jsonNumber);

const isPlain = (value: unknown): boolean => typeof value !== 'object' || value === null;

/** JSON for people and programs: objects indented, lists of plain values on one line, one line feed at the end. */
export function jsonText(value: unknown): string {
  const write = (node: unknown, indent: string): string => {
    if (isPlain(node)) return JSON.stringify(node);
    const inner = `${indent}  `;
    const list = (open: string, parts: readonly string[], close: string) =>
      parts.length ? `${open}\n${inner}${parts.join(`,\n${inner}`)}\n${indent}${close}` : `${open}${close}`;
    if (Array.isArray(node)) {
      if (node.every(isPlain)) return JSON.stringify(node);
      return list(
        '[',
        node.map(item => write(item, inner)),
        ']',
      );
    }
    const entries = Object.entries(node as object).filter(([, item]) => item !== undefined);
    return list(
      '{',
      entries.map(([key, item]) => `${JSON.stringify(key)}: ${write(item, inner)}`),
      '}',
    );
  };
  return `${write(value, '')}\n`;
}
