/** Version of this package, for results made in a page, which cannot read package.json. */
export const version = '0.1.0';
