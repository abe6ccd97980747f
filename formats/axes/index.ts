export { axisName, chooseAxes } from './choose.js';
export { type CoordinateFacts, namesFromText, roleOf, roleOfName } from './roles.js';
export type { ArrayAxis, AxisChoice, AxisRole, ChosenAxes } from './types.js';
