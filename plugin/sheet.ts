const sheets = new Map<string, { readonly sheet: CSSStyleSheet; users: number }>();

/** Puts a style on the page, once for all who use it, in a way that a content security policy allows; the returned function takes it off. */
export function useSheet(text: string): () => void {
  let entry = sheets.get(text);
  if (!entry) {
    entry = { sheet: new CSSStyleSheet(), users: 0 };
    entry.sheet.replaceSync(text);
    sheets.set(text, entry);
  }
  const { sheet } = entry;
  const shared = entry;
  if (shared.users++ === 0) document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  let used = true;
  return () => {
    if (used && --shared.users === 0) document.adoptedStyleSheets = document.adoptedStyleSheets.filter(one => one !== sheet);
    used = false;
  };
}
