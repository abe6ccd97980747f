import { InputError, isCloisonneError } from '../../cube/errors.js';
import { isObject } from '../../cube/json.js';
import type { ControlPoint } from '../affine.js';
import type { Affine } from '../types.js';
import { createTransform } from './transform.js';
import type { Projective, Registration } from './types.js';

function failure(where: string, why: string, cause?: unknown): InputError {
  return new InputError('cannot use the registration', {
    where,
    why,
    remedy: 'Register again, or take it out of the sidecar.',
    cause,
  });
}

function numbers(value: unknown, count: number, where: string): number[] {
  const fits = Array.isArray(value) && value.length === count && value.every(v => typeof v === 'number' && Number.isFinite(v));
  if (!fits) throw failure(where, `${count} finite numbers are needed`);
  return value as number[];
}

function controlPoints(value: unknown, where: string): ControlPoint[] {
  if (!Array.isArray(value)) throw failure(where, 'a list of control points is needed');
  return value.map((point: unknown, i) => {
    const at = `${where}[${i}]`;
    if (!isObject(point)) throw failure(at, 'a control point has cube and image');
    const [cx, cy] = numbers(point.cube, 2, `${at}.cube`);
    const [ix, iy] = numbers(point.image, 2, `${at}.image`);
    return { cube: [cx, cy], image: [ix, iy] };
  });
}

/**
 * The registration of a sidecar, checked: kind, lengths, finite numbers, and that it can be inverted. Unknown fields are left out.
 * Throws InputError that names the field.
 */
export function parseRegistration(value: unknown, where = 'registration'): Registration {
  if (!isObject(value)) throw failure(where, 'it is not an object');
  const { kind } = value;
  const points = value.points === undefined ? {} : { points: controlPoints(value.points, `${where}.points`) };
  let registration: Registration;
  if (kind === 'affine')
    registration = { kind, matrix: numbers(value.matrix, 6, `${where}.matrix`) as unknown as Affine, ...points };
  else if (kind === 'projective')
    registration = { kind, matrix: numbers(value.matrix, 9, `${where}.matrix`) as unknown as Projective, ...points };
  else if (kind === 'tps') {
    const smoothing = value.smoothing === undefined ? 0 : numbers([value.smoothing], 1, `${where}.smoothing`)[0];
    if (smoothing < 0) throw failure(`${where}.smoothing`, `${smoothing} is below 0`);
    registration = {
      kind,
      points: points.points ?? controlPoints(undefined, `${where}.points`),
      ...(smoothing > 0 && { smoothing }),
    };
  } else throw failure(`${where}.kind`, `${JSON.stringify(kind) ?? 'absent'}, known are affine, projective and tps`);
  try {
    createTransform(registration);
  } catch (err) {
    if (isCloisonneError(err)) throw failure(where, err.message, err);
    throw err;
  }
  return registration;
}
