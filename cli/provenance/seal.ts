import { createHash } from 'node:crypto';

/** What a record says in place of its own SHA-256 while that is computed. */
export const unsealed = '0'.repeat(64);

const SEAL = /"sha256": "([0-9a-f]{64})"/;

/** A record whose first `sha256` is `unsealed`, with the SHA-256 of just that text in its place: so a record can vouch for itself. */
export function sealed(text: string): string {
  const sha256 = createHash('sha256').update(text).digest('hex');
  return text.replace(`"sha256": "${unsealed}"`, `"sha256": "${sha256}"`);
}

/** Whether not a byte of a sealed record has changed. */
export function isIntact(text: string): boolean {
  const [found, sha256] = SEAL.exec(text) ?? [];
  return found !== undefined && sealed(text.replace(sha256, unsealed)) === text;
}
