/** The last part of a path or URL, with an HDU named after it: products must not depend on where a file lies. */
export function basenameOf(name: string): string {
  // A dataset has slashes of its own.
  const [, path = '', inside = ''] = /^(.*?)(\[[^[\]]*\])?$/s.exec(name.replace(/[?#].*$/, '')) ?? [];
  return path.replace(/^.*[\\/]/, '') + inside;
}
