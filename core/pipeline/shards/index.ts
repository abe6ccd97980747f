export { prepareShared } from './prepare.js';
export {
  type EncodedPart,
  entryNames,
  joined,
  type LabelledPart,
  loadAll,
  loadClusters,
  loadEntry,
  loadSums,
  type Shard,
  saveClusters,
  shardsOf,
  shareOf,
} from './store.js';
