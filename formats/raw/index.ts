export { type Beside, firstBeside, headerBeside, headerText, headOf, needBeside, stemOf } from './beside.js';
export { RawCube, type RawCubeParts } from './cube.js';
export { checkSize, type Interleave, interleaved } from './layout.js';
