export type { RecordingBackend } from './backend.js';
export type { RecorderOptions } from './recorder.js';
export { modules, nativeRuntime, type Runtime } from './runtime.js';
export { BACKEND, type Registered, registerOnnxruntime } from './start.js';
