/** The last part of a path or URL, with an HDU named after it: products must not depend on where a file lies. */
export function basenameOf(name: string): string {
  return name.replace(/[?#].*$/, '').replace(/^.*[\\/]/, '');
}
