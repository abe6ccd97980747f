export type { ChosenFlags } from './conventions.js';
export { type AskedCompanions, type Companions, findCompanions } from './find.js';
export { flagDecoder } from './flag-decoder.js';
export { type Meaning, meaningOf, type Role } from './role.js';
