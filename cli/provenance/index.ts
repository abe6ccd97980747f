export { absoluteName, cubeFacts, type FileFacts, fileFacts, type UsedFile, usedFile } from './input.js';
export { type ProvFacts, provJson } from './prov.js';
export { isRecordedFile, type RecordedFile } from './recorded.js';
export { isIntact, sealed, unsealed } from './seal.js';
