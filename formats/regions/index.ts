export { type MapPlace, mapPlace } from './crs.js';
export { ds9Regions } from './ds9.js';
export { geoJson } from './geojson.js';
export { type Shapes, shapesOf } from './shapes.js';
export { annotationPage } from './w3c.js';
