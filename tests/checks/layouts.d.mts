/** A layout: its name, its file below tests/fixtures, and the options that the file needs. */
export interface Layout {
  readonly layout: string;
  readonly file: string;
  readonly options?: Readonly<Record<string, string>>;
}
/** The layouts of tests/fixtures/layouts/layouts.json. */
export const layouts: readonly Layout[];
/** The row of the table for a layout, by what the program says of its file. */
export function layoutRow(layout: Layout): Promise<string>;
