export { workerPort } from '#platform';
