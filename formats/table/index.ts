export { type CsvColumn, parseCsv, writeCsv } from './csv.js';
export { type EcsvColumn, writeEcsv } from './ecsv.js';
export { channelAxis, edgesOf, isMonotonic } from './edges.js';
export { type NamedValues, valuesInNames } from './in-names.js';
export { assumedUnit, measuredAxis } from './measured.js';
export { kindOf, type Quantity, quantityOf, quantityOfTitle } from './quantity.js';
export { type AxisJson, axisToJson, readAxisSidecar, sidecarLength } from './sidecar.js';
