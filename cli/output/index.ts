export { guarded, outputError } from './errors.js';
export { exists, makeFolder, readChecked, writeShared, writeWhole } from './files.js';
export { type FileList, readList } from './list.js';
export { type Output, type OutputOptions, openOutput } from './open.js';
export { withSink } from './sink.js';
