// fitsjs has no types of its own; fitsjs.ts describes the part that is used.
declare module 'fitsjs';
